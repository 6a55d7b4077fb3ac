"""Which rows are the header, and the names that they give the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .candidates import SPACES, UNIT
from .kinds import TEXT, TYPED, Kind, shape_of
from .records import Raw
from .rows import Note, Row, cleaned, filled, narrowed, quoted, typed

# Digits among several letters and signs.
SHAPE = re.compile(r"0.*[^0 ].*0|[^0a ].*0.*[^0 ]|a.*0.*[^0a ]")
MAX_HEADERS = 5
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# Longer names do not fit into the rows of the dictionary.
MAX_NAME = 1_000


def header_rows(rows: list[Row], raw: Raw) -> int:
    """How many of the first rows are the header."""
    if not rows:
        return 0
    depth = 1 + extra_headers(rows)
    rest, below = ([row for row in rows[start:] if filled(row) and list(row) != list(rows[0])] for start in (1, depth))
    # Cells that do not fit the values below them, that do, that are years above other numbers, and that are numbers above
    # text alone.
    misfits, fits, years, foreign = 0, 0, 0, 0
    for column in range(raw.width):
        cell = cleaned(rows[0][column])
        if cell is None:
            continue
        kinds, own = narrowed([*TYPED, TEXT], [row[column] for row in below]), typed([cell])
        if own and re.search(UNIT, cell) and below and not any(re.search(UNIT, row[column] or "") for row in below):
            # Such as 10%, 50% and 90% above numbers without a unit.
            misfits += 1
        elif kinds and kinds[0] is not TEXT and not any(kind.fits(cell) for kind in kinds if kind is not TEXT):
            misfits += 1
        elif own and YEAR.fullmatch(cell) and not all(YEAR.fullmatch(cleaned(row[column]) or cell) for row in below):
            years += 1
        elif own:
            fits += 1
            foreign += len(rest) > 1 and not any(typed([row[column]]) for row in rest)
    if fits:
        is_named = is_series(rows[0], below[:3]) or is_numbering(rows[0], rest, foreign)
        return depth if misfits + years >= fits or is_named else 0
    if misfits or years or not below:
        return depth
    return 0 if is_data(rows[0], below, rest) else 1


def extra_headers(rows: list[Row]) -> int:
    """Further header rows: text above columns that are typed without them. A row of units has an empty first cell."""
    if len(rows) < 3 or any(typed([cell]) for cell in rows[1]):
        return 0
    for depth in range(min(MAX_HEADERS, len(rows) - 2) - 1, 0, -1):
        below = [row for row in rows[1 + depth :] if filled(row)]
        columns = {number: kinds for number, cells in enumerate(zip(*below)) if (kinds := typed(cells))}
        if columns and all(is_extra(row, columns) for row in rows[1 : 1 + depth]):
            # pandas writes the name of the rows' labels in a row below the names of columns.
            return depth + is_label(rows, depth)
    return 0


def is_label(rows: list[Row], depth: int) -> bool:
    has_corner = not any(cleaned(row[0]) for row in rows[: 1 + depth])
    return (
        has_corner
        and len(rows) > 2 + depth
        and cleaned(rows[1 + depth][0]) is not None
        and not any(rows[1 + depth][1:])
    )


def is_extra(row: Row, columns: dict[int, list[Kind]]) -> bool:
    cells = {number: cell for number in columns if (cell := cleaned(row[number])) is not None}
    misfits = [number for number, cell in cells.items() if not any(kind.fits(cell) for kind in columns[number])]
    return len(misfits) == len(cells) and len(misfits) > (0 if cleaned(row[0]) is None else 1)


def is_series(header: Row, below: list[Row]) -> bool:
    """Whether the numbers of a row form a series (1, 2, 3 or 1990, 2000, 2010) which the rows below do not."""

    def step(row: Row) -> float | None:
        numbers = [float(cell) for cell in map(cleaned, row) if cell and re.fullmatch(r"-?\d+(\.\d+)?", cell)]
        steps = {round(b - a, 9) for a, b in zip(numbers, numbers[1:])}
        return steps.pop() if len(steps) == 1 and (len(numbers) > 2 or numbers in ([0, 1], [1, 2])) else None

    own = step(header)
    # The first column of such a table has labels.
    label = cleaned(header[0]) or "0"
    return bool(own) and bool(below) and all(step(row) != own for row in below) and not label[0].isdigit()


def is_numbering(header: Row, rest: list[Row], foreign: int) -> bool:
    """
    Whether a row of numbers names the columns: all stand above text (`foreign`), or they count the columns, with text
    below one of them or an empty cell above the names of the rows.
    """
    cells = [cleaned(cell) for cell in header]
    has_corner = cells[0] is None and len(rest) > 1 and all(cleaned(row[0]) for row in rest)
    named = cells[1:] if has_corner else cells
    # pandas writes a Series with the name 0.
    if has_corner and named == ["0"]:
        return True
    if len(named) < 2:
        return False
    counts = any(named == [str(start + number) for number in range(len(named))] for start in (0, 1))
    return foreign == sum(cell is not None for cell in cells) > 1 or (counts and (has_corner or foreign > 0))


def is_data(first: Row, below: list[Row], rest: list[Row]) -> bool:
    """
    Whether the first row of a table of text is data: its values, or their shapes of letters, digits and signs, occur again,
    and not only in a repeated header.
    """
    if not rest or len(rest) < 2:
        return False
    cells = [(column, cell) for column, cell in enumerate(first) if cell]
    repeated = sum(any(row[column] == cell for row in below) for column, cell in cells)
    shapes = [(column, shape) for column, cell in cells if SHAPE.search(shape := shape_of(cell))]
    similar = sum(all(shape_of(row[column] or "") == shape for row in rest) for column, shape in shapes)
    return max(repeated, similar) > len(cells) / 2


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
    numbered = [name for cell, name in zip(cells, names) if cell and name != " ".join(cell.split()).lower()[:MAX_NAME]]
    twice = Note(None, "names that occur more than once got a number", quoted(numbered))
    return long_names(cells) + [twice] * bool(numbered)


def long_names(cells: Sequence[str | None]) -> list[Note]:
    long = [cell for cell in cells if cell and len(cell) > MAX_NAME]
    return [Note(None, f"{cell[:40]}…: name truncated to {MAX_NAME:,} of {len(cell):,} characters") for cell in long]
