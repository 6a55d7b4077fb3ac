"""The format texts of TO_CHAR, TO_DATE and TO_TIMESTAMP, which sqlglot knows only in part.

Source: Amazon Redshift developer guide, "Datetime format strings".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from errors import unsupported

# What strftime and strptime have, too.
DIRECTIVES = {
    "YYYY": "%Y",
    "YY": "%y",
    "IYYY": "%G",
    "MM": "%m",
    "MON": "%b",
    "MONTH": "%B",
    "DD": "%d",
    "DDD": "%j",
    "DAY": "%A",
    "DY": "%a",
    "HH24": "%H",
    "HH12": "%I",
    "HH": "%I",
    "MI": "%M",
    "SS": "%S",
    "MS": "%g",
    "US": "%f",
    "AM": "%p",
    "PM": "%p",
    "IW": "%V",
}
# Padded to nine characters unless FM stands before them; in capitals or small letters as they are written.
WORDS = {"MONTH", "MON", "DAY", "DY"}
PADDED = {"MONTH", "DAY"}
OTHERS = {"Q", "WW", "W", "D", "ID", "CC", "J"}
NAMES = sorted({*DIRECTIVES, *OTHERS}, key=len, reverse=True)
TOKEN = re.compile(rf'"(?P<quoted>[^"]*)"|(?P<bare>FM)?(?P<name>{"|".join(NAMES)})|(?P<text>.)', re.IGNORECASE | re.DOTALL)


def text_of(sql: str) -> exp.Expression:
    return exp.Literal.string(sql)


def call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def as_text(value: exp.Expression) -> exp.Expression:
    return exp.cast(value, "VARCHAR")


def number_of(part: str) -> Callable[[exp.Expression], exp.Expression]:
    return lambda value: call("DATE_PART", text_of(part), value)


def week_of(part: str) -> Callable[[exp.Expression], exp.Expression]:
    """Weeks that begin on the first day of the year or the month."""

    def week(value: exp.Expression) -> exp.Expression:
        days = exp.Paren(this=exp.Sub(this=number_of(part)(value), expression=one()))
        return exp.Add(this=exp.Paren(this=exp.IntDiv(this=days, expression=exp.Literal.number(7))), expression=one())

    return week


def one() -> exp.Expression:
    return exp.Literal.number(1)


COMPUTED: dict[str, Callable[[exp.Expression], exp.Expression]] = {
    "Q": number_of("quarter"),
    "WW": week_of("doy"),
    "W": week_of("day"),
    # Sunday is 1.
    "D": lambda value: exp.Add(this=number_of("dow")(value), expression=one()),
    "ID": number_of("isodow"),
    "CC": number_of("century"),
    "J": number_of("julian"),
}


def written(name: str, bare: bool, value: exp.Expression) -> exp.Expression:
    """One element of a format as text."""
    upper = name.upper()
    if upper in COMPUTED:
        computed = as_text(COMPUTED[upper](value.copy()))
        return call("LPAD", computed, exp.Literal.number(2), text_of("0")) if upper in {"WW", "CC"} else computed
    made = call("STRFTIME", value.copy(), text_of(DIRECTIVES[upper]))
    if upper in WORDS:
        made = call("UPPER", made) if name.isupper() else call("LOWER", made) if name.islower() else made
    if upper in PADDED and not bare:
        made = call("RPAD", made, exp.Literal.number(9), text_of(" "))
    if bare and upper not in WORDS:
        made = call("LTRIM", made, text_of("0"))
    return made


def to_char(value: exp.Expression, layout: exp.Expression) -> exp.Expression:
    """A date or a time as text."""
    if not value.is_type(*exp.DataType.TEMPORAL_TYPES):
        raise unsupported("TO_CHAR is available for dates and times only in the local warehouse; cast numbers to VARCHAR")
    parts: list[exp.Expression] = []
    plain = ""
    for token in TOKEN.finditer(constant(layout, "TO_CHAR")):
        if token["name"]:
            parts += [text_of(plain)] if plain else []
            plain = ""
            parts.append(written(token["name"], token["bare"] is not None, value))
        else:
            plain += token["quoted"] if token["quoted"] is not None else token["text"]
    parts += [text_of(plain)] if plain or not parts else []
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.DPipe(this=whole, expression=part)
    return exp.Paren(this=whole)


def parse(value: exp.Expression, layout: exp.Expression, kind: str, function: str) -> exp.Expression:
    """Text read as a date or a time. `kind` is the result's type."""
    pattern = ""
    for token in TOKEN.finditer(constant(layout, function)):
        name = (token["name"] or "").upper()
        if name in OTHERS:
            raise unsupported(f"{function} with {name} is not available in the local warehouse")
        plain = token["quoted"] if token["quoted"] is not None else token["text"]
        pattern += DIRECTIVES[name] if name else plain.replace("%", "%%")
    return exp.cast(call("STRPTIME", exp.cast(value, "VARCHAR"), text_of(pattern)), kind, dialect="duckdb")


def constant(layout: exp.Expression, function: str) -> str:
    if isinstance(layout, exp.Literal) and layout.is_string:
        return layout.this
    raise unsupported(f"the format of {function} has to be written in the statement")
