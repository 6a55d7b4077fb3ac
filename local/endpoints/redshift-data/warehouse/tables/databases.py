"""Loads the tables of Parquet, SQLite, and DuckDB files."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter

import duckdb

from .columns import create_table
from .header import unique
from .job import Job, Loaded, copy_typed, parts
from .layout import Layout
from .reader import identifier, literal
from .text import Unreadable

UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}


def load_parquet(job: Job) -> Loaded:
    source = f"read_parquet({literal(str(job.path))})"
    try:
        described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    except duckdb.Error as error:
        raise Unreadable(f"it is not a readable Parquet file: {str(error).splitlines()[0]}") from None
    return copy_typed(job, source, described, job.stem, durations=durations_of(job))


def durations_of(job: Job) -> dict[str, str]:
    """The columns of durations that pandas wrote, with their units: Parquet has no such type."""
    keys = job.connection.execute(f"SELECT value FROM parquet_kv_metadata({literal(str(job.path))}) WHERE CAST(key AS VARCHAR) = 'pandas'").fetchall()
    columns = json.loads(keys[0][0]).get("columns", []) if keys else []
    kinds = {str(column.get("name")): re.fullmatch(r"timedelta64\[(\w+)\]", str(column.get("numpy_type"))) for column in columns}
    return {name: UNITS.get(kind[1], kind[1]) for name, kind in kinds.items() if kind}


def load_duckdb(job: Job) -> list[Loaded]:
    job.connection.execute(f"ATTACH {literal(str(job.path))} AS source (READ_ONLY)")
    tables = job.connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source' AND NOT internal ORDER BY ALL"
    ).fetchall()

    def one(schema: str, table: str, name: str) -> Loaded:
        source = f"source.{identifier(schema)}.{identifier(table)}"
        described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        return copy_typed(job, source, described, job.name_of(name), name)

    # A view of a foreign database could read any file.
    views = job.connection.execute("SELECT view_name FROM duckdb_views() WHERE database_name = 'source' AND NOT internal ORDER BY ALL").fetchall()
    others = [Loaded(view, "", [], "views of DuckDB files are not read: save it as a table") for (view,) in views]
    if not tables and others:
        return others
    # Tables of equal names in several schemas get the names of their schemas.
    names = Counter(table for _, table in tables)
    named = {(table if names[table] == 1 else f"{schema}_{table}"): (schema, table) for schema, table in tables}
    return [*parts(job, {name: (lambda schema=schema, table=table, name=name: one(schema, table, name)) for name, (schema, table) in named.items()}), *others]


def load_sqlite(job: Job) -> list[Loaded]:
    database = sqlite3.connect(f"{job.path.resolve().as_uri()}?mode=ro", uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    try:
        # Not the shadow tables of virtual ones.
        listed = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        tables = [name for (name,) in database.execute(listed)]
        return parts(job, {table: (lambda table=table: load_sqlite_table(job, database, table)) for table in tables})
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
    (count,) = job.connection.execute("SELECT count(*) FROM raw").fetchone()  # type: ignore[misc]
    layout = Layout(names, 0, count, [])
    stored_as_text = [name for name, texts in zip(names, kinds) if texts]
    name = job.name_of(table)
    return Loaded(table, name, create_table(job.connection, raw, job.target(name), layout, stored_as_text))
