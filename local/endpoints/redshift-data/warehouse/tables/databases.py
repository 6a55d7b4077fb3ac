"""Loads the tables of Parquet, SQLite, and DuckDB files."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from functools import partial

import duckdb

from .columns import create_table
from .header import unique
from .job import Job, Loaded, copy_typed, parts
from .kinds import literal
from .layout import Layout
from .reader import identifier
from .text import Unreadable

UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}


def load_parquet(job: Job) -> Loaded:
    file = literal(str(job.path))
    try:
        # pandas writes durations as whole numbers: Parquet has no such type.
        sql = f"SELECT value FROM parquet_kv_metadata({file}) WHERE CAST(key AS VARCHAR) = 'pandas'"
        keys = job.connection.execute(sql).fetchall()
    except duckdb.Error as error:
        raise Unreadable(f"it is not a readable Parquet file: {str(error).splitlines()[0]}") from None
    durations = {}
    for column in json.loads(keys[0][0]).get("columns", []) if keys else []:
        if kind := re.fullmatch(r"timedelta64\[(\w+)\]", str(column.get("numpy_type"))):
            durations[str(column.get("name"))] = UNITS.get(kind[1], kind[1])
    return copy_typed(job, f"read_parquet({file})", job.stem, durations=durations)


def load_duckdb(job: Job) -> list[Loaded]:
    job.connection.execute(f"ATTACH {literal(str(job.path))} AS source (READ_ONLY)")

    def listed(kind: str) -> list[tuple[str, str]]:
        sql = f"SELECT schema_name, {kind}_name FROM duckdb_{kind}s() WHERE database_name = 'source' AND NOT internal"
        return job.connection.execute(f"{sql} ORDER BY ALL").fetchall()

    def load(schema: str, table: str, name: str) -> Loaded:
        return copy_typed(job, f"source.{identifier(schema)}.{identifier(table)}", job.name_of(name), name)

    tables = listed("table")
    # Tables of equal names in several schemas get the names of their schemas.
    counts = Counter(table for _, table in tables)
    loads: dict[str, Callable[[], Loaded]] = {}
    for schema, table in tables:
        name = table if counts[table] == 1 else f"{schema}_{table}"
        loads[name] = partial(load, schema, table, name)
    # A view of a foreign database could read any file.
    reason = "views of DuckDB files are not read: save it as a table"
    views = [Loaded(view, "", [], reason) for _, view in listed("view")]
    return [*(parts(job, loads) if loads or not views else []), *views]


def load_sqlite(job: Job) -> list[Loaded]:
    database = sqlite3.connect(f"{job.path.resolve().as_uri()}?mode=ro", uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    try:
        # Not the shadow tables of virtual ones.
        own = "schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        tables = [name for (name,) in database.execute(f"SELECT name FROM pragma_table_list WHERE {own} ORDER BY name")]
        return parts(job, {table: partial(load_sqlite_table, job, database, table) for table in tables})
    except sqlite3.Error as error:
        raise Unreadable(f"SQLite cannot read it: {error}") from None
    finally:
        database.close()


def load_sqlite_table(job: Job, database: sqlite3.Connection, table: str) -> Loaded:
    columns = [column[0] for column in database.execute(f"SELECT * FROM {identifier(table)} LIMIT 0").description]
    names = unique(columns)
    texts = ", ".join(f"max(typeof({identifier(name)}) IN ('text', 'blob'))" for name in columns)
    kinds = database.execute(f"SELECT {texts} FROM {identifier(table)}").fetchone()
    raw = job.raw(database.execute(f"SELECT * FROM {identifier(table)}"), len(columns))
    stored_as_text = [name for name, has_text in zip(names, kinds) if has_text]
    name, layout = job.name_of(table), Layout(names, 0, raw.records, [])
    return Loaded(table, name, create_table(job.connection, raw, job.target(name), layout, stored_as_text))
