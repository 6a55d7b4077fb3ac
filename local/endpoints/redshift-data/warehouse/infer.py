"""Infers column types from text. A sample gives the candidates; loading the whole column decides (load.py)."""

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
ISO_TIMESTAMP = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.]\d{1,9})?)?)?")
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
DATE_FORMATS = [*YEAR_FIRST, *MONTH_FIRST, *DAY_FIRST, *WORDED]


@dataclass(frozen=True)
class Kind:
    """A candidate type: a pattern of its values, and SQL that converts them."""

    type: str
    pattern: re.Pattern[str]
    convert: Callable[[str], str]
    # Further check of a value, such as a month from 1 to 12.
    is_valid: Callable[[str], bool] = lambda _: True
    note: str = ""
    # False if the SQL of `convert` fails on all other values anyway.
    check_pattern: bool = True

    def fits(self, value: str) -> bool:
        return self.pattern.fullmatch(value) is not None and self.is_valid(value)

    def cast(self, value: str) -> str:
        """SQL that converts a value and fails if it does not match; a plain cast might round, truncate or guess."""
        if not self.check_pattern:
            return self.convert(value)
        return self.convert(f"CASE WHEN {value} IS NULL OR regexp_full_match({value}, '{self.pattern.pattern}') THEN {value} ELSE 'another type' END")


def casting(kind: str) -> Callable[[str], str]:
    return lambda value: f"CAST({value} AS {kind})"


def plain_double(value: str) -> str:
    """Fails on digits with leading zeros, which are codes. Comparisons are much faster than a pattern."""
    return f"CAST(CASE WHEN {value} >= '00' AND {value} < '0:' OR contains({value}, '_') THEN 'a code' ELSE {value} END AS DOUBLE)"


def below(bits: int) -> Callable[[str], bool]:
    return lambda value: -(2 ** (bits - 1)) <= int(value) < 2 ** (bits - 1)


DIRECTIVES = {
    **dict.fromkeys(("%d", "%m", "%H", "%I", "%M", "%S"), r"\d{1,2}"),
    **dict.fromkeys(("%a", "%A", "%b", "%B"), "[A-Za-z]+"),
    **{"%Y": r"\d{4}", "%y": r"\d{2}", "%f": r"\d{1,9}", "%p": "[AaPp][Mm]"},
}


def pattern_of(layout: str) -> re.Pattern[str]:
    parts = re.split(r"(%[a-zA-Z])", layout.replace(".", r"\."))
    return re.compile("".join(DIRECTIVES.get(part, part) for part in parts))


def is_parsed_by(layout: str) -> Callable[[str], bool]:
    def is_valid(value: str) -> bool:
        try:
            return 1000 <= datetime.strptime(value, layout).year <= 9999
        except ValueError:
            return False

    return is_valid


def dated(layout: str, kind: str, pattern: str | None = None) -> Kind:
    compiled = re.compile(pattern) if pattern else pattern_of(layout)
    convert = lambda value: f"CAST(strptime({value}, '{layout}') AS {kind})"  # noqa: E731
    return Kind(kind, compiled, convert, is_parsed_by(layout), note=f"read as {layout}")


BOOLEANS = [
    Kind("BOOLEAN", re.compile("[Tt]rue|[Ff]alse|TRUE|FALSE"), casting("BOOLEAN")),
    Kind("BOOLEAN", re.compile("t|f"), casting("BOOLEAN")),
]
NUMBERS = [
    Kind("INTEGER", INTEGER, casting("INTEGER"), below(32)),
    Kind("BIGINT", INTEGER, casting("BIGINT"), below(64)),
    Kind("DECIMAL(38,0)", INTEGER, casting("DECIMAL(38,0)"), lambda value: len(value.lstrip("+-")) <= 38),
    Kind("DOUBLE", NUMBER, plain_double, check_pattern=False),
]
COMMA_NUMBERS = Kind("DOUBLE", COMMA_NUMBER, lambda value: f"CAST(replace({value}, ',', '.') AS DOUBLE)")
INSTANTS = [
    Kind("DATE", ISO_DATE, casting("DATE")),
    Kind("TIMESTAMP", ISO_TIMESTAMP, casting("TIMESTAMP")),
    Kind(
        "TIMESTAMP",
        ISO_ZONED,
        lambda value: f"CAST(CAST({value} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)",
        note="times converted to UTC",
    ),
    Kind("TIME", TIME, casting("TIME")),
    *(dated(layout, "DATE") for layout in DATE_FORMATS),
    *(dated(f"{day} {clock}", "TIMESTAMP") for day, clock in product(["%Y/%m/%d", *DATE_FORMATS], CLOCKS)),
]
COMPACT_DATE = dated("%Y%m%d", "DATE", pattern=r"\d{8}")
TEXT = Kind("VARCHAR", re.compile("(?s).*"), lambda value: value)


def mixed(order: Sequence[str], name: str) -> Kind:
    """Dates in several formats, all with the same order of day and month."""
    layouts = ["%Y-%m-%d", "%Y/%m/%d", *YEAR_FIRST, *order, *WORDED]
    listed = "[" + ", ".join(f"'{layout}'" for layout in layouts) + "]"
    checks = [is_parsed_by(layout) for layout in layouts]
    pattern = re.compile("|".join(pattern_of(layout).pattern for layout in layouts))
    return Kind(
        "DATE",
        pattern,
        lambda value: f"CAST(strptime({value}, {listed}) AS DATE)",
        lambda value: any(check(value) for check in checks),
        note=f"dates in several formats, {name} first",
    )


MIXED = [mixed(MONTH_FIRST, "month"), mixed(DAY_FIRST, "day")]
DATE_NAME = re.compile(r"(^|[^a-z])(date|day|dt|dob|ymd)([^a-z]|$)|date$", re.IGNORECASE)
DIGIT = re.compile(r"\d")


def candidates(column: str, delimiter: str) -> list[Kind]:
    """All kinds, preferred first; the last one fits every value."""
    compact = [COMPACT_DATE] if DATE_NAME.search(column) else []
    comma = [COMMA_NUMBERS] if delimiter == ";" else []
    return [*BOOLEANS, *compact, *NUMBERS, *comma, *INSTANTS, *MIXED, TEXT]


def propose(column: str, values: Iterable[str | None], delimiter: str) -> list[Kind]:
    """The kinds that fit all values of the sample, preferred first. A column of nulls is text."""
    distinct = {value.strip() for value in values if value is not None and value.strip().lower() not in NULLS}
    if not distinct:
        return [TEXT]
    sample = sorted(distinct, key=lambda value: (len(value), value))
    # Dates are slow to parse; the shortest, the longest and some others show all formats.
    few = sample if len(sample) <= 400 else [*sample[:50], *sample[-50:], *sample[:: max(1, len(sample) // 300)]]
    without_digits = not any(DIGIT.search(value) for value in few)
    fitting = []
    for kind in candidates(column, delimiter):
        if without_digits and kind not in BOOLEANS and kind is not TEXT:
            continue
        if all(kind.fits(value) for value in few):
            fitting.append(kind)
    return fitting
