"""Writes the rows of a statement to a file, cut into pages, without ever holding them all in memory."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

import catalog
from errors import StatementError

PAGE_BYTES = 1024 * 1024
ROWS_AT_A_TIME = 2000
# Limits of the Data API.
RESULT_BYTES = 500 * 1024 * 1024
ROW_BYTES = 64 * 1024

NUMERIC = {"bool", "int2", "int4", "int8", "float4", "float8", "numeric"}
FIELDS = {"bool": "booleanValue", "int2": "longValue", "int4": "longValue", "int8": "longValue", "float4": "doubleValue", "float8": "doubleValue"}


@dataclass(frozen=True)
class Column:
    name: str
    duck: str

    @property
    def type(self) -> str:
        return catalog.names(self.duck)[1]

    def describe(self) -> dict:
        digits, scale = catalog.precision(self.duck)
        return {"name": self.name, "typeName": self.type, "precision": digits, "scale": scale}


@dataclass(frozen=True)
class Result:
    columns: list[Column]
    rows: int
    size: int
    # Where each page begins in the file, and where the last one ends: bytes.
    offsets: list[int]


def columns_of(cursor: duckdb.DuckDBPyConnection, sql: str) -> list[Column]:
    return [Column(row[0], row[1]) for row in cursor.execute(f"DESCRIBE {sql}").fetchall()]


def write(cursor: duckdb.DuckDBPyConnection, sql: str, layout: str, path: Path) -> Result:
    """`layout` is CSV (RFC 4180 without header; null is an empty field, empty text is "") or JSON (Field objects)."""
    columns = columns_of(cursor, sql)
    fields = ", ".join(f"f{position}" for position in range(len(columns)))
    chosen = csv_line(columns) if layout == "CSV" else ", ".join(json_value(n, column) for n, column in enumerate(columns))
    cursor.execute(f"SELECT {chosen} FROM ({sql}) AS answer({fields})")
    lines = csv_lines(cursor) if layout == "CSV" else json_lines(cursor, columns)
    return page(lines, columns, path)


def explain(cursor: duckdb.DuckDBPyConnection, sql: str, layout: str, path: Path) -> Result:
    text = "\n".join(row[1] for row in cursor.execute(f"EXPLAIN {sql}").fetchall())
    column = Column("QUERY PLAN", "VARCHAR")
    rows = [(line,) for line in text.splitlines()]
    lines = (quoted(row[0]) for row in rows) if layout == "CSV" else (field_line(row, ["stringValue"]) for row in rows)
    return page(lines, [column], path)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"\r\n'


def csv_line(columns: list[Column]) -> str:
    parts = []
    for position, column in enumerate(columns):
        text = f"f{position}::VARCHAR"
        if column.type in NUMERIC:
            parts.append(f"coalesce({text}, '')")
        else:
            parts.append(f"CASE WHEN f{position} IS NULL THEN '' ELSE '\"' || replace({text}, '\"', '\"\"') || '\"' END")
    return f"concat_ws(',', {', '.join(parts)}) || chr(13) || chr(10)"


def csv_lines(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        for (line,) in rows:
            yield line


def json_value(position: int, column: Column) -> str:
    return f"f{position}" if column.type in FIELDS else f"f{position}::VARCHAR"


def json_lines(cursor: duckdb.DuckDBPyConnection, columns: list[Column]) -> Iterator[str]:
    kinds = [FIELDS.get(column.type, "stringValue") for column in columns]
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        for row in rows:
            yield field_line(row, kinds)


def field_line(row: tuple, kinds: list[str]) -> str:
    fields = [{"isNull": True} if value is None else {kind: finite(value)} for kind, value in zip(kinds, row)]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def finite(value: object) -> object:
    """JSON has no NaN and no infinity; AWS writes them as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def page(lines: Iterator[str], columns: list[Column], path: Path) -> Result:
    offsets, position, rows = [0], 0, 0
    with path.open("wb") as file:
        for line in lines:
            data = line.encode()
            if len(data) > ROW_BYTES:
                raise StatementError(f"ERROR: a row of the result has {len(data)} bytes, more than the limit of 64 KB")
            if position + len(data) > RESULT_BYTES:
                raise StatementError("ERROR: the result is larger than the limit of 500 MB")
            if position + len(data) - offsets[-1] > PAGE_BYTES:
                offsets.append(position)
            file.write(data)
            position += len(data)
            rows += 1
    return Result(columns, rows, position, [*offsets, position])
