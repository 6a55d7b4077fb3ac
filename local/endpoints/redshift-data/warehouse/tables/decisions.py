"""Decides the type of each column by all rows, and by the other columns."""

from __future__ import annotations

from collections.abc import Sequence

from .candidates import UNIT
from .kinds import DECIMALS, FORMATTED, TEXT, TRUTHS, Kind
from .reader import Column, Reader
from .rows import Note, counted, quoted

RIVALS = {"month": "day", "day": "month", "point": "comma", "comma": "point"}
# Share of the values that a type must fit to be named where the column is text.
NEARLY = 0.5
# Fewer numbers can be in the order of section numbers by chance.
MIN_SECTIONS = 5


def settle(reader: Reader, columns: list[Column]) -> None:
    """Decides the kinds by all rows."""
    verify(reader, columns)
    choose_rivals(reader, columns)
    check_units(reader, columns)
    check_sections(reader, columns)
    for column in columns:
        if column.kind.note:
            column.notes.insert(0, Note(column.name, column.kind.note))


def near_kind(candidates: Sequence[Kind], cells: Sequence[str]) -> Kind | None:
    """The kind that fits most values of a column of text. Letters and words such as f are often no booleans."""
    likely = [kind for kind in candidates if kind is not TEXT and kind not in TRUTHS]
    counts = {kind: sum(map(kind.fits, cells)) for kind in likely}
    best = max(likely, key=lambda kind: counts[kind], default=None)
    return best if best and counts[best] >= max(2, NEARLY * len(cells)) else None


def verify(reader: Reader, columns: Sequence[Column]) -> None:
    """Removes kinds until the first one of each column fits all rows. Each round reads the columns that are open."""
    open_columns = [column for column in columns if column.kind is not TEXT]
    while open_columns:
        misfits = reader.aggregates(open_columns, lambda column: [column.misfits(column.kind)])
        open_columns = []
        for column, (count,) in misfits:
            if count and column.dirty:
                column.nearly = column.nearly or (column.kind if column.kind.unit is None else None)
                column.kinds = column.kinds[1:]
            if count and column.kind is not TEXT:
                column.dirty = True
                open_columns.append(column)
    empty = [column for column in columns if not column.examples]
    for column, (values,) in reader.aggregates(empty, lambda column: [f"count({column.value})"]):
        if values == 0:
            column.kinds = [TEXT]


def choose_rivals(reader: Reader, columns: Sequence[Column]) -> None:
    """Where two kinds read the same text as different values, the other columns of the file decide."""
    rivals: dict[str, Kind] = {}
    for column in columns:
        for rival in rivals_of(column)[:1]:
            misfits, others = compared(reader, column, rival)
            if misfits == 0 and others:
                rivals[column.name] = rival
    decided = [column for column in columns if column.name not in rivals and column.kind.family]
    votes = {column.kind.family for column in decided if rivals and shows_family(reader, column)}
    european = reader.raw.separator == ";" or "comma" in votes
    for column in columns:
        if column.name not in rivals:
            continue
        rival = other = rivals[column.name]
        family = column.kind.family
        by_file = rival.family in votes and family not in votes
        by_custom = rival.family == "day" or (rival.family == "comma" and column.kind is not DECIMALS)
        if by_file or (european and by_custom and not votes & {family, rival.family}):
            other = column.kind
            column.kinds.insert(0, rival)
        reason = "the other columns of the file decided" if column.kind.family in votes else "the file does not tell"
        order = f"the {other.family} first" if other.family in ("day", "month") else f"a decimal {other.family}"
        column.note(f"could also be read with {order}; {reason}")


def rivals_of(column: Column) -> list[Kind]:
    """The kinds that read the same text as other values; those of the same type first."""
    rivals = [kind for kind in column.kinds if kind.family and kind.family == RIVALS.get(column.kind.family)]
    return sorted(rivals, key=lambda kind: kind.type != column.kind.type)


def compared(reader: Reader, column: Column, rival: Kind) -> tuple[int, int]:
    """How many rows a rival does not fit, and in how many it reads another value."""
    one, other = rival.sql(column.value), column.kind.sql(column.value)
    if column.kind.family in ("point", "comma"):
        one, other = (f"CAST({value} AS DOUBLE)" for value in (one, other))
    misfits, others = reader.one([column.misfits(rival), f"count(*) FILTER (({one}) IS DISTINCT FROM ({other}))"])
    return misfits, others


