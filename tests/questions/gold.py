"""Runs SQL over the tables of a set. Standard input: {"folder", "queries": [sql]}; output: {"answers": [rows]}."""

import json
import os
import sys
from decimal import Decimal

import duckdb


def plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


request = json.load(sys.stdin)
os.chdir(request["folder"])
database = duckdb.connect()
with open("tables.sql", encoding="utf-8") as tables:
    database.execute(tables.read())
answers = [[[plain(value) for value in row] for row in database.execute(sql).fetchall()] for sql in request["queries"]]
json.dump({"answers": answers}, sys.stdout)
