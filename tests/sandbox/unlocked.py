"""The control run of hostile statements: runs each, as it is, in a DuckDB that nothing holds.

Standard input: a JSON list of statements. Standard output: a JSON list of what each came to, null where it worked.
"""

import json
import sys

import duckdb

outcomes = []
for statement in json.load(sys.stdin):
    with duckdb.connect() as connection:
        connection.execute('create table users as select 1 as userid, 20 as age')
        try:
            connection.execute(statement).fetchall()
            outcomes.append(None)
        except Exception as error:
            outcomes.append(str(error).splitlines()[0])
print(json.dumps(outcomes))
