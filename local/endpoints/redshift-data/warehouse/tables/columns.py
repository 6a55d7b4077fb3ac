"""Gives the columns of `raw` their types, by all rows, and creates the table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import duckdb

from .candidates import LOOKALIKES, SPACES, STORED_TEXT, TEXT, TOTAL_WORDS, TRUTHS, kinds_of
from .decisions import NEARLY, near_kind, settle
from .layout import Layout, find_layout
from .reader import WORDS, Column, Reader, literal
from .records import Raw
from .rows import Note, cleaned, narrowed, quoted, rows_of, sample
from .text import Unreadable

PLURALS = {"BOOLEAN": "booleans", "DATE": "dates", "TIMESTAMP": "times", "TIME": "times of day"}


def create_table(
    connection: duckdb.DuckDBPyConnection, raw: Raw, target: str, layout: Layout | None = None, stored_as_text: Collection[str] = ()
) -> list[Note]:
    """
    Creates the table `target` from `raw`. Where a layout is given, the names are known, and the columns in `stored_as_text` are
    text or dates.
    """
    reader = Reader(connection, raw, layout or find_layout(connection, raw), layout is None, frozenset(stored_as_text))
    layout = reader.layout
    if reader.is_text_file:
        skip_comments(reader)
        skip_repeated_headers(reader)
    total = layout.total
    if total is not None:
        before = reader.condition
        reader.condition += f" AND rowid <> {total}"
    columns = guessed(reader)
    settle(reader, columns)
    if total is not None and not is_total(reader, columns, total):
        reader.condition = before
        columns = guessed(reader)
        settle(reader, columns)
    columns = drop_trailing(reader, columns)
    note_texts(reader, columns)
    connection.execute(f"CREATE TABLE {target} AS {reader.select(columns)}")
    return layout.notes + [note for column in columns for note in column.notes]


def skip_comments(reader: Reader) -> None:
    """Leaves out lines that start with # and have nothing in the other columns."""
    if reader.raw.width == 1 or reader.raw.is_wide:
        return
    others = ", ".join(reader.raw.source(number) for number in range(1, reader.raw.width))
    comment = f"c0 LIKE '#%' AND coalesce({others}) IS NULL"
    (comments,) = reader.one(["count(*)"], f"AND {comment}")
    if comments:
        reader.condition += f" AND ({comment}) IS NOT TRUE"
        reader.layout.notes.append(Note(None, f"{rows_of(comments)} of comments left out"))


def skip_repeated_headers(reader: Reader) -> None:
    cells = [(reader.raw.source(number), cell) for number, cell in enumerate(reader.layout.header) if cell]
    if not cells or reader.raw.width == 1:
        return
    same = " AND ".join(f"trim({column}, '{SPACES}') = {literal(cell.strip(SPACES))}" for column, cell in cells[:20])
    (repeated,) = reader.one(["count(*)"], f"AND {same}")
    if repeated:
        reader.condition += f" AND ({same}) IS NOT TRUE"
        reader.layout.notes.append(Note(None, f"the header occurs {repeated:,} more times: left out"))


def guessed(reader: Reader) -> list[Column]:
    """The columns with the kinds that fit a sample."""
    rows = sample(reader.connection, reader.raw, reader.condition)
    if not rows and reader.layout.unnamed and not any(reader.layout.header):
        raise Unreadable("it has no values")
    columns = []
    for number, name in enumerate(reader.layout.names):
        values = [row[number] for row in rows]
        candidates = STORED_TEXT if name in reader.stored_as_text else kinds_of(name)
        kinds = narrowed(candidates, values) or ([TEXT] if any(values) or not rows else candidates)
        dirty = any(value is not None and value != cleaned(value) for value in values)
        examples = [cell for cell in map(cleaned, values[:100]) if cell is not None]
        nearly = near_kind(candidates, examples) if kinds == [TEXT] else None
        texts = [value for value in values if value]
        padded = kinds == [TEXT] and bool(texts) and all(value != value.strip(SPACES) for value in texts)
        columns.append(Column(number, reader.raw.source(number), name, kinds, dirty, nearly=nearly, examples=examples, padded=padded))
    return columns


