"""
Creates the table of a large text file in one pass of DuckDB's reader, by the types of its first and last lines. What
cannot be decided without a look at all rows is left to `create_table`.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import duckdb

from .candidates import MISSING
from .columns import guessed, note_texts
from .decisions import can_change, settle
from .kinds import DECIMALS, FORMATTED, TEXT
from .layout import find_layout
from .reader import Column, Reader, identifier, is_word, trimmed
from .records import MAX_COLUMNS, Survey, head_of, is_plain, is_regular, reader_of, rewrite, survey
from .rows import Note, cleaned

TAIL_BYTES = 64 * 1024
CHUNK = 1 << 20


def create_directly(
    connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, target: str, head: Survey
) -> list[Note] | None:
    """The notes of the table `target`; None, and no table, if a decision needs all rows, or some row is not regular."""
    lines, is_whole = head_of(path)
    tail = tail_of(path)
    if is_whole or head.width > MAX_COLUMNS or not is_plain(head.dialect):
        return None
    sampled = survey([*lines, *tail], head.dialect)
    if sampled.errors or sampled.widest > head.width or any("".join(some).count('"') % 2 for some in (lines, tail)):
        return None
    try:
        raw = rewrite(connection, [*lines, *tail], scratch / "edges", head)
        reader = Reader(connection, raw, find_layout(connection, raw), True, frozenset())
        columns = guessed(reader)
        settle(reader, columns)
        start = reader.layout.start
        end = len(tail) - raw.records + reader.layout.end
        if not is_regular_table(reader, columns) or not all(
            map(is_regular, without_blank_end([*lines[start:], *tail[:end]]))
        ):
            return None
        body = scratch / "body"
        copy_part(path, body, size_of(lines[:start]), path.stat().st_size - size_of(tail[end:]))
        connection.execute(f"CREATE TABLE {target} AS {select(columns, reader_of(body, head.dialect, raw))}")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    finally:
        connection.execute("DROP TABLE IF EXISTS raw")
    reader.table, reader.condition = target, "true"
    columns = [replace(column, source=identifier(column.name)) for column in columns]
    note_texts(reader, columns)
    return reader.layout.notes + [note for column in columns for note in column.notes]


def select(columns: list[Column], source: str) -> str:
    """SQL of the typed rows that are not blank."""
    selected = ", ".join(f"{checked(column, columns)} AS {identifier(column.name)}" for column in columns)
    is_row = f"coalesce({', '.join(column.source for column in columns)}) IS NOT NULL"
    return f"SELECT {selected} FROM {source} WHERE {is_row}"


def without_blank_end(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def tail_of(path: Path) -> list[str]:
    """The last whole lines."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, TAIL_BYTES), 2)
        return list(io.StringIO(file.read().decode("utf-8", errors="replace"), newline=""))[1:]


def is_regular_table(reader: Reader, columns: list[Column]) -> bool:
    """Whether no row of the table can be another header or a total, and no other value can change a type."""
    layout = reader.layout
    header = [(column.kind, cell) for column, cell in zip(columns, map(cleaned, layout.header)) if cell]
    stands_out = not any(layout.header) or any(kind is not TEXT and not kind.fits(cell) for kind, cell in header)
    is_even = not any(layout.start <= number < layout.end for number in reader.raw.uneven)
    if not stands_out or not is_even or layout.unnamed or layout.total is not None:
        return False
    return not any(column.kind in FORMATTED or can_change(reader, column) for column in columns)


def checked(column: Column, columns: list[Column]) -> str:
    """SQL of the typed value, which fails for one that could change the type, and for a comment."""
    source, failure = column.source, "error('another look is needed')"
    if not column.examples:
        return f"CASE WHEN NOT {is_word(source, MISSING)} THEN {failure} ELSE {source} END"
    if column.kind is TEXT and (column is not columns[0] or len(columns) == 1):
        return column.converted
    if column.kind is TEXT:
        others = ", ".join(other.source for other in columns[1:])
        return f"CASE WHEN {source} LIKE '#%' AND coalesce({others}) IS NULL THEN {failure} ELSE {column.converted} END"
    source = trimmed(source) if True in column.spaced else source
    kind = replace(DECIMALS, regex=decimals_like(column.examples)) if column.kind is DECIMALS else column.kind
    return f"coalesce({kind.sql(source)}, CASE WHEN NOT {is_word(source, MISSING)} THEN {failure} END)"


def decimals_like(examples: list[str]) -> str:
    """A pattern of decimals that excludes 1.10 next to 1.1: they can be the numbers of sections."""
    decimals = {match[1] for example in examples if (match := re.search(r"[.](\d+)", example))}
    if not any(len(one) > 1 and one.endswith("0") for one in decimals):
        return r"-?(?:0|[1-9]\d{0,14})(?:\.(?:\d|\d*[1-9]))?(?:[eE][+-]?\d{1,3})?"
    return rf"-?(?:0|[1-9]\d{{0,14}})\.\d{{{max(map(len, decimals))}}}(?:[eE][+-]?\d{{1,3}})?"


def size_of(lines: list[str]) -> int:
    return sum(len(line.encode()) for line in lines)


def copy_part(path: Path, copy: Path, start: int, end: int) -> None:
    with path.open("rb") as source, copy.open("wb") as target:
        source.seek(start)
        while start < end and (chunk := source.read(min(CHUNK, end - start))):
            target.write(chunk)
            start += len(chunk)
