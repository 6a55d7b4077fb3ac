"""The columns of `raw`, and SQL of their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import duckdb

from .candidates import MISSING, SPACES
from .kinds import TEXT, Kind, literal
from .layout import Layout
from .records import Raw
from .rows import Note

# Columns of one statement: the plan of more is slow.
BATCH = 50


def identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def is_word(value: str, words: Iterable[str]) -> str:
    """SQL of whether a text is one of these words. A pattern is faster than a list of this length."""
    pattern = "|".join(re.escape(word).replace("\\ ", " ") for word in words)
    return f"regexp_full_match({value}, {literal(f'(?i)[{SPACES}]*(?:{pattern})[{SPACES}]*')})"


def trimmed(value: str) -> str:
    """SQL of a text without spaces around it. DuckDB's trim() takes five times as long with spaces outside of ASCII."""
    return f"regexp_replace({value}, '^[{SPACES}]+|[{SPACES}]+$', '', 'g')"


@dataclass
class Column:
    """A column of `raw`: the kinds that fit, the first of which is preferred."""

    number: int
    source: str
    name: str
    kinds: list[Kind]
    # Some of its values.
    examples: list[str]
    # A type that most values fit, where the column is text.
    nearly: Kind | None
    # Whether values have spaces around them, or words for missing values.
    dirty: bool
    # Whether values have spaces around them: True, False, or both. In a file with aligned columns all have.
    spaced: set[bool]
    notes: list[Note] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return self.kinds[0]

    @property
    def value(self) -> str:
        """SQL of the text, null if it is missing."""
        if not self.dirty:
            return self.source
        return f"(CASE WHEN {is_word(self.source, MISSING)} THEN NULL ELSE {trimmed(self.source)} END)"

    def note(self, text: str, example: str = "") -> None:
        self.notes.append(Note(self.name, text, example))

    def keep_as_text(self, reason: str, example: str) -> None:
        self.kinds, self.nearly, self.notes = [TEXT], None, []
        self.note(f"{reason} kept as text", example)

    def is_misfit(self, kind: Kind) -> str:
        """SQL of whether a value does not fit."""
        return f"{self.value} IS NOT NULL AND ({kind.sql(self.value)}) IS NULL"

    def misfits(self, kind: Kind) -> str:
        """SQL of the number of values that do not fit."""
        return f"count(*) FILTER ({self.is_misfit(kind)})"

    @property
    def converted(self) -> str:
        """SQL of the typed value; only for values that are known to fit."""
        if self.kind is TEXT:
            return trimmed(self.source) if self.spaced == {True} else self.source
        return self.kind.converted(self.value)


@dataclass
class Reader:
    """Reads the typed rows of `raw`."""

    connection: duckdb.DuckDBPyConnection
    raw: Raw
    layout: Layout
    is_text_file: bool
    stored_as_text: frozenset[str]
    table: str = "raw"

    def __post_init__(self) -> None:
        conditions = [f"rowid >= {self.layout.start} AND rowid < {self.layout.end}"]
        # A blank line of a text file is no row.
        if self.is_text_file and not self.raw.is_wide:
            conditions.append(f"coalesce({', '.join(f'c{number}' for number in range(self.raw.width))}) IS NOT NULL")
        self.condition = " AND ".join(conditions)

    @property
    def rows(self) -> str:
        return f"FROM {self.table} WHERE {self.condition}"

    def leave_out(self, condition: str) -> int:
        """Leaves out the rows that meet a condition, and returns their number."""
        # Unlike FILTER, WHERE evaluates a condition only for rows that meet the ones before.
        sql = f"SELECT count(*) {self.rows} AND {condition}"
        (count,) = self.connection.execute(sql).fetchone()  # type: ignore[misc]
        if count:
            self.condition += f" AND ({condition}) IS NOT TRUE"
        return count

    def aggregates(
        self, columns: Iterable[Column], expressions: Callable[[Column], list[str]]
    ) -> list[tuple[Column, tuple]]:
        """The values of some aggregates of each column."""
        result: list[tuple[Column, tuple]] = []
        columns = list(columns)
        if not self.raw.is_wide:
            for start in range(0, len(columns), BATCH):
                batch = [(column, expressions(column)) for column in columns[start : start + BATCH]]
                row = iter(self.one([expression for _, some in batch for expression in some]))
                result += [(column, tuple(islice(row, len(some)))) for column, some in batch]
            return result
        # The plan of thousands of expressions takes seconds: the columns that have the same ones are read as rows.
        groups: dict[tuple[str, ...], dict[int, Column]] = {}
        for column in columns:
            groups.setdefault(tuple(expressions(replace(column, source="cell"))), {})[column.number + 1] = column
        cells = f"SELECT unnest(cells) AS cell, generate_subscripts(cells, 1) AS number {self.rows}"
        for some, members in groups.items():
            sql = f"SELECT number, {', '.join(some)} FROM ({cells}) GROUP BY number"
            rows = self.connection.execute(sql).fetchall()
            result += [(members[number], tuple(values)) for number, *values in rows if number in members]
        return result

    def select(self, columns: Sequence[Column]) -> str:
        """SQL of the rows with typed columns."""
        if not self.raw.is_wide:
            chosen = (f"{column.converted} AS {identifier(column.name)}" for column in columns)
            return f"SELECT {', '.join(chosen)} {self.rows}"
        # As in `aggregates`: one expression converts all cells, for each kind of column.
        lists: dict[str, str] = {}
        for column in columns:
            lists.setdefault(replace(column, source="cell").converted, f"k{len(lists)}")
        transform = "list_transform(cells, lambda cell: {}) AS {}"
        converted = ", ".join(transform.format(expression, name) for expression, name in lists.items())
        chosen = (
            f"{lists[replace(column, source='cell').converted]}[{column.number + 1}] AS {identifier(column.name)}"
            for column in columns
        )
        return f"SELECT {', '.join(chosen)} FROM (SELECT {converted} {self.rows})"

    def one(self, expressions: Sequence[str]) -> tuple:
        row = self.connection.execute(f"SELECT {', '.join(expressions)} {self.rows}").fetchone()
        assert row is not None
        return row
