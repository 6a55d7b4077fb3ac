"""
The types that a column can have, as data: the pattern of the values narrows them on a sample, SQL decides on all rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product

from .candidates import UNIT


@dataclass(frozen=True, eq=False)
class Kind:
    """A candidate type of a column. In its SQL, @ is the text of a value."""

    type: str
    regex: str
    # SQL that converts a value that fits the pattern.
    convert: str
    note: str = ""
    # A rival reads the same text as another value: day and month, or decimals and thousands.
    family: str = ""
    # Values that the column must have, in lower case: `f` alone is no boolean.
    required: frozenset[str] = frozenset()
    # SQL of a condition under which a value fits, which is faster than the pattern.
    canonical: str = ""
    # A value of another shape does not fit; empty if there are several shapes.
    shape: str = ""
    # The same type for values that all have one unit, or none, and no sign but a minus.
    with_unit: Callable[[str], Kind] | None = None
    unit: str | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.regex)

    def fits(self, text: str) -> bool:
        # Compiling the patterns of all layouts of dates takes longer than reading a small file.
        return (not self.shape or self.shape == shape_of(text)) and self.pattern.fullmatch(text) is not None

    def converted(self, value: str) -> str:
        return self.convert.replace("@", value)

    def sql(self, value: str) -> str:
        """SQL that converts a value that fits, and is null for any other."""
        quick = f"WHEN {self.canonical} THEN TRY_CAST(@ AS {self.type}) " if self.canonical else ""
        return f"CASE {quick}{when(self.regex)} THEN {self.convert} END".replace("@", value)


@lru_cache(maxsize=4096)
def shape_of(text: str) -> str:
    """The text with 0 for each run of digits, and a for each run of letters."""
    return re.sub("[A-Za-z]+", "a", re.sub("[0-9]+", "0", text))


def when(regex: str) -> str:
    return f"WHEN regexp_full_match(@, {literal(regex)})"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ---- booleans and plain numbers

# A plus sign before more than seven digits starts a phone number.
INTEGER = r"(?:\+?(?:0|[1-9]\d{0,6})|-?(?:0|[1-9]\d*))"
# A number of at most 15 digits is exact as a double.
SHORT_INTEGER = r"(?:\+?(?:0|[1-9]\d{0,6})|-?(?:0|[1-9]\d{0,14}))"
# An exponent without a sign or a decimal point is more often an id: 12e45678.
EXPONENT = r"(?:[eE][+-]?\d{1,3})?"
FLOAT = rf"[+-]?(?:(?:0|[1-9]\d{{0,14}})\.\d*{EXPONENT}|\.\d+{EXPONENT}|[1-9]\d*[eE][+-]\d{{1,3}}|(?i:inf(?:inity)?))"
SPREADSHEET_POWER = "powers of ten as spreadsheets show long numbers: digits may be lost"


def whole(target: str, note: str = "") -> Kind:
    value = f"TRY_CAST(@ AS {target})"
    return Kind(target, INTEGER, value, note, canonical=f"CAST({value} AS VARCHAR) = @")


TRUTHS = [
    Kind("BOOLEAN", "(?i:true|false)", "(lower(@) = 'true')", canonical="@ IN ('true', 'false')"),
    Kind("BOOLEAN", "[tfTF]", "(lower(@) = 't')", "t and f read as true and false", required=frozenset("tf")),
]
DECIMALS = Kind("DOUBLE", f"{FLOAT}|{SHORT_INTEGER}", "TRY_CAST(@ AS DOUBLE)", family="point")
LARGE_NOTE = "numbers of more than 18 digits, exact as numeric"
INTEGERS = [whole("INTEGER"), whole("BIGINT"), whole("DECIMAL(38,0)", LARGE_NOTE)]
NUMBERS = [
    *INTEGERS,
    Kind("DOUBLE", rf"-?\d(?:\.\d+)?E\+\d\d|{SHORT_INTEGER}", "TRY_CAST(@ AS DOUBLE)", SPREADSHEET_POWER),
    DECIMALS,
]

# ---- numbers as people write them: signs, units, thousands separators

GAP = "[ \u00a0\u202f\u2009]"
MINUS = "[-\u2212]"
# Thousands separator, decimal separator, note. India groups by two digits: 1,23,456.
STYLES = [
    ("", ".", ""),
    (",", ".", "commas read as thousands separators"),
    (r"\.", ",", "comma read as decimal separator, dots as thousands separators"),
    (GAP, ".", "spaces read as thousands separators"),
    (GAP, ",", "spaces read as thousands separators, comma as decimal separator"),
    ("['’]", ".", "apostrophes read as thousands separators"),
]


def styled(group: str, decimal: str, note: str, is_whole: bool) -> Kind:
    # More digits than a double has are text.
    groups, length = ("*", "*") if is_whole else ("{0,3}", "{0,14}")
    grouped = rf"[1-9]\d{{0,2}}(?:{group}\d{{2,3}}){groups}{group}\d{{3}}|" if group else ""
    fraction = "" if is_whole else rf"(?:[{decimal}]\d+)?|[{decimal}]\d+"
    body = rf"(?:(?:{grouped}0|[1-9]\d{length}){fraction})"
    # With at most one sign: (5), -5 or 5-.
    bare = rf"(?:(?:{UNIT}){GAP}?)?{body}(?:{GAP}?(?:{UNIT}))?"
    short = r"[1-9]\d{0,6}|0|[1-9]\d{0,2}(?:[.,]\d{3})+"
    plus = body if group == GAP else rf"[+](?:{short}){fraction}(?:{GAP}?(?:{UNIT}))?"
    minus = rf"{MINUS}?{GAP}?{bare}|(?:{UNIT}){GAP}?{MINUS}{body}|{bare}{GAP}?-"
    signed = rf"{plus}|{minus}|{bare}|\({GAP}?{bare}{GAP}?\)|-?\((?:{UNIT})?{body}\)"
    target = "BIGINT" if is_whole else "DOUBLE"

    def number(digits: str) -> str:
        return f"TRY_CAST({digits} AS {target})"

    def with_unit(unit: str) -> Kind:
        mark = re.escape(unit)
        regex = f"-?(?:{mark}{GAP}?{body}|{body}{GAP}?{mark})" if unit else f"-?{body}"
        digits = f"replace(@, {literal(unit)}, '')" if unit else "@"
        if group:
            digits = f"regexp_replace({digits}, {literal(group)}, '', 'g')"
        digits = f"replace({digits}, ',', '.')" if decimal == "," else digits
        return replace(kind, regex=regex, convert=number(digits), with_unit=None, unit=unit)

    # The dot of a unit such as "kr." is no decimal separator.
    unsigned = "regexp_replace(@, '[A-Za-z]+\\.', '')"
    unsigned = f"replace(regexp_replace({unsigned}, '[^0-9{decimal}]', '', 'g'), '{decimal}', '.')"
    convert = f"CASE WHEN regexp_matches(@, '[-(\u2212]') THEN -1 ELSE 1 END * {number(unsigned)}"
    kind = Kind(target, signed, convert, note, "comma" if decimal == "," else "point", with_unit=with_unit)
    return kind


FORMATTED = [styled(*style, is_whole) for style in STYLES for is_whole in (True, False)]

# ---- dates and times

DAY_ORDERS = {
    "month": ("%m/%d/%y", "%m/%d/%Y", "%m-%d-%y", "%m-%d-%Y", "%m.%d.%y", "%m.%d.%Y"),
    "day": ("%d.%m.%y", "%d.%m.%Y", "%d/%m/%y", "%d/%m/%Y", "%d-%m-%y", "%d-%m-%Y"),
}
YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")
WORDED = (
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%d %b %y", "%d %B %Y", "%d. %B %Y", "%d. %b %Y", "%Y-%b-%d"),
    *("%Y %b %d", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%b-%d-%Y", "%a, %d %b %Y", "%a %d %b %Y"),
    *("%A, %B %d, %Y", "%a, %b %d, %Y"),
)
CLOCKS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
DIRECTIVES = {
    **dict.fromkeys(("%d", "%m", "%H", "%I", "%M", "%S"), r"\d{1,2}"),
    **dict.fromkeys(("%a", "%b"), "[A-Za-z]{3}"),
    **dict.fromkeys(("%A", "%B"), "[A-Za-z]{3,9}"),
    **{"%Y": r"[1-9]\d{3}", "%y": r"\d{2}", "%f": r"\d{1,6}", "%p": "[AaPp][Mm]"},
}
# Excel's rule: two-digit years from 30 on are of the last century.
CENTURY_NOTE = "two-digit years 00 to 29 read as 2000 to 2029, 30 to 99 as 1930 to 1999"


def pattern_of(layout: str) -> str:
    parts = re.split(r"(%[a-zA-Z])", layout)
    return "".join(DIRECTIVES.get(part, re.escape(part)) for part in parts).replace("\\ ", " ")


def strptime(layout: str, target: str) -> str:
    parsed = f"try_strptime(@, '{layout}')"
    if "%y" in layout:
        parsed = f"CASE WHEN year({parsed}) >= 2030 THEN {parsed} - INTERVAL 100 YEAR ELSE {parsed} END"
    return f"TRY_CAST({parsed} AS {target})"


def dated(layout: str, target: str) -> Kind:
    note = f"read as {layout}" + (f"; {CENTURY_NOTE}" if "%y" in layout else "")
    order = next((order for order, layouts in DAY_ORDERS.items() if layout.split(" ")[0] in layouts), "")
    shape = re.sub("%[aAbBp]", "a", re.sub("%[dmyYHIMSf]", "0", layout))
    return Kind(target, pattern_of(layout), strptime(layout, target), note, order, shape=shape)


def mixed(order: str, clocks: tuple[str, ...]) -> Kind:
    """Dates in several layouts, all with the same order of day and month."""
    days = (*YEAR_FIRST, *DAY_ORDERS[order], *WORDED)
    layouts = [*days, *(f"{day} {clock}" for day in days for clock in clocks)]
    target = "TIMESTAMP" if clocks else "DATE"
    cases = " ".join(f"{when(pattern_of(layout))} THEN {strptime(layout, target)}" for layout in layouts)
    # Shorter than the alternatives of all layouts, which take long to compile.
    clock = f"(?: (?:{'|'.join(map(pattern_of, clocks))}))?" if clocks else ""
    regex = f"(?:{'|'.join(map(pattern_of, days))}){clock}"
    return Kind(target, regex, f"CASE {cases} END", f"dates in several layouts, {order} first; {CENTURY_NOTE}", order)


def iso(target: str, regex: str, convert: str) -> Kind:
    value = f"TRY_CAST(@ AS {target})"
    # DuckDB also reads infinity, and years that are not of four digits.
    canonical = f"CAST({value} AS VARCHAR) = @ AND {value} BETWEEN DATE '1000-01-01' AND DATE '9999-12-31'"
    return Kind(target, regex, convert, canonical=canonical)


CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
SECONDS = r"(?::[0-5]\d(?:[.]\d{1,6})?)?"
ISO_DAY = r"[1-9]\d{3}(?:-\d{1,2}-|/\d{1,2}/)\d{1,2}"
ISO_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
ZONE = r" ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
POINT = "replace(@, ',', '.')"
ZONED = f"TRY_CAST(replace(replace({POINT}, ' UTC', 'Z'), ' GMT', 'Z') AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
LAYOUTS = ("%Y.%m.%d", *DAY_ORDERS["month"], *DAY_ORDERS["day"], *WORDED)
ISO = [
    iso("DATE", ISO_DAY, "TRY_CAST(@ AS DATE)"),
    iso("TIMESTAMP", f"{ISO_DAY}(?:[T ]{ISO_CLOCK})?", f"TRY_CAST({POINT} AS TIMESTAMP)"),
    Kind("TIMESTAMP", f"{ISO_DAY}[T ]{ISO_CLOCK}{ZONE}", f"CAST({ZONED} AS TIMESTAMP)", "times converted to UTC"),
]
INSTANTS = [
    *ISO,
    Kind("TIME", rf"{CLOCK}:[0-5]\d(?:[.]\d{{1,6}})?", "TRY_CAST(@ AS TIME)"),
    Kind("TIME", rf"(?:[01]\d|2[0-3]):[0-5]\d{SECONDS}", "TRY_CAST(@ AS TIME)", "hh:mm read as times of day"),
    *(dated(layout, "DATE") for layout in LAYOUTS),
    *(dated(f"{day}{gap}{clock}", "TIMESTAMP") for day, gap, clock in product(LAYOUTS, (" ", ", "), CLOCKS)),
    *(dated(f"%Y/%m/%d {clock}", "TIMESTAMP") for clock in CLOCKS[3:]),
    *(mixed(order, clocks) for clocks in ((), CLOCKS) for order in DAY_ORDERS),
]
SHORT_CLOCK = Kind("TIME", f"{CLOCK}{SECONDS}", "TRY_CAST(@ AS TIME)", "h:mm read as times of day")
COMPACT_DATE = Kind("DATE", r"[12]\d{3}[01]\d[0-3]\d", strptime("%Y%m%d", "DATE"), "read as %Y%m%d")
TEXT = Kind("VARCHAR", "(?s:.*)", "@")
# Types other than text, whatever the name of the column.
TYPED = [*TRUTHS, *NUMBERS, *FORMATTED, *INSTANTS]
# Types of text in a file whose other columns have types.
STORED_TEXT = [*ISO, TEXT]


def of_words(pattern: str, ends: str) -> re.Pattern[str]:
    return re.compile(rf"(?i:(^|[^a-z])({pattern})([^a-z]|$)|({ends})$)")


# Names of columns that change what their values are.
DATE_NAME = of_words("date|day|dt|dob|ymd", "date")
CLOCK_NAME = of_words(
    "(time|hour|clock|start|end|begin|from|until|open|close|opening|closing|arrival|departure|uhrzeit|zeit|heure|hora)s?",
    "time",
)
CODE_NAME = of_words(
    r"versions?|ver|releases?|phones?|tele(phone|fon)|tel|mobile|fax|zip|zip ?code|post ?(al)? ?code|plz|iban|ean|isbn"
    "|imei|ssn",
    "phone|version",
)


def kinds_of(name: str) -> list[Kind]:
    """All candidates of a column with this name, preferred first; TEXT fits every value."""
    if CODE_NAME.search(name):
        return [*INTEGERS, TEXT]
    compact = [COMPACT_DATE] if DATE_NAME.search(name) else []
    clock = [SHORT_CLOCK] if CLOCK_NAME.search(name) else []
    return [*TRUTHS, *compact, *NUMBERS, *FORMATTED, *clock, *INSTANTS, TEXT]


INEXACT = "numbers of more than 15 digits kept as text, because they are not exact with decimals"
POWERS = "digits with an e kept as text, because they are more often ids than powers of ten"
PAIRS = ("yes|no", "y|n", "t|f", "ja|nein", "j|n", "oui|non", "si|no", "on|off")
# Text that looks like another type, and why it stays text. The first that fits all values of a column is its note.
LOOKALIKES = [
    (re.compile(r"0\d+"), "leading zeros kept as text"),
    (re.compile(r"\+\d[\d ()/-]{6,}"), "phone numbers kept as text"),
    (re.compile(CLOCK), "h:mm kept as text, ratios or times of day"),
    (re.compile(r"\d+:\d+"), "ratios kept as text"),
    (re.compile(r"\d+([eE]\d+)?"), POWERS),
    *((re.compile(f"(?i:{pair})"), "kept as text; it could be a boolean") for pair in PAIRS),
    (re.compile(r"[+-]?\d{16,}[.,]\d*"), INEXACT),
    (re.compile(r"\d+(\.\d+)+"), "versions kept as text"),
    (re.compile(r"\d{1,15}(\.\d{1,10})?([eE]\d+)?"), POWERS),
    (re.compile(r"[+-]?\d{39,}"), "numbers of more than 38 digits kept as text"),
    (re.compile(r"[+-]?\d+([.,]\d*)?"), INEXACT),
]
