"""Writes the rows of a statement to a file in pages, without holding them all in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import catalog
import duckdb
from errors import StatementError

PAGE_BYTES = 1024 * 1024
BATCH_ROWS = 2000
# Limits of the Data API.
MAX_RESULT_BYTES = 500 * 1024 * 1024
MAX_ROW_BYTES = 64 * 1024

NUMERIC = {"bool", "int2", "int4", "int8", "float4", "float8", "numeric"}
# Member of the Data API's Field by type; stringValue for all others.
FIELDS = {
    **dict.fromkeys(("int2", "int4", "int8"), "longValue"),
    **dict.fromkeys(("float4", "float8"), "doubleValue"),
    "bool": "booleanValue",
}


@dataclass(frozen=True)
class Column:
    name: str
    duck: str

    @property
    def type(self) -> str:
        return catalog.type_names(self.duck)[1]

    def describe(self) -> dict:
        digits, scale = catalog.precision(self.duck)
        return {"name": self.name, "typeName": self.type, "precision": digits, "scale": scale}


@dataclass(frozen=True)
class Result:
    columns: list[Column]
    rows: int
    size: int
    # Byte offsets of the pages in the file, and the end of the last page.
    offsets: list[int]


def write(cursor: duckdb.DuckDBPyConnection, sql: str, layout: str, path: Path) -> Result:
    """Runs a statement. `layout` is CSV (RFC 4180, no header; null is an empty field, empty text is "") or JSON (Fields)."""
    columns = [Column(row[0], row[1]) for row in cursor.execute(f"DESCRIBE {sql}").fetchall()]
    fields = ", ".join(f"f{position}" for position in range(len(columns)))
    line = csv_line(columns) if layout == "CSV" else json_line(columns)
    cursor.execute(f"SELECT {line} FROM ({sql}) AS result({fields})")
    return page(batches(cursor), columns, path)


def explain(cursor: duckdb.DuckDBPyConnection, sql: str, layout: str, path: Path) -> Result:
    text = "\n".join(row[1] for row in cursor.execute(f"EXPLAIN {sql}").fetchall())
    if layout == "CSV":
        lines = ['"' + line.replace('"', '""') + '"\r\n' for line in text.splitlines()]
    else:
        lines = [json.dumps([{"stringValue": line}], ensure_ascii=False) + "\n" for line in text.splitlines()]
    return page(iter([lines]), [Column("QUERY PLAN", "VARCHAR")], path)


def csv_line(columns: list[Column]) -> str:
    """SQL that formats a row as a CSV line, which is much faster than in Python."""
    parts = []
    for position, column in enumerate(columns):
        text = f"f{position}::VARCHAR"
        quoted = f"'\"' || replace({text}, '\"', '\"\"') || '\"'"
        parts.append(f"coalesce({text if column.type in NUMERIC else quoted}, '')")
    return f"concat_ws(',', {', '.join(parts)}) || chr(13) || chr(10)"


def json_line(columns: list[Column]) -> str:
    parts = []
    for position, column in enumerate(columns):
        member = FIELDS.get(column.type, "stringValue")
        text = f"f{position}::VARCHAR"
        if member == "stringValue":
            text = f"to_json({text})::VARCHAR"
        if member == "doubleValue":
            # JSON has no NaN and infinity; AWS returns them as text.
            text = (
                f"CASE WHEN isfinite(f{position}) THEN {text} WHEN isnan(f{position}) THEN '\"NaN\"' "
                f"WHEN f{position} > 0 THEN '\"Infinity\"' ELSE '\"-Infinity\"' END"
            )
        parts.append(
            f"CASE WHEN f{position} IS NULL THEN '{{\"isNull\":true}}' ELSE '{{\"{member}\":' || {text} || '}}' END"
        )
    return f"'[' || concat_ws(',', {', '.join(parts)}) || ']' || chr(10)"


def batches(cursor: duckdb.DuckDBPyConnection) -> Iterator[list[str]]:
    while rows := cursor.fetchmany(BATCH_ROWS):
        yield [line for (line,) in rows]


def page(parts: Iterator[list[str]], columns: list[Column], path: Path) -> Result:
    offsets, position, rows = [0], 0, 0
    with path.open("wb") as file:
        for lines in parts:
            rows += len(lines)
            for data in chunks(lines):
                if position + len(data) > MAX_RESULT_BYTES:
                    raise StatementError("ERROR: the result is larger than the limit of 500 MB")
                if position > offsets[-1] and position + len(data) - offsets[-1] > PAGE_BYTES:
                    offsets.append(position)
                file.write(data)
                position += len(data)
    return Result(columns, rows, position, [*offsets, position])


def chunks(lines: list[str]) -> list[bytes]:
    """The rows as one chunk if they fit into a page, otherwise one chunk for each row."""
    joined = "".join(lines).encode()
    if len(joined) <= PAGE_BYTES and max(map(len, lines), default=0) * 4 <= MAX_ROW_BYTES:
        return [joined]
    encoded = [line.encode() for line in lines]
    if (longest := max(map(len, encoded), default=0)) > MAX_ROW_BYTES:
        raise StatementError(f"ERROR: a row of the result has {longest} bytes, more than the limit of 64 KB")
    return encoded
