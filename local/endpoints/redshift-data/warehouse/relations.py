"""Resolves the tables of a statement to schemas of the database."""

from __future__ import annotations

from collections.abc import Iterable

from errors import undefined_relation
from schemas import PUBLIC, SYSTEM
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

SYSTEM_SCHEMAS = {"": "", "pg_catalog": "", "information_schema": "information_schema_"}


class Relations:
    def __init__(self, tables: Iterable[str], views: Iterable[str]):
        self._tables = set(tables)
        self._views = set(views)

    def resolve(self, tree: exp.Expression) -> None:
        """Sets the schema of all tables, in place. Raises StatementError for unknown ones."""
        for scope in traverse_scope(tree):
            for table in scope.tables:
                if not isinstance(table.this, exp.Identifier):
                    continue
                if not table.db and table.name in scope.cte_sources:
                    continue
                self._resolve_table(table)

    def _resolve_table(self, table: exp.Table) -> None:
        schema, name = table.db, table.name
        if schema in ("", PUBLIC) and name in self._tables:
            return self._rename(table, PUBLIC, name)
        view = SYSTEM_SCHEMAS[schema] + name if schema in SYSTEM_SCHEMAS else None
        if view in self._views:
            return self._rename(table, SYSTEM, view)
        raise undefined_relation(f"{schema}.{name}" if schema else name)

    @staticmethod
    def _rename(table: exp.Table, schema: str, name: str) -> None:
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
        table.set("catalog", None)
        table.set("db", exp.to_identifier(schema, quoted=True))
        table.set("this", exp.to_identifier(name, quoted=True))
