"""Rewrites expressions whose result on DuckDB would silently differ from Redshift's. One function for each case."""

from __future__ import annotations

from collections.abc import Callable

import formats
from errors import undefined_function
from sqlglot import exp

INTEGERS = exp.DataType.INTEGER_TYPES
SMALLER_THAN_BIGINT = {exp.DataType.Type.TINYINT, exp.DataType.Type.SMALLINT, exp.DataType.Type.INT}
TEMPORAL = exp.DataType.TEMPORAL_TYPES


def bind_parameters(tree: exp.Expression, parameters: dict[str, str]) -> exp.Expression:
    """Replaces `:name` placeholders with text literals; DuckDB casts them by context."""

    def bind(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Placeholder) and node.name in parameters:
            return exp.Literal.string(parameters[node.name])
        return node

    return tree.transform(bind)


def apply(tree: exp.Expression) -> exp.Expression:
    """Applies all rules to a qualified tree with types, children first."""
    for node in list(tree.walk(bfs=False))[::-1]:
        rule = RULES.get(type(node))
        if rule and (changed := rule(node)) is not node:
            if node is tree:
                tree = changed
            else:
                node.replace(changed)
    return tree


def divide(node: exp.Div) -> exp.Expression:
    """7 / 2 is 3."""
    if node.left.is_type(*INTEGERS) and node.right.is_type(*INTEGERS):
        quotient = exp.IntDiv(this=node.left.copy(), expression=node.right.copy())
        return typed(exp.Paren(this=quotient), node.type)
    return node


def average(node: exp.Avg) -> exp.Expression:
    """AVG of integers is an integer, truncated towards zero."""
    if argument(node).is_type(*INTEGERS):
        return outside_window(node, lambda value: exp.cast(exp.Trunc(this=value), "BIGINT", dialect="duckdb"))
    return node


def total(node: exp.Sum) -> exp.Expression:
    """SUM of integers is a bigint, of bigints a numeric(38,0); DuckDB returns wider types."""
    value = argument(node)
    if not value.is_type(*INTEGERS):
        return node
    kind = "BIGINT" if value.type.this in SMALLER_THAN_BIGINT else "DECIMAL(38,0)"
    return outside_window(node, lambda inner: exp.cast(inner, kind, dialect="duckdb"))


def argument(node: exp.Expression) -> exp.Expression:
    value = node.this
    return value.expressions[0] if isinstance(value, exp.Distinct) and value.expressions else value


def outside_window(node: exp.Expression, wrap: Callable[[exp.Expression], exp.Expression]) -> exp.Expression:
    """Wraps an aggregate, or the whole window function that it belongs to."""
    window = node.parent
    if isinstance(window, exp.Window) and window.this is node:
        wrapped = wrap(window.copy())
        window.replace(wrapped)
        return node
    return wrap(node.copy())


def listagg(node: exp.GroupConcat) -> exp.Expression:
    """LISTAGG(DISTINCT a, ',') WITHIN GROUP (ORDER BY a): DISTINCT applies to `a` only, not to the separator."""
    distinct = node.find(exp.Distinct)
    if distinct is None:
        return node
    order = node.find(exp.Order)
    value, separator = split_listagg(distinct, node)
    call = exp.Anonymous(this="STRING_AGG", expressions=[exp.Distinct(expressions=[value]), separator])
    if order:
        ordering = order.copy()
        ordering.set("this", separator)
        call.set("expressions", [exp.Distinct(expressions=[value]), ordering])
    return call


def split_listagg(distinct: exp.Distinct, node: exp.GroupConcat) -> tuple[exp.Expression, exp.Expression]:
    arguments = [part.copy() for part in distinct.expressions]
    separator = node.args.get("separator")
    if len(arguments) > 1:
        return arguments[0], arguments[1]
    return arguments[0], separator.copy() if separator else exp.Literal.string("")


def concat(node: exp.Concat) -> exp.Expression:
    """CONCAT with a null is null."""
    left, right = (part.copy() for part in node.expressions)
    return exp.Paren(this=exp.DPipe(this=exp.cast(left, "VARCHAR"), expression=exp.cast(right, "VARCHAR")))


def truncate(node: exp.Trunc) -> exp.Expression:
    """TRUNC of a timestamp is its date."""
    if node.this.is_type(*TEMPORAL):
        return exp.cast(node.this.copy(), "DATE")
    return node


def now(node: exp.Expression) -> exp.Expression:
    """GETDATE() is a UTC timestamp without time zone. NOW() cannot be confused with a column name."""
    return exp.cast(exp.Anonymous(this="NOW"), "TIMESTAMP")


