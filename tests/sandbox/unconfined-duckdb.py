"""The control run of hostile statements: runs each in an unconfined DuckDB.

Standard input: a JSON list of statements. Standard output: a JSON list of errors, null where a statement succeeded.
"""

import json
import sys

import duckdb

errors = []
for statement in json.load(sys.stdin):
    with duckdb.connect() as connection:
        connection.execute('create table users as select 1 as userid, 20 as age')
        try:
            connection.execute(statement).fetchall()
            errors.append(None)
        except Exception as error:
            errors.append(str(error).splitlines()[0])
print(json.dumps(errors))
