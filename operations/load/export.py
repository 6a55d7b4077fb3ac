"""Writes the tables of a database that the local warehouse loaded as files that Redshift copies.

export.py WAREHOUSE reads {database, folder} as JSON from standard input, WAREHOUSE being the folder of the local
warehouse's programs; writes one JSON line for each table: {name, file, rows, columns: [{name, type}]} or
{name, refused}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

import duckdb  # noqa: E402

import catalog  # noqa: E402
from relations import PUBLIC  # noqa: E402

# Redshift's.
LONGEST_TEXT = 65535
LONGEST_NAME = 127
MOST_COLUMNS = 1600


class Refused(Exception):
    """What Redshift does not take, in words for the owner of the file."""


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
    lengths = longest(connection, source, values)
    types = []
    for (name, duck), length in zip(columns.items(), lengths):
        if length > LONGEST_TEXT:
            raise Refused(f'the column "{name}" has a text of {length:,} bytes, and Redshift takes {LONGEST_TEXT:,} at the most')
        types.append({"name": name, "type": redshift_type(catalog.names(duck)[0], duck, length)})
    selected = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in values.items())
    target = str(file).replace("'", "''")
    # An empty field is null, as it was in the files that were loaded.
    connection.execute(f"COPY (SELECT {selected} FROM {source}) TO '{target}' (FORMAT csv, HEADER, NULLSTR '', COMPRESSION gzip)")
    (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    return {"name": table, "file": str(file), "rows": rows, "columns": types}


def check_names(table: str, columns: dict[str, str]) -> None:
    for name in (table, *columns):
        if len(name.encode()) > LONGEST_NAME:
            raise Refused(f'the name "{name[:40]}…" is longer than the {LONGEST_NAME} bytes that Redshift takes')
    if len(columns) > MOST_COLUMNS:
        raise Refused(f"it has {len(columns):,} columns, and Redshift takes {MOST_COLUMNS:,} at the most")


def value(name: str, duck: str) -> str:
    """SQL for a column's value as COPY reads it."""
    column = quoted(name)
    if duck == "BLOB":
        return f"hex({column})"
    if duck.endswith("]") or duck.startswith(("STRUCT", "MAP", "UNION")):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS TIMESTAMP)" if duck.startswith("TIMESTAMP_") else column


def longest(connection: duckdb.DuckDBPyConnection, source: str, values: dict[str, str]) -> list[int]:
    """Bytes of the longest text of each column."""
    measured = ", ".join(f"coalesce(max(strlen(CAST({expression} AS VARCHAR))), 0)" for expression in values.values())
    return list(connection.execute(f"SELECT {measured} FROM {source}").fetchone())


def redshift_type(name: str, duck: str, length: int) -> str:
    """The type as CREATE TABLE spells it. Texts get room to grow, because a longer one could not be loaded later."""
    if name == "character varying":
        return f"{name}({min(LONGEST_TEXT, 256 * (1 + 2 * length // 256))})"
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
