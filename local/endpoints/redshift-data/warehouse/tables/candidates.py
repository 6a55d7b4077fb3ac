"""What a text file can look like, as data: encodings, separators, quotes, words for missing values, and column types.

Every candidate type has a pattern, which narrows the types on a sample, and SQL, which decides on all rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

# Byte order marks, longest first: UTF-32 LE starts with the mark of UTF-16 LE.
MARKS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
SEPARATORS = (",", ";", "\t", "|")
# Considered only where none of SEPARATORS splits the records.
RARE_SEPARATORS = ("^", "~", "¦", "\x01", "\x1f")
# (quote, escape) as in Python's csv module. A later one is used only if it reads more records than the ones before.
QUOTES: tuple[tuple[str | None, str | None], ...] = (('"', None), ('"', "\\"), (None, None), ("'", None))

# Missing values in columns of numbers, dates and booleans, in lower case. In a column of text they stay text.
MISSING = (
    *("", "na", "n/a", "n.a.", "n.a", "<na>", "null", "(null)", "none", "nil", "nan", "-nan", "nat", "\\n", "missing", "(missing)"),
    *("k.a.", "k. a.", "n/d", "n.d.", "(n.d.)", "s/d", "n/v", "н/д"),
    *("#n/a", "#n/a n/a", "#na", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#getting_data", "#spill!", "#calc!"),
    # The same in German, French, Italian, Spanish, Portuguese, and Russian.
    *("#nv", "#wert!", "#bezug!", "#zahl!", "#n/d", "#valeur!", "#nom?", "#nombre!", "#valore!", "#rif!", "#nome?", "#¡valor!", "#¿nombre?"),
    *("#¡ref!", "#¡num!", "#¡div/0!", "#valor!", "#núm!", "#н/д", "#знач!", "#ссылка!", "#дел/0!", "#имя?", "#число!"),
    *(":", "-", "--", "---", "–", "—", ".", "..", "...", "?", "*", "0000-00-00", "0000-00-00 00:00:00"),
)
# Also characters without a width, and the end of file of DOS.
SPACES = " \t\u00a0\u202f\u2009\ufeff\u200b\u200e\u2060\x1a"
# A line under a header or above a total, in each of its cells.
RULE = re.compile(r"[-=_+:|─━]{2,}")
TOTAL = re.compile(
    r"((grand|sub|over-?all)[ -]?)?(totals?|sum|totale?|total g[eé]n[eé]ral|total general|gesamt(summe)?|summe|insgesamt"
    r"|итого|всего|合计|总计|合計|toplam|razem|celkem|totaal|totalt)[ :]*",
    re.IGNORECASE,
)
TOTAL_WORDS = ("total", "totals", "subtotal", "sub-total", "grand total", "sum", "gesamt", "summe", "totale", "итого", "всего", "合计", "总计")
FOOTNOTE = re.compile(r"(\*|†|[(\[]?\d[)\]] |©|notes?\b|sources?\b|quellen?\b|hinweis|anmerkung|fuente|remarque|generated|exported|copyright|end of )", re.IGNORECASE)

CURRENCIES = (
    r"(?:US|A|AU|C|CA|NZ|HK|S|R|MX)?\$|[£€¥₹₩₽₺₫₪฿₴₦₱]|kr\.?|zł|Kč|Ft|Fr\.|"
    "USD|EUR|GBP|JPY|CHF|CNY|RMB|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|BRL|MXN|ZAR|KRW|SGD|HKD|THB|IDR|ILS|AED|SAR|RON|BGN|UAH|VND|PHP|MYR"
)
UNIT = rf"{CURRENCIES}|%|‰"


@dataclass(frozen=True, eq=False)
class Kind:
    """A candidate type of a column: the pattern of its values, and SQL that converts one of them."""

    type: str
    pattern: re.Pattern[str]
    convert: Callable[[str], str]
    note: str = ""
    # A rival reads the same text as another value: day and month, or decimals and thousands.
    family: str = ""
    # Values that the column must have, in lower case: `f` alone is no boolean.
    required: frozenset[str] = frozenset()

    def sql(self, value: str) -> str:
        """SQL that converts a value that matches the pattern, and is null for any other."""
        return matched(self.pattern.pattern, self.convert(value), value)


def matched(pattern: str, convert: str, value: str) -> str:
    quoted = pattern.replace("'", "''")
    return f"CASE WHEN regexp_full_match({value}, '{quoted}') THEN {convert} END"


def kind(type_: str, pattern: str, convert: str, **more: object) -> Kind:
    return Kind(type_, re.compile(pattern), lambda value: convert.replace("@", value), **more)  # type: ignore[arg-type]


# ---- booleans and plain numbers

# A plus sign before more than seven digits starts a phone number.
INTEGER = r"(?:\+?(?:0|[1-9]\d{0,6})|-?(?:0|[1-9]\d*))"
# A number of at most 15 digits is exact as a double.
SHORT_INTEGER = r"(?:\+?(?:0|[1-9]\d{0,6})|-?(?:0|[1-9]\d{0,14}))"
# An exponent without a sign or a decimal point is more often an id: 12e45678.
DOUBLE = r"[+-]?(?:(?:0|[1-9]\d{0,14})\.\d*(?:[eE][+-]?\d{1,3})?|\.\d+(?:[eE][+-]?\d{1,3})?|[1-9]\d*[eE][+-]\d{1,3}|[iI]nf(?:inity)?)"
TRUTHS = [
    kind("BOOLEAN", "(?i:true|false)", "CAST(lower(@) AS BOOLEAN)"),
    kind("BOOLEAN", "[tfTF]", "lower(@) = 't'", note="t and f read as true and false", required=frozenset("tf")),
]
NUMBERS = [
    kind("INTEGER", INTEGER, "TRY_CAST(@ AS INTEGER)"),
    kind("BIGINT", INTEGER, "TRY_CAST(@ AS BIGINT)"),
    kind("DECIMAL(38,0)", INTEGER, "TRY_CAST(@ AS DECIMAL(38,0))", note="numbers of more than 18 digits, exact as numeric"),
    kind("DOUBLE", rf"-?\d(?:\.\d+)?E\+\d\d|{SHORT_INTEGER}", "TRY_CAST(@ AS DOUBLE)", note="powers of ten as spreadsheets show long numbers: digits may be lost"),
    kind("DOUBLE", f"{DOUBLE}|{SHORT_INTEGER}", "TRY_CAST(@ AS DOUBLE)", family="point"),
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


def styled(group: str, decimal: str, note: str, whole: bool) -> Kind:
    # More digits than a double has are text.
    groups, length = ("*", "*") if whole else ("{0,3}", "{0,14}")
    grouped = rf"[1-9]\d{{0,2}}(?:{group}\d{{2,3}}){groups}{group}\d{{3}}|" if group else ""
    fraction = "" if whole else rf"(?:[{decimal}]\d+)?|[{decimal}]\d+"
    body = rf"(?:(?:{grouped}0|[1-9]\d{length}){fraction})"
    # With at most one sign: (5), -5 or 5-.
    bare = rf"(?:(?:{UNIT}){GAP}?)?{body}(?:{GAP}?(?:{UNIT}))?"
    plus = rf"[+](?:[1-9]\d{{0,6}}|0|[1-9]\d{{0,2}}(?:[.,]\d{{3}})+){fraction}(?:{GAP}?(?:{UNIT}))?" if group != GAP else body
    signed = rf"{plus}|{MINUS}?{GAP}?{bare}|(?:{UNIT}){GAP}?{MINUS}{body}|{bare}{GAP}?-|\({GAP}?{bare}{GAP}?\)|-?\((?:{UNIT})?{body}\)"
    digits = f"replace(regexp_replace(@, '[^0-9{decimal}]', '', 'g'), '{decimal}', '.')"
    # The dot of a unit such as "kr." is no decimal separator.
    digits = digits.replace("@", "regexp_replace(@, '[A-Za-z]+\\.', '')")
    target = "BIGINT" if whole else "DOUBLE"
    convert = f"CASE WHEN regexp_matches(@, '[-(\u2212]') THEN -1 ELSE 1 END * TRY_CAST({digits} AS {target})"
    family = "comma" if decimal == "," else "point"
    return kind(target, signed, convert, note=note, family=family)


FORMATTED = [styled(*style, whole=whole) for style in STYLES for whole in (True, False)]

# ---- dates and times

DAY_ORDERS = {
    "month": ("%m/%d/%y", "%m/%d/%Y", "%m-%d-%y", "%m-%d-%Y", "%m.%d.%y", "%m.%d.%Y"),
    "day": ("%d.%m.%y", "%d.%m.%Y", "%d/%m/%y", "%d/%m/%Y", "%d-%m-%y", "%d-%m-%Y"),
}
YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")
WORDED = (
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%d %b %y", "%d %B %Y", "%d. %B %Y", "%d. %b %Y", "%Y-%b-%d", "%Y %b %d"),
    *("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%b-%d-%Y", "%a, %d %b %Y", "%a %d %b %Y", "%A, %B %d, %Y", "%a, %b %d, %Y"),
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
    return "".join(DIRECTIVES.get(part, re.escape(part)) for part in re.split(r"(%[a-zA-Z])", layout)).replace("\\ ", " ")


def strptime(layout: str, target: str) -> str:
    parsed = f"try_strptime(@, '{layout}')"
    if "%y" in layout:
        parsed = f"CASE WHEN year({parsed}) >= 2030 THEN {parsed} - INTERVAL 100 YEAR ELSE {parsed} END"
    return f"TRY_CAST({parsed} AS {target})"


def order_of(layout: str) -> str:
    return next((order for order, layouts in DAY_ORDERS.items() if layout.split(" ")[0] in layouts), "")


def dated(layout: str, target: str) -> Kind:
    note = f"read as {layout}" + (f"; {CENTURY_NOTE}" if "%y" in layout else "")
    return kind(target, pattern_of(layout), strptime(layout, target), note=note, family=order_of(layout))


def mixed(order: str, clocks: tuple[str, ...]) -> Kind:
    """Dates in several layouts, all with the same order of day and month."""
    days = (*YEAR_FIRST, *DAY_ORDERS[order], *WORDED)
    layouts = [*days, *(f"{day} {clock}" for day in days for clock in clocks)]
    target = "TIMESTAMP" if clocks else "DATE"
    converted = "coalesce(" + ", ".join(matched(pattern_of(layout), strptime(layout, target), "@") for layout in layouts) + ")"
    note = f"dates in several layouts, {order} first; {CENTURY_NOTE}"
    # Shorter than the alternatives of all layouts, which take long to compile.
    clock = f"(?: (?:{'|'.join(map(pattern_of, clocks))}))?" if clocks else ""
    return Kind(
        target,
        re.compile(f"(?:{'|'.join(map(pattern_of, days))}){clock}"),
        lambda value: converted.replace("@", value),
        note=note,
        family=order,
    )


CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
SECONDS = r"(?::[0-5]\d(?:[.]\d{1,6})?)?"
ISO_DAY = r"[1-9]\d{3}(?:-\d{1,2}-|/\d{1,2}/)\d{1,2}"
ISO_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
ZONE = r" ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
LAYOUTS = ("%Y.%m.%d", *DAY_ORDERS["month"], *DAY_ORDERS["day"], *WORDED)
INSTANTS = [
    kind("DATE", ISO_DAY, "TRY_CAST(@ AS DATE)"),
    kind("TIMESTAMP", f"{ISO_DAY}(?:[T ]{ISO_CLOCK})?", "TRY_CAST(replace(@, ',', '.') AS TIMESTAMP)"),
    kind(
        "TIMESTAMP",
        f"{ISO_DAY}[T ]{ISO_CLOCK}{ZONE}",
        "CAST(TRY_CAST(replace(replace(replace(@, ',', '.'), ' UTC', 'Z'), ' GMT', 'Z') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)",
        note="times converted to UTC",
    ),
    kind("TIME", rf"{CLOCK}:[0-5]\d(?:[.]\d{{1,6}})?", "TRY_CAST(@ AS TIME)"),
    kind("TIME", rf"(?:[01]\d|2[0-3]):[0-5]\d{SECONDS}", "TRY_CAST(@ AS TIME)", note="hh:mm read as times of day"),
    *(dated(layout, "DATE") for layout in LAYOUTS),
    *(dated(f"{day}{gap}{clock}", "TIMESTAMP") for day, gap, clock in product(LAYOUTS, (" ", ", "), CLOCKS)),
    *(dated(f"%Y/%m/%d {clock}", "TIMESTAMP") for clock in CLOCKS[3:]),
    *(mixed(order, clocks) for clocks in ((), CLOCKS) for order in DAY_ORDERS),
]
SHORT_CLOCK = kind("TIME", f"{CLOCK}{SECONDS}", "TRY_CAST(@ AS TIME)", note="h:mm read as times of day")
COMPACT_DATE = kind("DATE", r"[12]\d{3}[01]\d[0-3]\d", "TRY_CAST(try_strptime(@, '%Y%m%d') AS DATE)", note="read as %Y%m%d")
TEXT = Kind("VARCHAR", re.compile("(?s:.*)"), lambda value: value)
# Kinds of text in a file whose other columns have types.
STORED_TEXT = [*INSTANTS[:3], TEXT]

# Names of columns that change what their values are.
DATE_NAME = re.compile(r"(^|[^a-z])(date|day|dt|dob|ymd)([^a-z]|$)|date$", re.IGNORECASE)
CLOCK_NAME = re.compile(r"(^|[^a-z])(time|hour|clock|start|end|begin|from|until|opens?|closes?|opening|closing|arrival|departure|uhrzeit|zeit|heure|hora)s?([^a-z]|$)|time$", re.IGNORECASE)
CODE_NAME = re.compile(
    r"(^|[^a-z])(versions?|ver|releases?|phones?|tele(phone|fon)|tel|mobile|fax|zip|zip ?code|post ?(al)? ?code|plz|iban|ean|isbn|imei|ssn)([^a-z]|$)|(phone|version)$",
    re.IGNORECASE,
)


def kinds_of(name: str) -> list[Kind]:
    """All candidates of a column with this name, preferred first; TEXT fits every value."""
    if CODE_NAME.search(name):
        return [*NUMBERS[:3], TEXT]
    compact = [COMPACT_DATE] if DATE_NAME.search(name) else []
    clock = [SHORT_CLOCK] if CLOCK_NAME.search(name) else []
    return [*TRUTHS, *compact, *NUMBERS, *FORMATTED, *clock, *INSTANTS, TEXT]


INEXACT = "numbers of more than 15 digits kept as text, because they are not exact with decimals"
# Text that looks like another type, and why it stays text. The first that fits all values of a text column is its note.
LOOKALIKES = [
    (re.compile(r"0\d+"), "leading zeros kept as text"),
    (re.compile(r"\+\d[\d ()/-]{6,}"), "phone numbers kept as text"),
    (re.compile(CLOCK), "h:mm kept as text, ratios or times of day"),
    (re.compile(r"\d+:\d+"), "ratios kept as text"),
    (re.compile(r"\d+([eE]\d+)?"), "digits with an e kept as text, because they are more often ids than powers of ten"),
    *((re.compile(f"(?i:{pair})"), "kept as text; it could be a boolean") for pair in ("yes|no", "y|n", "t|f", "ja|nein", "j|n", "oui|non", "si|no", "on|off")),
    (re.compile(r"[+-]?\d{16,}[.,]\d*"), INEXACT),
    (re.compile(r"\d+(\.\d+)+"), "versions kept as text"),
    (re.compile(r"[+-]?\d{39,}"), "numbers of more than 38 digits kept as text"),
    (re.compile(r"[+-]?\d+([.,]\d*)?"), INEXACT),
]
