"""Where the table begins and ends among the records: titles, comments, header, footnotes, totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb

from .candidates import FOOTNOTE, MISSING, SPACES, TEXT, TOTAL, Kind, kinds_of
from .records import Raw

EDGE = 60
SAMPLE_VALUES = 200_000
MAX_SAMPLE = 500
MAX_HEADERS = 5
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# Longer names do not fit into the rows of the dictionary.
MAX_NAME = 1_000
Row = Sequence[str | None]


class Note(NamedTuple):
    """How a table or a column was read."""

    # None for the table.
    column: str | None
    text: str
    # Values of the file, which are for its owner alone.
    example: str = ""




@dataclass
class Layout:
    names: list[str]
    # The first record of the data, and the one after the last.
    start: int
    end: int
    # The header as it is in the file, where it may be repeated.
    header: list[str | None]
    notes: list[Note] = field(default_factory=list)
    # Numbers of the columns to which the header gives no name.
    unnamed: frozenset[int] = frozenset()
    # A last row that may be a total of the others.
    total: int | None = None


def cleaned(value: str | None) -> str | None:
    """The value without spaces around it; None if it is missing."""
    text = (value or "").strip(SPACES)
    return None if text.lower() in MISSING else text


def narrowed(kinds: Sequence[Kind], values: Sequence[str | None]) -> list[Kind]:
    """The kinds whose patterns fit all values that are not missing; none without such a value."""
    distinct = {value for value in map(cleaned, values) if value is not None}
    fitting = list(kinds) if distinct else []
    for value in distinct:
        fitting = [kind for kind in fitting if kind.pattern.fullmatch(value)]
        if fitting == [TEXT]:
            break
    lower = {value.lower() for value in distinct}
    return [kind for kind in fitting if kind.required <= lower]


def is_typed(kinds: list[Kind]) -> bool:
    return bool(kinds) and kinds[0] is not TEXT


def filled(row: Row) -> list[str]:
    return [cell.strip(SPACES) for cell in row if cell and cell.strip(SPACES)]


def sample(connection: duckdb.DuckDBPyConnection, raw: Raw, condition: str = "true") -> list[Row]:
    limit = max(20, min(MAX_SAMPLE, SAMPLE_VALUES // raw.width))
    return [cells for _, cells in raw.rows(connection, condition, limit)]


def find_layout(connection: duckdb.DuckDBPyConnection, raw: Raw) -> Layout:
    rows = sample(connection, raw)
    (count,) = connection.execute("SELECT count(*) FROM raw").fetchone()  # type: ignore[misc]
    notes: list[Note] = [Note(None, note) for note in raw.notes]
    first, above = skip_titles(raw, rows)
    if above:
        notes.append(Note(None, f"{lines(len(above))} above the table left out", quoted(above)))
    headers = header_rows(rows[first:], raw, first)
    header = rows[first : first + headers]
    width = raw.width
    if headers:
        cells = joined(header)
        if raw.fields(first) == raw.usual - 1 and cells[width - 1] is None and width == raw.usual and any(row[width - 1] for row in rows[first + 1 :]):
            # As R writes row names: the header has one name less than the rows have fields.
            cells = [None, *cells[:-1]]
            notes.append(Note(None, "the header has one name less than the rows have fields: names start at the second column"))
        if headers > 1:
            notes.append(Note(None, f"{headers} header rows joined to names"))
        if numbers := [cell for cell in cells if cell and narrowed(kinds_of("")[:-1], [cell])]:
            notes.append(Note(None, "the first row is the header, although it has numbers or dates", quoted(numbers)))
    else:
        cells = [None] * width
        notes.append(Note(None, "no header found: the first row is data, columns are numbered"))
    names = unique(cells)
    notes += name_notes(cells, names)
    unnamed = frozenset(number for number, cell in enumerate(cells) if not cell)
    start = first + headers
    end, below = skip_footnotes(connection, raw, start, count)
    if below:
        notes.append(Note(None, f"{lines(len(below))} below the table left out", quoted(below)))
    notes += uneven_notes(raw, start, end)
    return Layout(names, start, end, list(header[-1]) if headers else [], notes, unnamed, find_total(connection, raw, start, end))


def skip_titles(raw: Raw, rows: list[Row]) -> tuple[int, list[str]]:
    """The number of the first record of the table, and the texts above it."""
    counts = sorted(len(filled(row)) for row in rows if filled(row))
    usual = counts[len(counts) // 2] if counts else 0
    above: list[str] = []
    for number, row in enumerate(rows[:EDGE]):
        cells = filled(row)
        comment = bool(cells) and cells[0].startswith(("#", "//")) and raw.width > 1 and not is_header_comment(rows, number, raw)
        narrow = raw.fields(number) < raw.usual - (0 if raw.usual == 2 else 1) or (len(cells) == 1 and bool(row[0]))
        title = raw.width > 1 and narrow and (usual > 1 or raw.fields(number) < raw.usual) and number < len(rows) - 1
        if raw.width == 1 and cells and cells[0].startswith("#") and number < len(rows) - 1:
            comment = True
        if not cells or comment or title:
            above += [" ".join(cells)] if cells else []
            continue
        return number, above
    return 0, []


def is_header_comment(rows: list[Row], number: int, raw: Raw) -> bool:
    """Whether a row that starts with # is the header: the last one of its kind, as wide as the table."""
    cells = filled(rows[number])
    following = filled(rows[number + 1]) if number + 1 < len(rows) else []
    return raw.fields(number) == raw.usual and len(cells) > 1 and not (following and following[0].startswith("#"))


