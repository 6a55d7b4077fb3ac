"""Exports the tables of a DuckDB database, loaded by the local warehouse, as CSV files for Redshift's COPY.

Usage: export.py MODULES, where MODULES is the folder with the Python modules of the local warehouse.
Reads {database, folder} as JSON from standard input. Prints one JSON line per table:
{name, file, rows, comment?, columns: [{name, type, comment?}]} or {name, refused}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

import catalog  # noqa: E402
import duckdb  # noqa: E402
from schemas import PUBLIC  # noqa: E402

# Limits of Redshift, in bytes and columns.
MAX_TEXT = 65535
MAX_NAME = 127
MAX_COLUMNS = 1600


class Refused(Exception):
    """Redshift does not support the table. The message says why."""


def main() -> None:
    options = json.load(sys.stdin)
    connection = duckdb.connect(options["database"], read_only=True)
    connection.execute("SET TimeZone = 'UTC'")
    for number, (table, columns) in enumerate(catalog.describe(connection, PUBLIC).items(), start=1):
        file = Path(options["folder"], f"{number}.csv.gz")
        try:
            line = export(connection, table, columns, file)
        except Refused as refusal:
            line = {"name": table, "refused": str(refusal)}
        sys.stdout.write(json.dumps(line) + "\n")


def export(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], file: Path) -> dict:
    check_names(table, columns)
    source = f"{PUBLIC}.{quoted(table)}"
    values = {name: value(name, duck) for name, duck in columns.items()}
    lengths = max_lengths(connection, source, values)
    types = []
    for (name, duck), length in zip(columns.items(), lengths):
        if length > MAX_TEXT:
            raise Refused(f'the column "{name}" has a value of {length:,} bytes; the limit of Redshift is {MAX_TEXT:,}')
        types.append(
            {
                "name": name,
                "type": redshift_type(catalog.type_names(duck)[0], duck, length),
                **comment_of(connection, table, name),
            }
        )
    selected = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in values.items())
    target = str(file).replace("'", "''")
    # An empty field is null, as in the source files.
    connection.execute(
        f"COPY (SELECT {selected} FROM {source}) TO '{target}' (FORMAT csv, HEADER, NULLSTR '', COMPRESSION gzip)"
    )
    (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    return {"name": table, "file": str(file), "rows": rows, **comment_of(connection, table), "columns": types}


def comment_of(connection: duckdb.DuckDBPyConnection, table: str, column: str | None = None) -> dict[str, str]:
    """How the file was read, as the comment of a table or column; empty without one."""
    if column is None:
        found = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?", [PUBLIC, table]
        )
    else:
        found = connection.execute(
            "SELECT comment FROM duckdb_columns() WHERE schema_name = ? AND table_name = ? AND column_name = ?",
            [PUBLIC, table, column],
        )
    row = found.fetchone()
    return {"comment": row[0]} if row and row[0] else {}


def check_names(table: str, columns: dict[str, str]) -> None:
    for name in (table, *columns):
        if len(name.encode()) > MAX_NAME:
            raise Refused(f'the name "{name[:40]}…" is longer than {MAX_NAME} bytes, the limit of Redshift')
    if len(columns) > MAX_COLUMNS:
        raise Refused(f"it has {len(columns):,} columns; the limit of Redshift is {MAX_COLUMNS:,}")


def value(name: str, duck: str) -> str:
    """SQL expression for a column, in a form that COPY can load."""
    column = quoted(name)
    if duck == "BLOB":
        return f"hex({column})"
    if duck.endswith("]") or duck.startswith(("STRUCT", "MAP", "UNION")):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS TIMESTAMP)" if duck.startswith("TIMESTAMP_") else column


def max_lengths(connection: duckdb.DuckDBPyConnection, source: str, values: dict[str, str]) -> list[int]:
    """Length in bytes of the longest value of each column, as text."""
    measured = ", ".join(f"coalesce(max(strlen(CAST({expression} AS VARCHAR))), 0)" for expression in values.values())
    return list(connection.execute(f"SELECT {measured} FROM {source}").fetchone())


def redshift_type(name: str, duck: str, length: int) -> str:
    """The column type for CREATE TABLE. varchar columns get spare length, so that longer values can be loaded later."""
    if name == "character varying":
        return f"{name}({min(MAX_TEXT, 256 * (1 + 2 * length // 256))})"
    if name == "binary varying":
        return f"{name}({max(1, length // 2)})"
    if name != "numeric":
        return name
    digits, scale = catalog.precision(duck)
    return f"numeric({digits or 38},{scale})"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


if __name__ == "__main__":
    main()
