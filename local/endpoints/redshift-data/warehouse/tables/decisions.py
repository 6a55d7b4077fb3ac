"""Decides the type of each column by all rows, and by the other columns."""

from __future__ import annotations

from collections.abc import Sequence

from .candidates import CURRENCIES, FORMATTED, TEXT, TRUTHS, Kind
from .reader import RIVALS, Column, Reader
from .rows import Note, quoted, rows_of

# Share of the values that a type must fit to be named where the column is text.
NEARLY = 0.5


def settle(reader: Reader, columns: list[Column]) -> None:
    """Decides the kinds by all rows."""
    verify(reader, columns)
    choose_rivals(reader, columns)
    check_units(reader, columns)
    for column in columns:
        if column.kind.note:
            column.notes.insert(0, Note(column.name, column.kind.note))


def near_kind(candidates: Sequence[Kind], cells: Sequence[str]) -> Kind | None:
    """The kind that fits most values of a column of text."""
    # Letters and words such as f are often no booleans.
    likely = [(number, kind) for number, kind in enumerate(candidates[:-1]) if kind not in TRUTHS]
    counts = {number: sum(kind.pattern.fullmatch(cell) is not None for cell in cells) for number, kind in likely}
    best = max(counts, key=lambda number: counts[number], default=None)
    return candidates[best] if best is not None and counts[best] >= max(2, NEARLY * len(cells)) else None


def verify(reader: Reader, columns: Sequence[Column]) -> None:
    """Removes kinds until the first one of each column fits all rows. Each round reads the columns that are open."""
    open_columns = [column for column in columns if column.kind is not TEXT]
    while open_columns:
        following = []
        for column, (misfits,) in reader.aggregates(open_columns, lambda column: [f"count(*) FILTER ({column.misfits(column.kind)})"]):
            if misfits and not column.dirty:
                column.dirty = True
                following.append(column)
            elif misfits:
                column.nearly = column.nearly or column.kind
                column.kinds = column.kinds[1:]
                if column.kind is not TEXT:
                    following.append(column)
        open_columns = following
    for column, (values,) in reader.aggregates([column for column in columns if not column.examples], lambda column: [f"count({column.value})"]):
        if values == 0:
            column.kinds = [TEXT]


def choose_rivals(reader: Reader, columns: Sequence[Column]) -> None:
    """Where two kinds read the same text as different values, the other columns of the file decide."""
    rivals: dict[int, Kind] = {}
    for column in columns:
        opposite = RIVALS.get(column.kind.family)
        rival = next((kind for kind in column.kinds[1:] if opposite and kind.family == opposite and kind.type == column.kind.type), None)
        rival = rival or next((kind for kind in column.kinds[1:] if opposite and kind.family == opposite), None)
        if rival and differs(reader, column, rival):
            rivals[id(column)] = rival
    votes = {column.kind.family for column in columns if column.kind.family and id(column) not in rivals and shows_family(reader, column)}
    european = reader.raw.separator == ";" or "comma" in votes
    for column in columns:
        if not (rival := rivals.get(id(column))):
            continue
        family = column.kind.family
        by_file = rival.family in votes and family not in votes
        by_custom = not votes & {family, rival.family} and european and (rival.family == "day" or (rival.family == "comma" and column.kind in FORMATTED))
        other = rival
        if by_file or by_custom:
            other = column.kind
            column.kinds.insert(0, rival)
        decided = "the other columns of the file decided" if column.kind.family in votes else "the file does not tell"
        column.note(f"could also be read with {label(other)}; {decided}")


def differs(reader: Reader, column: Column, rival: Kind) -> bool:
    """Whether a rival fits all rows, too, and reads another value in one of them."""
    (misfits, others) = reader.one(
        [
            f"count(*) FILTER ({column.misfits(rival)})",
            f"count(*) FILTER (CAST(({rival.sql(column.value)}) AS VARCHAR) IS DISTINCT FROM CAST(({column.kind.sql(column.value)}) AS VARCHAR)"
            f" AND TRY_CAST(({rival.sql(column.value)}) AS DOUBLE) IS DISTINCT FROM TRY_CAST(({column.kind.sql(column.value)}) AS DOUBLE))",
        ]
        if column.kind.family in ("point", "comma")
        else [
            f"count(*) FILTER ({column.misfits(rival)})",
            f"count(*) FILTER (({rival.sql(column.value)}) IS DISTINCT FROM ({column.kind.sql(column.value)}))",
        ]
    )
    return misfits == 0 and others > 0


def shows_family(reader: Reader, column: Column) -> bool:
    """Whether the values of a number show its separators: 12 does not."""
    if column.kind.family not in ("point", "comma"):
        return True
    mark = "." if column.kind.family == "point" else ","
    return reader.one([f"bool_or(contains({column.value}, '{mark}'))"])[0] is True


def label(kind: Kind) -> str:
    return f"the {kind.family} first" if kind.family in ("day", "month") else f"a decimal {kind.family}"


def check_units(reader: Reader, columns: Sequence[Column]) -> None:
    """Percent signs and currencies: one of them in the whole column, or else the column is text."""
    for column in columns:
        if column.kind not in FORMATTED:
            continue
        value = column.value
        units, with_unit, values, negative = reader.one(
            [
                f"list(DISTINCT nullif(regexp_extract({value}, '({CURRENCIES}|%|‰)', 1), ''))",
                f"count(*) FILTER (regexp_matches({value}, '{CURRENCIES}|%|‰') AND regexp_matches({value}, '[1-9]'))",
                f"count(*) FILTER ({value} IS NOT NULL AND regexp_matches({value}, '[1-9]'))",
                f"count(*) FILTER (contains({value}, '('))",
            ]
        )
        units = sorted(unit for unit in units or [] if unit)
        if len(units) > 1 or (units and units[0] in "%‰" and with_unit < values):
            column.kinds = [TEXT]
            column.nearly = None
            column.notes = []
            column.note("numbers of different units kept as text", quoted([*units, *(["no unit"] if with_unit < values else [])]))
        elif units and units[0] in "%‰":
            column.note(f"{'percent' if units[0] == '%' else 'per mille'}: 5{units[0]} is the number 5")
        elif units:
            column.note(f"in {units[0]}" + ("" if with_unit == values else f", although {rows_of(values - with_unit)} without it"))
        if column.kind is not TEXT and negative:
            column.note("numbers in parentheses read as negative")
