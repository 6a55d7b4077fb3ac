"""Allows only a SELECT with functions of Redshift. DuckDB's settings are the second line of defence."""

from __future__ import annotations

import re

from errors import StatementError, undefined_function, unsupported
from functions import CALLABLE, FRAMED, UNAVAILABLE
from sqlglot import exp
from sqlglot.dialects.redshift import Redshift
from sqlglot.errors import TokenError
from sqlglot.tokens import TokenType

HINTS = {
    "string_agg": "use LISTAGG",
    "group_concat": "use LISTAGG",
    "array_agg": "use LISTAGG",
    "strftime": "use TO_CHAR",
    "if": "use CASE",
    "iff": "use CASE",
    "ifnull": "use NVL or COALESCE",
    "isnull": "use NVL or COALESCE",
    "corr": "Redshift has no correlation aggregate; compute it in the program",
}

READS_FILES = re.compile(
    r"^(read_|parquet_|sniff_|glob$|.*_scan$|duckdb_|pragma_|getenv$|getvariable$|query(_table)?$)"
)

EXPLAIN = re.compile(r"^\s*explain\s+(?:verbose\s+)?", re.IGNORECASE)

PERMISSION = {
    exp.Insert: "INSERT",
    exp.Update: "UPDATE",
    exp.Delete: "DELETE",
    exp.Merge: "MERGE",
    exp.Create: "CREATE",
    exp.Drop: "DROP",
    exp.Alter: "ALTER",
    exp.Copy: "COPY",
    exp.Attach: "ATTACH",
    exp.Set: "SET",
    exp.Pragma: "PRAGMA",
    exp.Use: "USE",
    exp.TruncateTable: "TRUNCATE",
}


def strip_explain(sql: str) -> tuple[str, bool]:
    body = EXPLAIN.sub("", sql, count=1)
    return body, body != sql


def check_functions(sql: str) -> None:
    """Raises StatementError for calls, quoted or not, of functions that Redshift does not have."""
    try:
        tokens = Redshift().tokenize(sql)
    except TokenError as error:
        raise unsupported("syntax error: " + str(error).splitlines()[0]) from None
    lists = column_lists(tokens)
    for index, (token, following) in enumerate(zip(tokens, tokens[1:])):
        if following.token_type != TokenType.L_PAREN or not re.match(r"^[^\W\d]\w*$", token.text):
            continue
        if token.token_type == TokenType.STRING:
            continue
        name = token.text.lower()
        if READS_FILES.match(name):
            raise StatementError(
                f"ERROR: permission denied for function {name}: files and settings are not reachable by SQL"
            )
        if name in UNAVAILABLE:
            raise unsupported(f"function {name}() is not available in the local warehouse")
        if name not in CALLABLE and index not in lists:
            raise undefined_function(name, HINTS.get(name, ""))


NAMING = (TokenType.WITH, TokenType.RECURSIVE, TokenType.ALIAS, TokenType.R_PAREN)


def column_lists(tokens: list) -> set[int]:
    """Positions of names that precede a column list: `WITH t (a, b) AS (`, `AS t (a, b)`."""
    positions = set()
    for index in range(1, len(tokens)):
        before = tokens[index - 1].token_type
        if before in NAMING or (before == TokenType.COMMA and is_common_table(tokens, index)):
            positions.add(index)
    return positions


def is_common_table(tokens: list, index: int) -> bool:
    depth = 0
    for position in range(index + 1, len(tokens)):
        kind = tokens[position].token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if depth == 0:
            after = tokens[position + 1 : position + 3]
            return (
                len(after) == 2 and after[0].token_type == TokenType.ALIAS and after[1].token_type == TokenType.L_PAREN
            )
    return False


def check_statement(tree: exp.Expression) -> None:
    if not isinstance(tree, exp.Query):
        name = next((word for kind, word in PERMISSION.items() if isinstance(tree, kind)), None)
        name = name or (str(tree.this) if isinstance(tree, exp.Command) else tree.key).upper()
        raise unsupported(f"permission denied: {name} is not allowed, this user may only SELECT")
    for kind, word in PERMISSION.items():
        if tree.find(kind):
            raise unsupported(f"permission denied: {word} is not allowed, this user may only SELECT")
    if tree.find(exp.Into):
        raise unsupported("permission denied: SELECT INTO is not allowed, this user may only SELECT")
    if tree.find(exp.Lock):
        raise unsupported("permission denied: FOR UPDATE is not allowed, this user may only SELECT")
    if tree.find(exp.Filter):
        raise unsupported(
            'syntax error at or near "filter": Redshift has no FILTER clause; use CASE inside the aggregate'
        )
    if any(distinct.args.get("on") for distinct in tree.find_all(exp.Distinct)):
        raise unsupported("SELECT DISTINCT ON is not supported; use QUALIFY ROW_NUMBER()")
    if tree.find(exp.Lateral):
        raise unsupported('syntax error at or near "lateral": LATERAL is not supported')
    check_concat(tree)
    check_listagg(tree)
    check_frames(tree)


def check_concat(tree: exp.Expression) -> None:
    for concat in tree.find_all(exp.Concat):
        if len(concat.expressions) != 2:
            raise undefined_function("concat", "CONCAT takes two arguments; use || for more")


def check_listagg(tree: exp.Expression) -> None:
    for aggregate in tree.find_all(exp.GroupConcat):
        distinct = isinstance(aggregate.this, exp.Distinct) or aggregate.find(exp.Distinct) is not None
        if distinct and aggregate.find_ancestor(exp.WithinGroup) is None and aggregate.find(exp.Order) is None:
            raise unsupported("LISTAGG(DISTINCT ...) needs WITHIN GROUP (ORDER BY ...)")


def check_frames(tree: exp.Expression) -> None:
    for window in tree.find_all(exp.Window):
        function = window.this.this if isinstance(window.this, (exp.IgnoreNulls, exp.RespectNulls)) else window.this
        if window.args.get("order") and not window.args.get("spec") and function_name(function) in FRAMED:
            raise unsupported("Aggregate window functions with an ORDER BY clause require a frame clause")


def function_name(node: exp.Expression) -> str:
    return node.sql_name().lower() if isinstance(node, exp.Func) else node.key
