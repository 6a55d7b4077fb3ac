"""The columns of `raw`, and SQL of their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import duckdb

from .candidates import FORMATTED, MISSING, SPACES, TEXT, Kind
from .layout import Layout
from .records import Raw
from .rows import Note

# Columns of one statement: the plan of more is slow.
BATCH = 250
RIVALS = {"month": "day", "day": "month", "point": "comma", "comma": "point"}


def identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


WORDS = ", ".join(literal(word) for word in MISSING)


@dataclass
class Column:
    """A column of `raw`: the kinds that fit, the first of which is preferred."""

    number: int
    source: str
    name: str
    kinds: list[Kind]
    # Whether values have spaces around them, or words for missing values.
    dirty: bool
    notes: list[Note] = field(default_factory=list)
    # A type that most values fit, where the column is text.
    nearly: Kind | None = None
    # Some of its values.
    examples: list[str] = field(default_factory=list)
    # Whether all of them have spaces around them, as in a file whose columns are aligned.
    padded: bool = False

    @property
    def kind(self) -> Kind:
        return self.kinds[0]

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the values has to decide: no words for missing values, no rival, nothing to note."""
        rival = RIVALS.get(self.kind.family)
        open_ = self.dirty or not self.examples or self.kind.note or self.kind in FORMATTED
        return not open_ and not any(kind.family == rival for kind in self.kinds if rival)

    @property
    def value(self) -> str:
        """SQL of the text, null if it is missing."""
        if not self.dirty:
            return self.source
        trimmed = f"trim({self.source}, '{SPACES}')"
        return f"(CASE WHEN lower({trimmed}) IN ({WORDS}) THEN NULL ELSE {trimmed} END)"

    def note(self, text: str, example: str = "") -> None:
        self.notes.append(Note(self.name, text, example))

    def misfits(self, kind: Kind) -> str:
        return f"({self.value} IS NOT NULL AND ({kind.sql(self.value)}) IS NULL)"

    @property
    def converted(self) -> str:
        """SQL of the typed value; only for values that are known to fit."""
        if self.kind is TEXT:
            return f"trim({self.source}, '{SPACES}')" if self.padded else self.source
        return self.kind.convert(self.value)


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

    def aggregates(self, columns: Iterable[Column], expressions: Callable[[Column], list[str]]) -> list[tuple[Column, tuple]]:
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
            rows = self.connection.execute(f"SELECT number, {', '.join(some)} FROM ({cells}) GROUP BY number").fetchall()
            result += [(members[number], tuple(values)) for number, *values in rows if number in members]
        return result

    def select(self, columns: Sequence[Column]) -> str:
        """SQL of the rows with typed columns."""
        if not self.raw.is_wide:
            return f"SELECT {', '.join(f'{column.converted} AS {identifier(column.name)}' for column in columns)} {self.rows}"
        # As in `aggregates`: one expression converts all cells, for each kind of column.
        lists: dict[str, str] = {}
        for column in columns:
            lists.setdefault(replace(column, source="cell").converted, f"k{len(lists)}")
        converted = ", ".join(f"list_transform(cells, lambda cell: {expression}) AS {name}" for expression, name in lists.items())
        chosen = (f"{lists[replace(column, source='cell').converted]}[{column.number + 1}] AS {identifier(column.name)}" for column in columns)
        return f"SELECT {', '.join(chosen)} FROM (SELECT {converted} {self.rows})"

    def one(self, expressions: Sequence[str], more: str = "") -> tuple:
        row = self.connection.execute(f"SELECT {', '.join(expressions)} {self.rows} {more}").fetchone()
        assert row is not None
        return row
