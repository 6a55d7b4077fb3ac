"""Gives the columns of `raw` their types, by all rows, and creates the table."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

import duckdb

from .candidates import MISSING, SPACES, TOTALS, UNIT
from .decisions import NEARLY, near_kind, settle
from .kinds import LOOKALIKES, STORED_TEXT, TEXT, Kind, kinds_of, literal
from .layout import Layout, find_layout
from .reader import Column, Reader, is_word, trimmed
from .records import Raw
from .rows import Note, cleaned, counted, filled, narrowed, quoted
from .text import Unreadable

MAX_EXAMPLES = 100
PLURALS = {"BOOLEAN": "booleans", "DATE": "dates", "TIMESTAMP": "times", "TIME": "times of day"}


def create_table(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    target: str,
    layout: Layout | None = None,
    stored_as_text: Collection[str] = (),
) -> list[Note]:
    """
    Creates the table `target` from `raw`. Where a layout is given, the names are known, and the columns in
    `stored_as_text` are text or dates.
    """
    is_text_file = layout is None
    layout = layout or find_layout(connection, raw)
    reader = Reader(connection, raw, layout, is_text_file, frozenset(stored_as_text))
    if is_text_file:
        skip_comments(reader)
        skip_repeated_headers(reader)
    total, with_total = layout.total, reader.condition
    if total is not None:
        reader.condition += f" AND rowid <> {total}"
    columns = guessed(reader)
    settle(reader, columns)
    if total is not None and not is_total(reader, columns, total):
        reader.condition = with_total
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
    if count := reader.leave_out(f"c0 LIKE '#%' AND coalesce({others}) IS NULL"):
        reader.layout.notes.append(Note(None, f"{counted(count, 'row')} of comments left out"))


def skip_repeated_headers(reader: Reader) -> None:
    cells = [(reader.raw.source(number), cell) for number, cell in enumerate(reader.layout.header) if cell][:20]
    if not cells or reader.raw.width == 1:
        return
    same = " AND ".join(f"{trimmed(column)} = {literal(cell.strip(SPACES))}" for column, cell in cells)
    if count := reader.leave_out(same):
        reader.layout.notes.append(Note(None, f"the header occurs {count:,} more times: left out"))


def guessed(reader: Reader) -> list[Column]:
    """The columns with the kinds that fit a sample."""
    rows = reader.raw.sample(reader.connection, reader.condition)
    if not rows and reader.layout.unnamed and not any(reader.layout.header):
        raise Unreadable("it has no values")
    columns = []
    for number, name in enumerate(reader.layout.names):
        values = [row[number] for row in rows]
        candidates = STORED_TEXT if name in reader.stored_as_text else kinds_of(name)
        kinds = narrowed(candidates, values) or ([TEXT] if any(values) or not rows else candidates)
        examples = [cell for cell in map(cleaned, values) if cell is not None][:MAX_EXAMPLES]
        nearly = near_kind(candidates, examples) if kinds == [TEXT] else None
        kinds = with_unit(kinds[0], examples) + kinds
        spaced = {value != value.strip(SPACES) for value in values if value}
        dirty = any(value is not None and value != cleaned(value) for value in values)
        columns.append(Column(number, reader.raw.source(number), name, kinds, examples, nearly, dirty, spaced))
    return columns


def with_unit(kind: Kind, examples: Sequence[str]) -> list[Kind]:
    """The kind for values that all have the unit of the first one, which is faster to read."""
    if not kind.with_unit or not examples:
        return []
    unit = re.search(UNIT, examples[0])
    narrow = kind.with_unit(unit[0] if unit else "")
    return [narrow] if all(map(narrow.fits, examples)) else []


def is_total(reader: Reader, columns: Sequence[Column], total: int) -> bool:
    """Whether the last row has the sums of the columns above it. If so it is left out."""
    numbers = [column for column in columns if column.kind.type in ("INTEGER", "BIGINT", "DOUBLE")]
    sums = reader.aggregates(numbers, lambda column: [f"sum({column.converted})"])
    selected = ", ".join(column.converted for column, _ in sums) or "NULL"
    row = reader.connection.execute(f"SELECT {selected} FROM raw WHERE rowid = {total}").fetchone() or ()
    pairs = [(float(value), float(sum_ or 0)) for value, (_, (sum_,)) in zip(row, sums) if value is not None]
    equal = sum(value != 0 and abs(value - sum_) <= 1e-6 * abs(sum_) + 0.006 for value, sum_ in pairs)
    if equal == 0 or equal < len(pairs) / 2:
        return False
    texts = " ".join(filled(reader.raw.rows(reader.connection, f"rowid = {total}", 1)[0][1]))
    what = "the last row has the sums of the rows above and is left out"
    reader.layout.notes.append(Note(None, what, quoted([texts])))
    return True


def drop_trailing(reader: Reader, columns: list[Column]) -> list[Column]:
    """Leaves out columns without a name and values: they come from separators at the ends of lines."""
    unnamed = [column for column in columns if column.number in reader.layout.unnamed]
    texts = [column for column in unnamed if column.kind is TEXT]
    counts = reader.aggregates(texts, lambda column: [f"count({column.source})"])
    empty = {column.number for column, (values,) in counts if values == 0}
    named = [column.name for column in unnamed if column.number not in empty]
    if named and reader.layout.header:
        reader.layout.notes.append(Note(None, "columns without a name", quoted(named)))
    return [column for column in columns if column.number not in empty] if len(empty) < len(columns) else columns


def note_texts(reader: Reader, columns: Sequence[Column]) -> None:
    """Notes of text columns: words that mean missing values elsewhere, and why a column is not of another type."""
    texts = [column for column in columns if column.kind is TEXT]

    def look(column: Column) -> list[str]:
        return [f"count(*) FILTER ({is_word(column.source, [*MISSING, *TOTALS])})"]

    def counts(column: Column) -> list[str]:
        words, sums = (is_word(column.source, words) for words in (MISSING, TOTALS))
        misfit = replace(column, dirty=True).is_misfit(column.nearly) if column.nearly else "false"
        first = f"min({column.source})"
        some = [f"{value} FILTER ({condition})" for condition in (words, misfit) for value in ("count(*)", first)]
        return [f"count({column.source})", *some, f"count(*) FILTER ({sums})"]

    # Most columns have no such word: a first look is cheaper.
    found = [column for column, (words,) in reader.aggregates(texts, look) if words or column.nearly]
    for column, (values, words, word, misfits, example, sums) in reader.aggregates(found, counts):
        if words and values > words:
            column.note(f"{counted(words, 'row')} with a word for missing values, kept as text", quoted([word]))
        if column.nearly and 0 < misfits < (values - words) * (1 - NEARLY):
            kind = PLURALS.get(column.nearly.type, "numbers")
            column.note(f"text, because {counted(misfits, 'row')} of {values:,} are not {kind}", quoted([example]))
        if sums and column is texts[0]:
            column.note(f"{counted(sums, 'row')} named as totals, which sums count again")
    for column in texts:
        if column.examples and not column.notes and column.name not in reader.stored_as_text:
            matching = (note for pattern, note in LOOKALIKES if all(map(pattern.fullmatch, column.examples)))
            if note := next(matching, None):
                column.note(note)
