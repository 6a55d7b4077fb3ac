"""The cells of rows: what is missing, which types fit, and notes on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .candidates import MISSING, RULE, SPACES
from .kinds import TEXT, TRUTHS, TYPED, Kind

Row = Sequence[str | None]
DIGIT = re.compile("[0-9]")


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


def narrowed(kinds: Iterable[Kind], cells: Iterable[str | None]) -> list[Kind]:
    """The types that fit all values that are not missing; none without such a value."""
    values = {value for value in map(cleaned, cells) if value is not None}
    # Without any digit, Inf is a name.
    words = not any(map(DIGIT.search, values))
    fitting = [kind for kind in kinds if values and (not words or kind is TEXT or kind in TRUTHS)]
    for value in values:
        fitting = [kind for kind in fitting if kind.fits(value)]
        if fitting == [TEXT]:
            break
    lower = {value.lower() for value in values}
    return [kind for kind in fitting if kind.required <= lower]


def typed(cells: Iterable[str | None]) -> list[Kind]:
    """The types other than text that fit."""
    return narrowed(TYPED, cells)


def filled(row: Row) -> list[str]:
    return [cell.strip(SPACES) for cell in row if cell and cell.strip(SPACES)]


def is_rule(row: Row) -> bool:
    cells = filled(row)
    return any(len(cell) > 2 for cell in cells) and all(map(RULE.fullmatch, cells))


def counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def quoted(texts: Sequence[str]) -> str:
    shown = ": " + ", ".join(f'"{text[:60]}"' for text in texts[:3])
    return shown + (f" and {len(texts) - 3} more" if len(texts) > 3 else "")
