"""The rows of a sample, the types of their cells, and notes on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from .candidates import MISSING, RULE, SPACES, TEXT, Kind
from .records import Raw

SAMPLE_VALUES = 200_000
MAX_SAMPLE = 500
Row = Sequence[str | None]


class Note(NamedTuple):
    """How a table or a column was read."""

    # None for the table.
    column: str | None
    text: str
    # Values of the file, which are for its owner alone.
    example: str = ""


def cleaned(value: str | None) -> str | None:
    """The value without spaces around it; None if it is missing."""
    text = (value or "").strip(SPACES)
    return None if text.lower() in MISSING else text


def narrowed(kinds: Sequence[Kind], values: Sequence[str | None]) -> list[Kind]:
    """The kinds whose patterns fit all values that are not missing; none without such a value."""
    distinct = {value for value in map(cleaned, values) if value is not None}
    fitting = list(kinds) if distinct else []
    for value in distinct:
        fitting = [kind for kind in fitting if kind.pattern.fullmatch(value)]
        if fitting == [TEXT]:
            break
    lower = {value.lower() for value in distinct}
    return [kind for kind in fitting if kind.required <= lower]


def is_typed(kinds: list[Kind]) -> bool:
    return bool(kinds) and kinds[0] is not TEXT


def filled(row: Row) -> list[str]:
    return [cell.strip(SPACES) for cell in row if cell and cell.strip(SPACES)]


def is_rule(row: Row) -> bool:
    cells = filled(row)
    return any(len(cell) > 2 for cell in cells) and all(map(RULE.fullmatch, cells))


def lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"


def rows_of(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def quoted(texts: Sequence[str]) -> str:
    shown = ": " + ", ".join(f'"{text[:60]}"' for text in texts[:3])
    return shown + (f" and {len(texts) - 3} more" if len(texts) > 3 else "")


def sample(connection: duckdb.DuckDBPyConnection, raw: Raw, condition: str = "true") -> list[Row]:
    limit = max(20, min(MAX_SAMPLE, SAMPLE_VALUES // raw.width))
    return [cells for _, cells in raw.rows(connection, condition, limit)]
