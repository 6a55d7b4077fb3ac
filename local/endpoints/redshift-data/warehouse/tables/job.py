"""The loading of one file, and what its formats have in common."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from .header import long_names, unique
from .reader import identifier
from .records import COMMA, Raw, load, writer
from .rows import Note
from .text import Unreadable


@dataclass(frozen=True)
class Loaded:
    """A table that was created, or the reason why not."""

    # Name of the table within a file of several; empty for the only one.
    part: str
    table: str
    notes: list[Note]
    reason: str = ""


@dataclass(frozen=True)
class Job:
    connection: duckdb.DuckDBPyConnection
    path: Path
    scratch: Path
    # Name of the table of a file that has one.
    stem: str
    # The name of a table in SQL. Raises Unreadable if the table exists.
    target: Callable[[str], str]
    taken: Collection[str]

    def name_of(self, table: str) -> str:
        """The name of a table of a file that has several; with the file's name if another file has the same table."""
        name = table.strip().lower()
        return f"{self.stem}_{name}" if name in self.taken else name

    @property
    def copy(self) -> Path:
        return self.scratch / "copy"

    def raw(self, rows: Iterable[Iterable[object]], width: int) -> Raw:
        """Writes rows to a CSV file and reads them into `raw`."""
        raw = Raw(width, width)
        with self.copy.open("w", encoding="utf-8", newline="", errors="replace") as file:
            write = writer(file, raw)
            for row in rows:
                write([text_of(cell) for cell in row])
        load(self.connection, self.copy, COMMA, raw)
        return raw


def text_of(cell: object) -> str:
    """The text of a cell as a CSV file has it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    return str(cell).replace("\0", "")


def parts(job: Job, loads: dict[str, Callable[[], Loaded]]) -> list[Loaded]:
    """Loads the tables of one file. One that cannot be loaded does not affect the others."""
    if not loads:
        raise Unreadable("it has no tables")
    result = []
    for part, load_part in loads.items():
        try:
            result.append(load_part())
        except (Unreadable, sqlite3.Error) as error:
            result.append(Loaded(part, "", [], str(error)))
        except duckdb.Error as error:
            result.append(Loaded(part, "", [], message_of(error)))
    return result


def message_of(error: duckdb.Error) -> str:
    """DuckDB's error message without its advice about options."""
    text = re.split(r"Possible|LINE \d+:", str(error))[0]
    noise = r"^Invalid Input Error: | (in|of|at end of) file '[^']*'"
    lines = [line for line in (re.sub(noise, "", line.strip()) for line in text.splitlines()) if line]
    # One line is the line of the file, which can be very long.
    return ". ".join(line if len(line) <= 120 else f"{line[:120]}…" for line in lines[:3])


def copy_typed(job: Job, source: str, table: str, part: str = "", durations: dict[str, str] | None = None) -> Loaded:
    """Creates a table with the types of its source. `durations` has the units of the columns that are some."""
    described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    names = unique([name for name, _ in described])
    target, notes, chosen = job.target(table), long_names([name for name, _ in described]), []
    for (old, kind), name in zip(described, names):
        value = identifier(old)
        if kind == "JSON":
            value += " ->> '$'"
            notes.append(Note(name, "values of several types, as text"))
        chosen.append(f"{value} AS {identifier(name)}")
    job.connection.execute(f"CREATE TABLE {target} AS SELECT {', '.join(chosen)} FROM {source}")

    def count(condition: str) -> int:
        (rows,) = job.connection.execute(f"SELECT count(*) FROM {target} WHERE {condition}").fetchone()  # type: ignore[misc]
        return rows

    for (_, kind), name in zip(described, names):
        column = identifier(name)
        if kind == "DOUBLE" and source.startswith("read_json") and count(f"abs({column}) >= 1e15"):
            notes.append(Note(name, "numbers of more than 15 digits: the last digits may be lost"))
        if unit := (durations or {}).get(name, ""):
            notes.append(Note(name, f"durations, as whole numbers of {unit}"))
        if kind == "INTERVAL":
            notes.append(Note(name, "durations, as text"))
        is_date = re.fullmatch("DATE|TIMESTAMP(_S|_MS|_NS)?", kind)
        if is_date and (odd := count(f"isinf({column}) OR year({column}) NOT BETWEEN 1 AND 9999")):
            notes.append(Note(name, f"{odd:,} dates are not between the years 1 and 9999"))
    return Loaded(part, table, notes)