def is_total(reader: Reader, columns: Sequence[Column], total: int) -> bool:
    """Whether the last row has the sums of the columns above it. If so it is left out."""
    numbers = [column for column in columns if column.kind.type in ("INTEGER", "BIGINT", "DOUBLE") and column.kind not in TRUTHS]
    equal, filled = 0, 0
    sums = reader.aggregates(numbers, lambda column: [f"sum({column.converted})"])
    selected = ", ".join(column.converted for column, _ in sums)
    row = reader.connection.execute(f"SELECT {selected} FROM raw WHERE rowid = {total}").fetchone() if sums else None
    for value, (_, (sum_,)) in zip(row or (), sums):
        filled += value is not None
        equal += value is not None and sum_ is not None and value != 0 and abs(float(value) - float(sum_)) <= 1e-6 * abs(float(sum_)) + 0.006
    if equal == 0 or equal < filled / 2:
        return False
    texts = reader.raw.rows(reader.connection, f"rowid = {total}", 1)[0][1]
    reader.layout.notes.append(Note(None, "the last row has the sums of the rows above and is left out", quoted([" ".join(text for text in texts if text)])))
    return True


def drop_trailing(reader: Reader, columns: list[Column]) -> list[Column]:
    """Leaves out columns without a name and values: they come from separators at the ends of lines."""
    unnamed = [column for column in columns if column.number in reader.layout.unnamed]
    texts = [column for column in unnamed if column.kind is TEXT]
    empty = {column.number for column, (values,) in reader.aggregates(texts, lambda column: [f"count({column.source})"]) if values == 0}
    named = [column.name for column in unnamed if column.number not in empty]
    if named and reader.layout.header:
        reader.layout.notes.append(Note(None, "columns without a name", quoted(named)))
    return [column for column in columns if column.number not in empty] if len(empty) < len(columns) else columns


def note_texts(reader: Reader, columns: Sequence[Column]) -> None:
    """Notes of text columns: words that mean missing values elsewhere, and why a column is not of another type."""

    def counts(column: Column) -> list[str]:
        clean = replace(column, dirty=True)
        words = f"lower({column.source}) IN ({WORDS})"
        expressions = [f"count({column.source})", f"count(*) FILTER ({words})", f"min({column.source}) FILTER ({words})"]
        misfits = clean.misfits(column.nearly) if column.nearly else "false"
        return [*expressions, f"count(*) FILTER ({misfits})", f"min({column.source}) FILTER ({misfits})"]

    texts = [column for column in columns if column.kind is TEXT]
    totals = ", ".join(literal(word) for word in TOTAL_WORDS)
    # Most columns have no such word: a first look is cheaper.
    looks = reader.aggregates(texts, lambda column: [f"count(*) FILTER (lower({column.source}) IN ({WORDS}, {totals}))"])
    found = [column for column, (words,) in looks if words or column.nearly]
    for column, (values, words, word, misfits, example) in reader.aggregates(found, counts):
        if words and values > words:
            column.note(f"{rows_of(words)} with a word for missing values, kept as text", quoted([word]))
        if column.nearly and 0 < misfits < (values - words) * (1 - NEARLY):
            column.note(f"text, because {rows_of(misfits)} of {values:,} are not {PLURALS.get(column.nearly.type, 'numbers')}", quoted([example]))
    for column in texts:
        if column.examples and not column.notes and column.name not in reader.stored_as_text:
            for note in [note for pattern, note in LOOKALIKES if all(map(pattern.fullmatch, column.examples))][:1]:
                column.note(note)
    for column, (rows,) in reader.aggregates(found[:1], lambda column: [f"count(*) FILTER (lower({column.source}) IN ({totals}))"]):
        if rows and column is texts[0]:
            column.note(f"{rows_of(rows)} named as totals, which sums count again")
