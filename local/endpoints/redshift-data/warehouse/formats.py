"""Format strings of TO_CHAR, TO_DATE and TO_TIMESTAMP, which sqlglot supports only in part.

Source: Amazon Redshift developer guide, "Datetime format strings".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from errors import unsupported
from sqlglot import exp

# Elements with an equivalent in strftime and strptime.
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
# Written in the case of the element: MONTH, Month, month.
WORDS = {"MONTH", "MON", "DAY", "DY"}
# Padded to nine characters without the prefix FM.
PADDED = {"MONTH", "DAY"}
OTHERS = {"Q", "WW", "W", "D", "ID", "CC", "J"}
NAMES = sorted({*DIRECTIVES, *OTHERS}, key=len, reverse=True)
TOKEN = re.compile(
    rf'"(?P<quoted>[^"]*)"|(?P<bare>FM)?(?P<name>{"|".join(NAMES)})|(?P<text>.)', re.IGNORECASE | re.DOTALL
)


def text_of(sql: str) -> exp.Expression:
    return exp.Literal.string(sql)


def call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def as_text(value: exp.Expression) -> exp.Expression:
    return exp.cast(value, "VARCHAR")


def number_of(part: str) -> Callable[[exp.Expression], exp.Expression]:
    return lambda value: call("DATE_PART", text_of(part), value)


def week_of(part: str) -> Callable[[exp.Expression], exp.Expression]:
    """Weeks that start on the first day of the year or month."""

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


def format_element(name: str, bare: bool, value: exp.Expression) -> exp.Expression:
    """SQL for one element of a format."""
    upper = name.upper()
    if upper in COMPUTED:
        computed = as_text(COMPUTED[upper](value.copy()))
        return call("LPAD", computed, exp.Literal.number(2), text_of("0")) if upper in {"WW", "CC"} else computed
    text = call("STRFTIME", value.copy(), text_of(DIRECTIVES[upper]))
    if upper in WORDS:
        text = call("UPPER", text) if name.isupper() else call("LOWER", text) if name.islower() else text
    if upper in PADDED and not bare:
        text = call("RPAD", text, exp.Literal.number(9), text_of(" "))
    if bare and upper not in WORDS:
        text = call("LTRIM", text, text_of("0"))
    return text


def to_char(value: exp.Expression, layout: exp.Expression) -> exp.Expression:
    """TO_CHAR of a date or time."""
    if not value.is_type(*exp.DataType.TEMPORAL_TYPES):
        raise unsupported(
            "TO_CHAR is available for dates and times only in the local warehouse; cast numbers to VARCHAR"
        )
    parts: list[exp.Expression] = []
    plain = ""
    for token in TOKEN.finditer(constant(layout, "TO_CHAR")):
        if token["name"]:
            parts += [text_of(plain)] if plain else []
            plain = ""
            parts.append(format_element(token["name"], token["bare"] is not None, value))
        else:
            plain += token["quoted"] if token["quoted"] is not None else token["text"]
    parts += [text_of(plain)] if plain or not parts else []
    result = parts[0]
    for part in parts[1:]:
        result = exp.DPipe(this=result, expression=part)
    return exp.Paren(this=result)


def parse(value: exp.Expression, layout: exp.Expression, kind: str, function: str) -> exp.Expression:
    """TO_DATE and TO_TIMESTAMP. `kind` is the type of the result."""
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
    raise unsupported(f"the format of {function} must be a literal")
