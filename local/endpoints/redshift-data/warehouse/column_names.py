"""Redshift's names for unnamed columns, and its errors for unknown columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from errors import StatementError
from sqlglot import exp
from sqlglot.errors import OptimizeError

UNNAMED = "?column?"
# sqlglot's name of a function: Redshift's name.
REDSHIFT_NAMES = {
    "approx_distinct": "count",
    "ceil": "ceiling",
    "current_date": "date",
    "decode_case": "case",
    "extract": "date_part",
    "group_concat": "listagg",
    "length": "len",
    "logical_and": "bool_and",
    "logical_or": "bool_or",
    "nvl2": "case",
    "pad": "lpad",
    "regexp_extract": "regexp_substr",
    "str_position": "strpos",
    "str_to_date": "to_date",
    "str_to_time": "to_timestamp",
    "time_to_str": "to_char",
    "timestamp_trunc": "date_trunc",
    "ts_or_ds_add": "date_add",
    "ts_or_ds_diff": "date_diff",
    "trim": "btrim",
}


def fold(tree: exp.Expression) -> None:
    """Converts all identifiers to lower case, quoted ones included, as Redshift does; in place."""
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", identifier.name.lower())


def name_columns(tree: exp.Expression) -> None:
    """Gives each unnamed column of each SELECT the name that it has on Redshift; in place."""
    # Inner queries first: a subquery is named after its column.
    for select in reversed(list(tree.find_all(exp.Select))):
        select.set("expressions", [with_name(column) for column in select.expressions])


def with_name(column: exp.Expression) -> exp.Expression:
    if isinstance(column, (exp.Alias, exp.Star, exp.Column, exp.Aliases)):
        return column
    return exp.alias_(column, default_name(column), quoted=True)


def default_name(node: exp.Expression) -> str:
    if isinstance(node, (exp.Column, exp.Identifier)):
        return node.name
    if isinstance(node, exp.Cast):
        inner = default_name(node.this)
        return inner if inner != UNNAMED else node.to.sql("redshift").lower().split("(")[0]
    if isinstance(node, (exp.Paren, exp.Window, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)):
        return default_name(node.this)
    if isinstance(node, exp.Subquery):
        return node.this.named_selects[0] if isinstance(node.this, exp.Select) and node.this.named_selects else UNNAMED
    if isinstance(node, exp.Case):
        return "case"
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    if isinstance(node, exp.Func) and not isinstance(node, (exp.Binary, exp.Connector)):
        name = node.sql_name().lower()
        return REDSHIFT_NAMES.get(name, name)
    return UNNAMED


UNRESOLVED = re.compile(
    r"Column '?\"?(?P<name>[^'\"]+(?:\"\.\"[^'\"]+)*)\"?'? could not be resolved(?: for table: '(?P<table>[^']+)')?"
)
AMBIGUOUS = re.compile(r"Column '?(?P<name>[^']+)'? is ambiguous|Ambiguous column '?(?P<other>[^']+)'?", re.IGNORECASE)


def column_error(error: OptimizeError, columns: Mapping[str, int]) -> StatementError:
    """Converts sqlglot's error. `columns` counts the tables of the statement that have a column of a name."""
    text = str(error).split(". Line:")[0]
    if match := UNRESOLVED.search(text):
        if not match["table"] and columns.get(match["name"], 0) > 1:
            return StatementError(f'ERROR: column reference "{match["name"]}" is ambiguous')
        place = f" in {match['table']}" if match["table"] else ""
        return StatementError(f'ERROR: column "{match["name"]}" does not exist{place}')
    if match := AMBIGUOUS.search(text):
        return StatementError(f'ERROR: column reference "{match["name"] or match["other"]}" is ambiguous')
    if "Unknown column: " in text:
        return StatementError(f'ERROR: column "{text.split("Unknown column: ")[1]}" does not exist')
    return StatementError("ERROR: " + text)