def can_change(reader: Reader, column: Column) -> bool:
    """Whether more values could show that a rival is right. Whole numbers without separators are the same to all."""
    compares = (compared(reader, column, rival) for rival in rivals_of(column))
    return any(misfits == 0 and (others or column.kind.type != "BIGINT") for misfits, others in compares)


def shows_family(reader: Reader, column: Column) -> bool:
    """Whether the values of a number show its separators: 12 does not."""
    mark = {"point": ".", "comma": ","}.get(column.kind.family)
    return mark is None or reader.one([f"bool_or(contains({column.value}, '{mark}'))"])[0] is True


def check_units(reader: Reader, columns: Sequence[Column]) -> None:
    """Percent signs and currencies: one of them in the whole column, or else the column is text."""
    for column in columns:
        found, with_unit, values, negative, trailing = [column.kind.unit], 1, 1, 0, 0
        if column.kind in FORMATTED:
            value = column.value
            found, with_unit, values, negative, trailing = reader.one(
                [
                    f"list(DISTINCT nullif(regexp_extract({value}, '({UNIT})', 1), ''))",
                    f"count(*) FILTER (regexp_matches({value}, '{UNIT}') AND regexp_matches({value}, '[1-9]'))",
                    f"count(*) FILTER (regexp_matches({value}, '[1-9]'))",
                    f"count(*) FILTER (contains({value}, '('))",
                    f"count(*) FILTER (suffix({value}, '-'))",
                ]
            )
        units = sorted(unit for unit in found or [] if unit)
        is_share = bool(units) and units[0] in "%‰"
        if len(units) > 1 or (is_share and with_unit < values):
            column.keep_as_text("numbers of different units", quoted([*units, *["no unit"] * (with_unit < values)]))
        elif is_share:
            column.note(f"{'percent' if units[0] == '%' else 'per mille'}: 5{units[0]} is the number 5")
        elif units:
            without = f", although {counted(values - with_unit, 'row')} without it" if with_unit < values else ""
            column.note(f"in {units[0]}{without}")
        if column.kind is not TEXT and negative:
            column.note("numbers in parentheses read as negative")
        if column.kind is not TEXT and trailing:
            column.note("a minus after a number read as its sign")


def check_sections(reader: Reader, columns: Sequence[Column]) -> None:
    """Numbers of sections, which 1.10 follows 1.9 in, stay text. Infinity and ids that are equal as numbers get notes."""
    decimals = [column for column in columns if column.kind is DECIMALS]
    for column, (infinite, has_zeros, shortest, longest) in reader.aggregates(decimals, zeros_at_the_end):
        if infinite:
            column.note(f"{counted(infinite, 'value')} infinite, and so are sums and averages")
        if not has_zeros or shortest == longest:
            continue
        value, number = column.value, column.converted
        parts = f"list_transform(string_split({value}, '.'), lambda part: TRY_CAST(part AS HUGEINT))"
        rows = f"SELECT {value} AS v, {number} AS n, {parts} AS p, rowid AS r {reader.rows} AND {value} IS NOT NULL"
        pairs = f"SELECT *, lag(p) OVER (ORDER BY r) AS p_before, lag(n) OVER (ORDER BY r) AS n_before FROM ({rows})"
        in_order = "bool_and(regexp_full_match(v, '\\d+(\\.\\d+)?') AND NOT coalesce(p < p_before, false))"
        (count, texts, numbers, are_sections, falls) = reader.connection.execute(
            "SELECT count(*), count(DISTINCT v), count(DISTINCT n),"
            f" {in_order}, count(*) FILTER (n < n_before) FROM ({pairs})"
        ).fetchone()  # type: ignore[misc]
        if are_sections and falls and count >= MIN_SECTIONS:
            column.keep_as_text("numbers of sections", ", which 1.10 follows 1.9 in")
        elif count == texts > numbers:
            column.note(f"{counted(texts - numbers, 'value')} equal to another one as numbers, such as 1.1 and 1.10")


def zeros_at_the_end(column: Column) -> list[str]:
    """SQL of the number of infinite values, of whether decimals end in a zero, other than .0, and of the least and the largest number of decimals."""
    decimals = f"length(split_part({column.value}, '.', 2))"
    ends = f"bool_or(suffix({column.value}, '0') AND {decimals} > 1)"
    infinite = f"count(*) FILTER (isinf({column.converted}))"
    return [infinite, ends, f"min({decimals})", f"max({decimals})"]
