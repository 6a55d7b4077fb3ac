"""Which type a column of text has. A sample proposes; loading the whole column decides, see load.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

NULLS = ("", "null", "none", "na", "n/a", "nan", "\\n")

INTEGER = re.compile(r"[+-]?(0|[1-9]\d*)")
NUMBER = re.compile(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
COMMA_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(,\d+)?")
ISO_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")
ISO_TIMESTAMP = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]\d{1,2}:\d{2}(:\d{2}([.]\d{1,9})?)?")
ISO_ZONED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}(:\d{2}([.]\d{1,9})?)? ?(Z|[+-]\d{2}(:?\d{2})?)")
TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.]\d{1,6})?)?")

YEAR_FIRST = ["%Y.%m.%d"]
MONTH_FIRST = ["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y"]
DAY_FIRST = ["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y", "%d-%m-%y"]
WORDED = [
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d. %B %Y"),
    *("%a, %d %b %Y", "%A, %B %d, %Y", "%Y-%b-%d", "%b-%d-%Y"),
]
CLOCKS = ["%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p"]
COMPACT = "%Y%m%d"
DATE_FORMATS = [*YEAR_FIRST, *MONTH_FIRST, *DAY_FIRST, *WORDED]


@dataclass(frozen=True)
class Kind:
    """A type that a column may have. `cast` makes SQL that fails on a value of another type."""

    type: str
    fits: Callable[[str], bool]
    cast: Callable[[str], str]
    note: str = ""


def casting(kind: str) -> Callable[[str], str]:
    return lambda value: f"CAST({value} AS {kind})"


def whole_number(kind: str) -> Callable[[str], str]:
    """A number with leading zeros is a code: what stands before it in text would be lost."""
    return lambda value: f"CAST(CASE WHEN {value} >= '00' AND {value} < '0:' THEN 'a code' ELSE {value} END AS {kind})"


def integer_below(bits: int) -> Callable[[str], bool]:
    return lambda value: INTEGER.fullmatch(value) is not None and -(2 ** (bits - 1)) <= int(value) < 2 ** (bits - 1)


def parsed_by(pattern: str) -> Callable[[str], bool]:
    def fits(value: str) -> bool:
        try:
            return 1000 <= datetime.strptime(value, pattern).year <= 9999
        except ValueError:
            return False

    return fits


def dated(pattern: str, kind: str) -> Kind:
    return Kind(kind, parsed_by(pattern), lambda value: f"CAST(strptime({value}, '{pattern}') AS {kind})", note=f"read as {pattern}")


BOOLEANS = [
    Kind("BOOLEAN", lambda value: value.lower() in ("true", "false"), casting("BOOLEAN")),
    Kind("BOOLEAN", lambda value: value in ("t", "f"), casting("BOOLEAN")),
]
NUMBERS = [
    Kind("INTEGER", integer_below(32), whole_number("INTEGER")),
    Kind("BIGINT", integer_below(64), whole_number("BIGINT")),
    Kind("DECIMAL(38,0)", lambda v: INTEGER.fullmatch(v) is not None and len(v.lstrip("+-")) <= 38, whole_number("DECIMAL(38,0)")),
    Kind("DOUBLE", lambda v: NUMBER.fullmatch(v) is not None, whole_number("DOUBLE")),
]
COMMA_NUMBERS = Kind("DOUBLE", lambda v: COMMA_NUMBER.fullmatch(v) is not None, lambda v: f"CAST(replace({v}, ',', '.') AS DOUBLE)")
INSTANTS = [
    Kind("DATE", lambda v: ISO_DATE.fullmatch(v) is not None, casting("DATE")),
    Kind("TIMESTAMP", lambda v: ISO_TIMESTAMP.fullmatch(v) is not None or ISO_DATE.fullmatch(v) is not None, casting("TIMESTAMP")),
    Kind(
        "TIMESTAMP",
        lambda v: ISO_ZONED.fullmatch(v) is not None,
        lambda v: f"CAST(CAST({v} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)",
        note="times converted to UTC",
    ),
    Kind("TIME", lambda v: TIME.fullmatch(v) is not None, casting("TIME")),
    *(dated(pattern, "DATE") for pattern in DATE_FORMATS),
    *(dated(f"{day} {clock}", "TIMESTAMP") for day, clock in product(["%Y/%m/%d", *DATE_FORMATS], CLOCKS)),
]
COMPACT_DATE = dated(COMPACT, "DATE")
TEXT = Kind("VARCHAR", lambda _: True, lambda value: value)


def mixed(order: Sequence[str], name: str) -> Kind:
    """A column that spells its dates in several ways, all with the same order of day and month."""
    patterns = ["%Y-%m-%d", "%Y/%m/%d", *YEAR_FIRST, *order, *WORDED]
    listed = "[" + ", ".join(f"'{pattern}'" for pattern in patterns) + "]"
    checks = [parsed_by(pattern) for pattern in patterns]
    return Kind(
        "DATE",
        lambda value: any(check(value) for check in checks),
        lambda value: f"CAST(strptime({value}, {listed}) AS DATE)",
        note=f"dates in several spellings, {name} first",
    )


MIXED = [mixed(MONTH_FIRST, "month"), mixed(DAY_FIRST, "day")]
LOOKS_DATED = re.compile(r"(^|[^a-z])(date|day|dt|dob|ymd)([^a-z]|$)|date$", re.IGNORECASE)
DIGIT = re.compile(r"\d")


def candidates(column: str, delimiter: str) -> list[Kind]:
    """Kinds in the order in which they are preferred; the last one takes everything."""
    compact = [COMPACT_DATE] if LOOKS_DATED.search(column) else []
    comma = [COMMA_NUMBERS] if delimiter == ";" else []
    return [*BOOLEANS, *compact, *NUMBERS, *comma, *INSTANTS, *MIXED, TEXT]


def propose(column: str, values: Iterable[str | None], delimiter: str) -> list[Kind]:
    """The kinds that every value of the sample has, preferred first. A column of nulls is text."""
    seen = {value.strip() for value in values if value is not None and value.strip().lower() not in NULLS}
    if not seen:
        return [TEXT]
    sample = sorted(seen, key=lambda value: (len(value), value))
    # Long samples of dates are slow to parse; the extremes and some in between tell the spellings apart.
    few = sample if len(sample) <= 400 else [*sample[:50], *sample[-50:], *sample[:: max(1, len(sample) // 300)]]
    without_digits = not any(DIGIT.search(value) for value in few)
    kept = []
    for kind in candidates(column, delimiter):
        if without_digits and kind not in BOOLEANS and kind is not TEXT:
            continue
        if all(kind.fits(value) for value in few):
            kept.append(kind)
    return kept