def header_rows(rows: list[Row], raw: Raw, first: int) -> int:
    """How many of the first rows are the header."""
    if not rows:
        return 0
    rest = [row for row in rows[1:] if filled(row) and list(row) != list(rows[0])]
    depth = extra_headers(rows)
    below = [row for row in rows[1 + depth :] if filled(row) and list(row) != list(rows[0])]
    columns = [narrowed(kinds_of(""), [row[column] for row in below]) for column in range(raw.width)]
    misfits, fits, years = 0, 0, 0
    for column, kinds in enumerate(columns):
        cell = cleaned(rows[0][column])
        if cell is None:
            continue
        own = narrowed(kinds_of("")[:-1], [cell])
        if is_typed(kinds) and not any(kind.pattern.fullmatch(cell) for kind in kinds if kind is not TEXT):
            misfits += 1
        elif own and YEAR.fullmatch(cell) and below and not all(YEAR.fullmatch(cleaned(row[column]) or cell) for row in below):
            years += 1
        elif own:
            fits += 1
    if fits and is_series([rows[0][column] for column in range(raw.width)], below[:3]):
        return 1 + depth
    if fits:
        return 1 + depth if misfits + years > fits else 0
    if misfits or years or not below:
        return 1 + depth
    return 0 if is_data(rows[0], below, rest) else 1


def extra_headers(rows: list[Row]) -> int:
    """Further header rows: rows of text above columns that are typed without them. A row of units has an empty first cell."""
    width = len(rows[0])
    if len(rows) < 3 or any(narrowed(kinds_of("")[:-1], [cell]) for cell in rows[1]):
        return 0
    for depth in range(min(MAX_HEADERS, len(rows) - 2) - 1, 0, -1):
        below = [row for row in rows[1 + depth :] if filled(row)]
        columns = [narrowed(kinds_of("")[:-1], [row[column] for row in below]) for column in range(width)]
        typed = [column for column, kinds in enumerate(columns) if kinds]
        if below and typed and all(is_extra(row, columns, typed) for row in rows[1 : 1 + depth]):
            return depth
    return 0


def is_extra(row: Row, columns: list[list[Kind]], typed: list[int]) -> bool:
    cells = {column: cell for column in typed if (cell := cleaned(row[column])) is not None}
    misfits = [column for column, cell in cells.items() if not any(kind.pattern.fullmatch(cell) for kind in columns[column])]
    return len(misfits) == len(cells) and (len(misfits) > 1 or (len(misfits) == 1 and cleaned(row[0]) is None))


def is_series(header: Row, below: list[Row]) -> bool:
    """Whether the numbers of a row form a series (1, 2, 3 or 1990, 2000, 2010) which the rows below do not."""

    def step(row: Row) -> float | None:
        numbers = [float(cell) for cell in map(cleaned, row) if cell and re.fullmatch(r"-?\d+(\.\d+)?", cell)]
        steps = {round(b - a, 9) for a, b in zip(numbers, numbers[1:])}
        return steps.pop() if len(steps) == 1 and (len(numbers) > 2 or numbers in ([0, 1], [1, 2])) else None

    own = step(header)
    # The first column of such a table has labels.
    label = cleaned(header[0])
    return bool(own) and bool(below) and all(step(row) != own for row in below) and label is not None and not label[0].isdigit()


def is_data(first: Row, below: list[Row], rest: list[Row]) -> bool:
    """Whether the first row of a table of text is data: its values occur again, and not only in a repeated header."""
    if not rest or len(rest) < 2:
        return False
    cells = [(column, cell) for column, cell in enumerate(first) if cell]
    repeated = sum(any(row[column] == cell for row in below) for column, cell in cells)
    return repeated > len(cells) / 2


