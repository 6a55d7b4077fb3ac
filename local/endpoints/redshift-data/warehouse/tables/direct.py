"""Creates the table of a large regular text file in one pass of DuckDB's reader, by the types of its first rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from .candidates import TEXT, kinds_of
from .columns import guessed, note_texts
from .layout import find_layout
from .reader import Column, Reader, identifier
from .records import Raw, Survey, head_of, is_regular, load, reader_of, survey
from .rows import Note, narrowed

TAIL_BYTES = 64 * 1024
# Types whose text is compared with the value as text, which is faster than a pattern; and the least length of such a text.
CANONICAL = {"INTEGER": 1, "BIGINT": 1, "BOOLEAN": 1, "DATE": 10, "TIMESTAMP": 19}


def create_directly(connection: duckdb.DuckDBPyConnection, path: Path, preview: Path, target: str, head: Survey) -> list[Note] | None:
    """
    The notes of the table `target`; None, and no table, if the file needs a closer look: it is small, its first or last lines are
    not regular, or a value does not fit the types of the first rows. `preview` is a file for these lines.
    """
    lines, whole = head_of(path)
    tail = tail_of(path)
    if whole or not is_regular(head, lines) or not is_regular(survey(tail, head.dialect), tail) or lines[0].count('"') % 2:
        return None
    preview.write_text("".join([*lines, *tail]), encoding="utf-8", newline="")
    raw = Raw(head.width, head.width, head.dialect.separator)
    try:
        load(connection, preview, head.dialect, raw)
        reader = Reader(connection, raw, find_layout(connection, raw), True, frozenset())
        columns = guessed(reader)
        if is_plain(reader, columns) and create(reader, columns, path, head, target):
            reader.table, reader.condition = target, "true"
            columns = [replace(column, source=identifier(column.name)) for column in columns]
            note_texts(reader, columns)
            return reader.layout.notes + [note for column in columns for note in column.notes]
    except duckdb.InvalidInputException:
        pass
    finally:
        connection.execute("DROP TABLE IF EXISTS raw")
    return None


def tail_of(path: Path) -> list[str]:
    """The last whole lines."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, TAIL_BYTES), 2)
        return file.read().decode("utf-8", errors="replace").splitlines(keepends=True)[1:]


def is_plain(reader: Reader, columns: list[Column]) -> bool:
    """Whether the table is all below one header, of which a repetition would not fit the types."""
    layout = reader.layout
    (count,) = reader.connection.execute("SELECT count(*) FROM raw").fetchone()  # type: ignore[misc]
    around = layout.start != 1 or layout.end != count or layout.total is not None or layout.unnamed
    numbers = any(cell and narrowed(kinds_of("")[:-1], [cell]) for cell in layout.header)
    typed = any(column.kind is not TEXT for column in columns)
    return not around and not numbers and typed and all(column.is_plain for column in columns)


def create(reader: Reader, columns: list[Column], path: Path, head: Survey, target: str) -> bool:
    """Whether all values fit, and no row is a comment."""
    selected = ", ".join(f"{checked(column)} AS {identifier(column.name)}" for column in columns)
    sources = ", ".join(column.source for column in columns)
    source = reader_of(path, head.dialect, reader.raw, skip=reader.layout.start)
    try:
        reader.connection.execute(f"CREATE TABLE {target} AS SELECT {selected} FROM {source} WHERE coalesce({sources}) IS NOT NULL")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    first, *others = (identifier(column.name) for column in columns)
    comment = f"CAST({first} AS VARCHAR) LIKE '#%' AND coalesce({', '.join(f'CAST({one} AS VARCHAR)' for one in others)}) IS NULL"
    if columns[0].kind is TEXT and reader.connection.execute(f"SELECT 1 FROM {target} WHERE {comment} LIMIT 1").fetchone():
        reader.connection.execute(f"DROP TABLE {target}")
        return False
    return True


def checked(column: Column) -> str:
    """SQL of the typed value, which fails for any other."""
    if column.kind is TEXT:
        return column.converted
    source, typed = column.source, column.converted
    other = f"WHEN {source} IS NOT NULL THEN coalesce({column.kind.sql(source)}, error('misfit'))"
    shortest = CANONICAL.get(column.kind.type)
    if shortest is None:
        return f"CASE {other} END"
    return f"CASE WHEN CAST({typed} AS VARCHAR) = {source} AND length({source}) >= {shortest} THEN {typed} {other} END"
