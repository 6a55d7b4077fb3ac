"""Where the table begins and ends among the records: titles, comments, header, footnotes, totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import duckdb

from .candidates import FOOTNOTE, TOTAL, kinds_of
from .header import extra_headers, header_rows, joined, name_notes, unique
from .records import Raw
from .rows import Note, Row, cleaned, filled, is_rule, lines, narrowed, quoted, rows_of, sample

EDGE = 60


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


def find_layout(connection: duckdb.DuckDBPyConnection, raw: Raw) -> Layout:
    rows = sample(connection, raw)
    (count,) = connection.execute("SELECT count(*) FROM raw").fetchone()  # type: ignore[misc]
    notes: list[Note] = [Note(None, note) for note in raw.notes]
    first, above = skip_titles(raw, rows)
    first = skip_preamble(raw, rows, first, above)
    if above:
        notes.append(Note(None, f"{lines(len(above))} above the table left out", quoted(above)))
    headers = header_rows([row for row in rows[first:] if not is_rule(row)], raw, first)
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
    if start < len(rows) and is_rule(rows[start]):
        start += 1
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
        if not cells or comment or title or is_rule(row):
            above += [" ".join(cells)] if cells else []
            continue
        return number, above
    return 0, []


def skip_preamble(raw: Raw, rows: list[Row], first: int, above: list[str]) -> int:
    """
    The number of the header below names and values, such as those of an account. It has more cells than each row above it,
    none of them typed, and below it more columns are typed than below the first row, or the first row has fewer fields.
    """
    best, typed, most = first, typed_below(rows, first + 1 + extra_headers(rows[first:])), len(filled(rows[first])) if rows else 0
    for number in range(first + 1, min(first + EDGE, len(rows) - 1)):
        cells = filled(rows[number])
        if len(cells) <= most:
            continue
        most = len(cells)
        if any(narrowed(kinds_of("")[:-1], [cell]) for cell in cells):
            continue
        below = typed_below(rows, number + 1 + extra_headers(rows[number:]))
        is_short = raw.fields(best) < raw.usual == raw.fields(number)
        if below > typed or (is_short and below == typed > 0):
            best, typed = number, below
    above += [" ".join(filled(row)) for row in rows[first:best] if filled(row) and not is_rule(row)]
    return best


def typed_below(rows: list[Row], start: int) -> int:
    """How many columns have a type."""
    below = [row for row in rows[start:] if filled(row)]
    return sum(bool(narrowed(kinds_of("")[:-1], column)) for column in zip(*below))


def is_header_comment(rows: list[Row], number: int, raw: Raw) -> bool:
    """Whether a row that starts with # is the header: the last one of its kind, as wide as the table."""
    cells = filled(rows[number])
    following = filled(rows[number + 1]) if number + 1 < len(rows) else []
    return raw.fields(number) == raw.usual and len(cells) > 1 and not (following and following[0].startswith("#"))


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
        # A note with a separator in it.
        noted = raw.fields(number) < raw.usual and bool(row[0]) and FOOTNOTE.match(cells[0]) is not None
        narrow = raw.fields(number) == 1 and raw.usual > 1
        below_gap = not previous and raw.fields(number) < raw.usual
        if is_rule(row):
            end = number
            continue
        if not (below_gap or alone or noted) or not (not previous or FOOTNOTE.match(cells[0]) or cells[0].startswith("#") or (narrow and re.search(r"\s|:", cells[0]))):
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