def joined(header: list[Row]) -> list[str | None]:
    """One name of each column. A cell of a row with gaps counts for the gaps at its right, as merged cells do."""
    filled_rows: list[list[str | None]] = []
    for number, row in enumerate(header):
        cells: list[str | None] = [(cell or "").strip(SPACES) or None for cell in row]
        if number < len(header) - 1 and sum(map(bool, cells)) < sum(1 for cell in header[-1] if cell):
            for column in range(1, len(cells)):
                cells[column] = cells[column] or cells[column - 1]
        filled_rows.append(cells)
    return [" ".join(dict.fromkeys(cell for cell in column if cell)) or None for column in zip(*filled_rows)]


def unique(cells: Sequence[str | None]) -> list[str]:
    """Column names in lower case, as in Redshift. Duplicate and empty names get a number."""
    result: dict[str, None] = {}
    numbers: dict[str, int] = {}
    taken = {(cell or "").strip().lower()[:MAX_NAME] for cell in cells}
    for position, cell in enumerate(cells, start=1):
        name = " ".join((cell or "").split()).lower()[:MAX_NAME] or f"column{position}"
        candidate = name
        while candidate in result or (candidate != name and candidate in taken):
            numbers[name] = numbers.get(name, 1) + 1
            candidate = f"{name}_{numbers[name]}"
        result[candidate] = None
    return list(result)


def name_notes(cells: Sequence[str | None], names: list[str]) -> list[Note]:
    notes: list[Note] = []
    for cell in cells:
        if cell and len(cell) > MAX_NAME:
            notes.append(Note(None, f"{cell[:40]}…: name truncated to {MAX_NAME:,} of {len(cell):,} characters"))
    twice = [name for cell, name in zip(cells, names) if cell and name != " ".join(cell.split()).lower()[:MAX_NAME]]
    if twice:
        notes.append(Note(None, "names that occur more than once got a number", quoted(twice)))
    return notes


def skip_footnotes(connection: duckdb.DuckDBPyConnection, raw: Raw, start: int, count: int) -> tuple[int, list[str]]:
    """The number of the record after the last one of the table, and the texts below it."""
    tail = raw.rows(connection, f"rowid >= {max(start, count - EDGE)}", EDGE)
    end, below = count, []
    if raw.width == 1:
        return end, []
    for position in range(len(tail) - 1, 0, -1):
        number, row = tail[position]
        cells = filled(row)
        if not cells:
            # Blank rows do not end a table: what is below them does.
            continue
        previous = filled(tail[position - 1][1])
        alone = len(cells) == 1 and bool(row[0])
        narrow = raw.fields(number) == 1 and raw.usual > 1
        below_gap = not previous and raw.fields(number) < raw.usual
        if not below_gap and not alone or not (not previous or FOOTNOTE.match(cells[0]) or cells[0].startswith("#") or (narrow and re.search(r"\s|:", cells[0]))):
            break
        end = number
        below.insert(0, " ".join(cells))
    return end, below


def find_total(connection: duckdb.DuckDBPyConnection, raw: Raw, start: int, end: int) -> int | None:
    """The last row, if its first cell is empty or says that it is a total."""
    rows = [row for row in raw.rows(connection, f"rowid >= {max(start, end - EDGE)} AND rowid < {end}", EDGE) if filled(row[1])]
    if len(rows) < 3:
        return None
    number, cells = rows[-1]
    first = cleaned(cells[0])
    return number if first is None or any(TOTAL.fullmatch(cell) for cell in filled(cells)) else None


def uneven_notes(raw: Raw, start: int, end: int) -> list[Note]:
    uneven = [(number, width) for number, width in raw.uneven.items() if start <= number < end]
    notes: list[Note] = []
    short = [number for number, width in uneven if width < raw.usual]
    long = [number for number, width in uneven if width > raw.usual]
    if short:
        notes.append(Note(None, f"{rows_of(len(short))} with fewer than {raw.usual} fields, the first is record {short[0] + 1}: read as missing values"))
    if long and raw.width > raw.usual:
        extra = raw.width - raw.usual
        notes.append(Note(None, f"{rows_of(len(long))} with more than {raw.usual} fields, the first is record {long[0] + 1}: {extra} more columns"))
    return notes


def lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"


def rows_of(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def quoted(texts: Sequence[str]) -> str:
    shown = ": " + ", ".join(f'"{text[:60]}"' for text in texts[:3])
    return shown + (f" and {len(texts) - 3} more" if len(texts) > 3 else "")