def today(node: exp.CurrentDate) -> exp.Expression:
    return exp.cast(exp.Anonymous(this="NOW"), "DATE")


def round_integer(node: exp.Floor | exp.Ceil | exp.Round) -> exp.Expression:
    """FLOOR, CEIL and ROUND of an integer are the integer itself."""
    return typed(exp.Paren(this=node.this.copy()), node.this.type) if node.this.is_type(*INTEGERS) else node


def replace_all(node: exp.RegexpReplace) -> exp.Expression:
    """REGEXP_REPLACE replaces every match."""
    if not node.args.get("modifiers"):
        node.set("modifiers", exp.Literal.string("g"))
    return node


def similar(node: exp.SimilarTo) -> exp.Expression:
    """SIMILAR TO has LIKE's wildcards in addition to regular expressions."""
    pattern = node.expression
    if not (isinstance(pattern, exp.Literal) and pattern.is_string):
        return node
    translated = "".join({"%": ".*", "_": "."}.get(sign, sign) for sign in pattern.this)
    return exp.Anonymous(this="REGEXP_FULL_MATCH", expressions=[node.this.copy(), exp.Literal.string(translated)])


def epoch(node: exp.Extract) -> exp.Expression:
    """EXTRACT(EPOCH ...) counts whole seconds."""
    if node.name.upper() == "EPOCH":
        return exp.cast(exp.Floor(this=node.copy()), "BIGINT", dialect="duckdb")
    return node


def typed(node: exp.Expression, kind: exp.DataType | None) -> exp.Expression:
    node.type = kind
    return node


def ratio_to_report(node: exp.Expression) -> exp.Expression:
    """RATIO_TO_REPORT(x) OVER (...) is x divided by the sum of the window."""
    window = node.parent
    if not isinstance(window, exp.Window):
        return node
    value = node.expressions[0]
    total_of_window = window.copy()
    total_of_window.set("this", exp.Sum(this=value.copy()))
    share = exp.Div(
        this=exp.cast(value.copy(), "DOUBLE"), expression=exp.func("NULLIF", total_of_window, exp.Literal.number(0))
    )
    window.replace(exp.Paren(this=share))
    return node


def json_element(text: exp.Expression, index: exp.Expression) -> exp.Expression:
    return exp.func("JSON_EXTRACT_STRING", text, exp.cast(index, "BIGINT", dialect="duckdb"), dialect="duckdb")


TRANSLATIONS = {
    "DEXP": lambda value: exp.Exp(this=value),
    "DLOG1": lambda value: exp.Ln(this=value),
    "DLOG10": lambda value: exp.Anonymous(this="LOG10", expressions=[value]),
    "IS_VALID_JSON": lambda text: exp.Anonymous(this="JSON_VALID", expressions=[text]),
    "JSON_EXTRACT_ARRAY_ELEMENT_TEXT": json_element,
    "REPLICATE": lambda text, times: exp.Repeat(this=text, times=times),
    "TEXTLEN": lambda text: exp.Length(this=text),
    "OCTET_LENGTH": lambda text: exp.Anonymous(this="STRLEN", expressions=[text]),
    "SYSDATE": lambda: exp.cast(exp.Anonymous(this="NOW"), "TIMESTAMP"),
    "TO_CHAR": formats.to_char,
    "TO_DATE": lambda text, layout: formats.parse(text, layout, "DATE", "TO_DATE"),
    "TO_TIMESTAMP": lambda text, layout: formats.parse(text, layout, "TIMESTAMP", "TO_TIMESTAMP"),
}


def translate_function(node: exp.Anonymous) -> exp.Expression:
    """Functions that DuckDB lacks or has under another name."""
    if node.name.upper() == "RATIO_TO_REPORT":
        return ratio_to_report(node)
    translate = TRANSLATIONS.get(node.name.upper())
    if not translate:
        return node
    try:
        return translate(*(part.copy() for part in node.expressions))
    except TypeError:
        raise undefined_function(node.name.lower(), "wrong number of arguments") from None


RULES = {
    exp.Div: divide,
    exp.Avg: average,
    exp.Sum: total,
    exp.GroupConcat: listagg,
    exp.Concat: concat,
    exp.Trunc: truncate,
    exp.CurrentTimestamp: now,
    exp.CurrentDate: today,
    exp.Floor: round_integer,
    exp.Ceil: round_integer,
    exp.Round: round_integer,
    exp.RegexpReplace: replace_all,
    exp.SimilarTo: similar,
    exp.Extract: epoch,
    exp.Anonymous: translate_function,
}
