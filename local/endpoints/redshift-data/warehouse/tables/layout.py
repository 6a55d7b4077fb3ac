"""Where the table begins and ends among the records: titles, comments, header, footnotes, totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import duckdb

from .candidates import FOOTNOTE, TOTALS
from .header import extra_headers, header_rows, joined, name_notes, unique
from .records import Raw
from .rows import Note, Row, cleaned, counted, filled, is_rule, quoted, typed

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
    rows = raw.sample(connection)
    notes = [Note(None, note) for note in raw.notes]
    first = skip_preamble(raw, rows, skip_titles(raw, rows))
    notes += left_out("above", rows[:first])
    headers = header_rows([row for row in rows[first:] if not is_rule(row)], raw)
    header = rows[first : first + headers]
    cells = joined(header) if headers else [None] * raw.width
    if not headers:
        notes.append(Note(None, "no header found: the first row is data, columns are numbered"))
    elif raw.fields(first) == raw.usual - 1 == raw.width - 1 and any(row[-1] for row in rows[first + 1 :]):
        # As R writes row names: the header has one name less than the rows have fields.
        cells = [None, *cells[:-1]]
        what = "the header has one name less than the rows have fields"
        notes.append(Note(None, f"{what}: names start at the second column"))
    if headers > 1:
        notes.append(Note(None, f"{headers} header rows joined to names"))
    if numbers := [cell for cell in cells if cell and typed([cell])]:
        notes.append(Note(None, "the first row is the header, although it has numbers or dates", quoted(numbers)))
    names = unique(cells)
    notes += name_notes(cells, names)
    unnamed = frozenset(number for number, cell in enumerate(cells) if not cell)
    start = first + headers
    start += start < len(rows) and is_rule(rows[start])
    end, below = skip_footnotes(connection, raw, start)
    notes += left_out("below", below) + uneven_notes(raw, start, end)
    total = find_total(connection, raw, start, end)
    return Layout(names, start, end, list(header[-1]) if headers else [], notes, unnamed, total)


def left_out(place: str, rows: list[Row]) -> list[Note]:
    texts = [" ".join(filled(row)) for row in rows if filled(row) and not is_rule(row)]
    return [Note(None, f"{counted(len(texts), 'line')} {place} the table left out", quoted(texts))] if texts else []


def skip_titles(raw: Raw, rows: list[Row]) -> int:
    """The number of the first record that can be one of the table: not blank, no comment, and no title."""
    counts = sorted(len(filled(row)) for row in rows if filled(row))
    usual = counts[len(counts) // 2] if counts else 0
    marks = ("#", "//") if raw.width > 1 else ("#",)
    for number, row in enumerate(rows[:EDGE]):
        cells, fields = filled(row), raw.fields(number)
        narrow = fields < raw.usual - (raw.usual != 2) or (len(cells) == 1 and bool(row[0]))
        is_title = raw.width > 1 and narrow and (usual > 1 or fields < raw.usual)
        is_comment = bool(cells) and cells[0].startswith(marks) and not is_marked_header(raw, rows, number)
        if cells and not is_rule(row) and (number == len(rows) - 1 or not (is_title or is_comment)):
            return number
    return 0


def is_marked_header(raw: Raw, rows: list[Row], number: int) -> bool:
    """Whether a row that starts with # is the header: the last one of its kind, as wide as the table."""
    following = filled(rows[number + 1]) if number + 1 < len(rows) else []
    is_last = not (following and following[0].startswith("#"))
    return raw.fields(number) == raw.usual and len(filled(rows[number])) > 1 and is_last


def skip_preamble(raw: Raw, rows: list[Row], first: int) -> int:
    """
    The number of the header below names and values, such as those of an account. It has more cells than each row above,
    none of them typed, and below it more columns are typed than below the first row, or that has fewer fields.
    """

    def typed_below(number: int) -> int:
        below = [row for row in rows[number + 1 + extra_headers(rows[number:]) :] if filled(row)]
        return sum(bool(typed(column)) for column in zip(*below))

    if not rows:
        return first
    best, best_typed, most = first, typed_below(first), len(filled(rows[first]))
    for number in range(first + 1, min(first + EDGE, len(rows) - 1)):
        cells = filled(rows[number])
        if len(cells) <= most:
            continue
        most = len(cells)
        if any(typed([cell]) for cell in cells):
            continue
        below, is_short = typed_below(number), raw.fields(best) < raw.usual == raw.fields(number)
        if below > best_typed or (is_short and below == best_typed > 0):
            best, best_typed = number, below
    return best


def skip_footnotes(connection: duckdb.DuckDBPyConnection, raw: Raw, start: int) -> tuple[int, list[Row]]:
    """The number of the record after the last one of the table, and the rows below it."""
    tail = raw.rows(connection, f"rowid >= {max(start, raw.records - EDGE)}", EDGE)
    end = raw.records
    for (_, above), (number, row) in zip(tail[-2::-1], tail[:0:-1]) if raw.width > 1 else ():
        cells, fields = filled(row), raw.fields(number)
        if not cells:
            # Blank rows do not end a table: what is below them does.
            continue
        is_note = FOOTNOTE.match(cells[0]) is not None
        alone = len(cells) == 1 and bool(row[0])
        short = fields < raw.usual and (not filled(above) or (is_note and bool(row[0])))
        says_so = not filled(above) or is_note or cells[0].startswith("#")
        if is_rule(row) or ((alone or short) and (says_so or (fields == 1 and re.search(r"\s|:", cells[0])))):
            end = number
        elif not alone:
            # A single cell is a note if the ones above it are.
            break
    return end, [row for number, row in tail if number >= end]


def find_total(connection: duckdb.DuckDBPyConnection, raw: Raw, start: int, end: int) -> int | None:
    """The last row, if its first cell is empty, unlike those above, or a cell says that it is a total."""
    rows = raw.rows(connection, f"rowid >= {max(start, end - EDGE)} AND rowid < {end}", EDGE)
    rows = [(number, cells) for number, cells in rows if filled(cells)]
    if len(rows) < 3:
        return None
    number, cells = rows[-1]
    names = [cell.lower().rstrip(" :") for cell in filled(cells)]
    is_unlabelled = cleaned(cells[0]) is None and any(cleaned(above[0]) for _, above in rows[:-1])
    return number if is_unlabelled or any(name in TOTALS for name in names) else None


def uneven_notes(raw: Raw, start: int, end: int) -> list[Note]:
    uneven = {number: width for number, width in raw.uneven.items() if start <= number < end}
    short = [number for number, width in uneven.items() if width < raw.usual]
    long = [number for number, width in uneven.items() if width > raw.usual and raw.width > raw.usual]
    notes = []
    extra = f"{raw.width - raw.usual} more columns"
    for rows, more, read in ((short, "fewer", "read as missing values"), (long, "more", extra)):
        if rows:
            what = f"{counted(len(rows), 'row')} with {more} than {raw.usual} fields"
            notes.append(Note(None, f"{what}, the first is record {rows[0] + 1}: {read}"))
    return notes
