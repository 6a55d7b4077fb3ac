"""Translates a SELECT from Redshift's SQL to DuckDB's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import column_names
import relations
import rules
import semantics
import sqlglot
from dialect import Warehouse
from errors import StatementError, unsupported
from sqlglot import exp
from sqlglot.errors import ErrorLevel, OptimizeError, ParseError, TokenError, UnsupportedError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema


@dataclass(frozen=True)
class Translation:
    sql: str
    explain: bool


class Translator:
    """`tables` maps the tables of `public`, and `views` the system views, to their columns and DuckDB types."""

    def __init__(self, tables: dict[str, dict[str, str]], views: dict[str, dict[str, str]]):
        self._relations = relations.Relations(tables.keys(), views.keys())
        mapping = {relations.PUBLIC: tables, relations.SYSTEM: views}
        self._columns = {
            (schema, name): tuple(columns) for schema, relation in mapping.items() for name, columns in relation.items()
        }
        self._schema = MappingSchema(mapping, dialect="duckdb")

    def translate(self, sql: str, parameters: dict[str, str] | None = None) -> Translation:
        """Raises StatementError unless it is a single SELECT that Redshift would run."""
        body, explain = rules.strip_explain(sql)
        rules.check_functions(body)
        tree = self._parse(body)
        rules.check_statement(tree)
        tree = semantics.bind_parameters(tree, parameters or {})
        column_names.fold(tree)
        column_names.name_columns(tree)
        self._relations.resolve(tree)
        try:
            tree = qualify(tree, schema=self._schema, dialect="redshift")
            tree = annotate_types(tree, schema=self._schema, dialect="redshift")
        except OptimizeError as error:
            raise column_names.column_error(error, self._occurrences(tree)) from None
        tree = semantics.apply(tree)
        try:
            return Translation(tree.sql(dialect="duckdb", unsupported_level=ErrorLevel.RAISE), explain)
        except UnsupportedError as error:
            raise unsupported(f"not available in the local warehouse: {error}") from None

    def _occurrences(self, tree: exp.Expression) -> Counter[str]:
        occurrences: Counter[str] = Counter()
        for table in tree.find_all(exp.Table):
            occurrences.update(self._columns.get((table.db, table.name), ()))
        return occurrences

    @staticmethod
    def _parse(sql: str) -> exp.Expression:
        try:
            statements = [tree for tree in sqlglot.parse(sql, read=Warehouse) if tree is not None]
        except (ParseError, TokenError) as error:
            raise syntax_error(error) from None
        if not statements:
            raise unsupported("the statement is empty")
        if len(statements) > 1:
            raise unsupported("only one statement can be run at a time")
        return statements[0]


def syntax_error(error: ParseError | TokenError) -> StatementError:
    details = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
    near = details.get("highlight")
    if not near:
        return unsupported("syntax error: " + str(error).splitlines()[0])
    position = f"line {details.get('line')}, column {details.get('col')}"
    return unsupported(f'syntax error at or near "{near}" ({position}): {details.get("description")}')
