"""
Reads the records of a separated text file into the temporary table `raw` with the text columns c0, c1, … A record of
many fields is one list, `cells`, because each column of a table takes memory even if it has few rows.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO

import duckdb

from .candidates import QUOTES, RARE_SEPARATORS, SEPARATORS, SPACES
from .kinds import literal
from .rows import Row, counted, is_rule, typed

HEAD_CHARACTERS = 256 * 1024
HEAD_LINES = 5
MAX_HEAD_CHARACTERS = 32 << 20
# Fields of a record beyond the usual number that get a column.
MAX_EXTRA = 20
MAX_LINE = 1 << 27
MAX_COLUMNS = 1_000
CELL_END = "\x1f"
MAX_UNEVEN = 2_000
SAMPLE_VALUES = 200_000
MAX_SAMPLE = 500
# A longer field is an unbalanced quote.
csv.field_size_limit(1 << 26)
SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
# Names separated by spaces, as R writes them.
SPACED_NAMES = re.compile(r'(?:"[^"]*" )+"[^"]*"\r?\n')
# A quote after a separator and a space: DuckDB takes the quote for text.
SPACED_QUOTE = re.compile(r"[,;|\t] +\"")


@dataclass(frozen=True)
class Dialect:
    separator: str
    quote: str | None
    escape: str | None

    def read(self, lines: Iterable[str], strict: bool) -> Iterator[list[str] | None]:
        """The records; None for each one that a strict reader refuses."""
        quoting = {"quotechar": self.quote, "escapechar": self.escape} if self.quote else {"quoting": csv.QUOTE_NONE}
        spaced = self.separator not in SPACES
        if self.separator == " ":
            lines = (line if '"' in line else " ".join(line.split()) + "\n" for line in lines)
        reader = csv.reader(lines, delimiter=self.separator, strict=strict, skipinitialspace=spaced, **quoting)  # type: ignore[arg-type]
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield None
                continue
            yield record if self.quote else [unquoted(cell) for cell in record]


COMMA = Dialect(",", '"', None)


def is_plain(dialect: Dialect) -> bool:
    """Whether DuckDB reads the dialect like Python, which reads runs of spaces as one."""
    return dialect.quote is not None and dialect.separator != " "


def unquoted(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


@dataclass
class Raw:
    """The table `raw`: its number of columns, and how many fields the records had."""

    width: int
    usual: int
    separator: str = ","
    notes: list[str] = field(default_factory=list)
    # Number of fields of the records that do not have the usual one; of many, only the first and the last.
    uneven: dict[int, int] = field(default_factory=dict)
    records: int = 0
    blank: int = 0

    def fields(self, record: int) -> int:
        return self.uneven.get(record, self.usual)

    @property
    def is_wide(self) -> bool:
        return self.width > MAX_COLUMNS

    def source(self, number: int) -> str:
        """SQL of a column."""
        return f"cells[{number + 1}]" if self.is_wide else f"c{number}"

    def rows(self, connection: duckdb.DuckDBPyConnection, condition: str, limit: int) -> list[tuple[int, Row]]:
        """Records with their numbers."""
        rows = connection.execute(f"SELECT rowid, * FROM raw WHERE {condition} LIMIT {limit}").fetchall()
        return [(number, cells[0] if self.is_wide else cells) for number, *cells in rows]

    def sample(self, connection: duckdb.DuckDBPyConnection, condition: str = "true") -> list[Row]:
        limit = max(20, min(MAX_SAMPLE, SAMPLE_VALUES // self.width))
        return [cells for _, cells in self.rows(connection, condition, limit)]


def writer(file: IO[str], raw: Raw) -> Callable[[list[str]], object]:
    """Writes records as `load` reads them."""
    write = csv.writer(file, lineterminator="\n").writerow
    if not raw.is_wide:
        return write
    return lambda cells: write([CELL_END.join(cell.replace(CELL_END, " ") for cell in cells)])


@dataclass(frozen=True)
class Survey:
    """How a dialect reads a text."""

    dialect: Dialect
    width: int
    records: int
    misfits: int
    errors: int
    widest: int

    @property
    def fit(self) -> float:
        return 1 - self.misfits / max(1, self.records)

    def is_better(self, other: Survey) -> bool:
        return self.width > 1 and (other.width == 1 or (self.fit, self.width) > (other.fit, other.width))


def survey(lines: Iterable[str], dialect: Dialect) -> Survey:
    """Counts the records that do not have the most frequent number of fields."""
    widths: Counter[int] = Counter()
    errors, widest = 0, 1
    for record in dialect.read(lines, strict=True):
        if record is None:
            errors += 1
        elif any(record) and not (len(record) == 1 and is_rule(record)):
            widths[len(record)] += 1
            if len(record) > widest:
                widest = max(widest, next(n for n in range(len(record), 0, -1) if record[n - 1].strip()))
    # Of equally frequent ones, the one that is met last: titles stand above a table.
    width = max(widths, key=lambda one: (widths[one], one > 1), default=1)
    total = sum(widths.values())
    return Survey(dialect, width, total + errors, total - widths[width] + errors, errors, widest)


def head_of(path: Path) -> tuple[list[str], bool]:
    """The first lines, and whether they are the whole file."""
    lines: list[str] = []
    size = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        while size < HEAD_CHARACTERS or (len(lines) < HEAD_LINES and size < MAX_HEAD_CHARACTERS):
            line = file.readline(MAX_HEAD_CHARACTERS)
            if not line:
                return lines, True
            lines.append(line)
            size += len(line)
    return lines, False


def choose(lines: list[str], separators: Sequence[str], quotes: Sequence[tuple[str | None, str | None]]) -> Survey:
    """The dialect with the fewest misfits; of equal ones the widest, then the first."""
    best: Survey | None = None
    for quote in quotes:
        for separator in separators:
            other = survey(lines, Dialect(separator, *quote))
            if best is None or other.is_better(best):
                best = other
        if best and best.misfits == 0 and best.width > 1:
            break
    assert best is not None
    return best


def survey_head(lines: list[str], preferred: str | None) -> Survey:
    """How the first lines are read best. Another separator than `preferred` must read them better."""
    if declared := SEP_LINE.fullmatch(lines[0]):
        return choose(lines[1:], [declared[1]], QUOTES)
    separators = sorted(SEPARATORS, key=lambda one: one != preferred)
    best = choose(lines, separators, QUOTES)
    if best.width > 1:
        return best
    rare = choose(lines, RARE_SEPARATORS, QUOTES[:1])
    if rare.width > 1 and rare.fit > 0.9:
        return rare
    spaced = survey(lines, Dialect(" ", *QUOTES[0]))
    if SPACED_NAMES.match(lines[0]) or has_spaced_values(lines, spaced):
        return spaced
    # In a single column, a comma is one of its letters.
    return survey(lines, replace(best.dialect, separator=CELL_END))


def has_spaced_values(lines: list[str], spaced: Survey) -> bool:
    """Whether spaces separate values: most cells are typed, while whole lines, such as dates with times, are not."""
    first, *records = list(islice(spaced.dialect.read(lines, strict=False), 50))
    cells = [cell for record in records for cell in record or []]
    is_even = len(first or []) > 1 and spaced.width > 1 and spaced.fit > 0.9 - 1 / spaced.records
    whole = typed(line.strip() for line in lines[1:50])
    return is_even and not whole and sum(bool(typed([cell])) for cell in cells) > len(cells) / 2


def is_regular(line: str) -> bool:
    """Whether DuckDB reads a line like Python. It skips blank ones, which separate notes from the table."""
    return bool(line.strip()) and not SPACED_QUOTE.search(line) and not SEP_LINE.fullmatch(line)


def read_records(connection: duckdb.DuckDBPyConnection, path: Path, copy: Path, best: Survey) -> Raw:
    """Reads a file in UTF-8. DuckDB reads what is regular; anything else is first written anew, to `copy`."""
    lines, is_whole = head_of(path)
    if best.misfits == 0 and best.width <= MAX_COLUMNS and is_plain(best.dialect) and all(map(is_regular, lines)):
        try:
            raw = Raw(best.width, best.width, best.dialect.separator)
            load(connection, path, best.dialect, raw)
            return raw
        except duckdb.InvalidInputException:
            pass

    def content() -> Iterator[str]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from islice(file, 1 if SEP_LINE.fullmatch(lines[0]) else 0, None)

    if not is_whole:
        head, best = best, survey(content(), best.dialect)
        for quote in QUOTES if best.errors else ():
            other = survey(content(), Dialect(head.dialect.separator, *quote))
            if other.misfits < best.misfits and other.width > 1:
                best = other
    return rewrite(connection, content(), copy, best)


def rewrite(connection: duckdb.DuckDBPyConnection, lines: Iterable[str], copy: Path, best: Survey) -> Raw:
    """Writes the records with equally many fields each, and reads them."""
    width = max(best.width, min(best.widest, best.width + MAX_EXTRA))
    separator, raw = best.dialect.separator, Raw(width, best.width, best.dialect.separator)
    with copy.open("w", encoding="utf-8", newline="") as target:
        write = writer(target, raw)
        for number, record in enumerate(best.dialect.read(lines, strict=False)):
            cells = [cell if cell.strip(SPACES) else "" for cell in record or []]
            raw.blank += not any(cells)
            if len(cells) != best.width and any(cells) and not (len(cells) == 1 and is_rule(cells)):
                raw.uneven[number] = len(cells)
                if len(raw.uneven) > MAX_UNEVEN:
                    del raw.uneven[next(islice(raw.uneven, MAX_UNEVEN // 2, None))]
            if len(cells) > width:
                cells[width - 1 :] = [separator.join(cells[width - 1 :]).rstrip(separator)]
            write([*cells, *[""] * (width - len(cells))])
    if best.dialect.quote is None:
        raw.notes.append("quotes are not balanced: read as letters")
    elif best.errors:
        raw.notes.append(f"{counted(best.errors, 'record')} with a quote that is not doubled")
    load(connection, copy, COMMA, raw)
    return raw


def load(connection: duckdb.DuckDBPyConnection, path: Path, dialect: Dialect, raw: Raw) -> None:
    split = f"list_transform(string_split(line, '{CELL_END}'), lambda cell: nullif(cell, '')) AS cells"
    columns = split if raw.is_wide else "*"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {columns} FROM {reader_of(path, dialect, raw)}")
    (raw.records,) = connection.execute("SELECT count(*) FROM raw").fetchone()  # type: ignore[misc]


def reader_of(path: Path, dialect: Dialect, raw: Raw) -> str:
    """DuckDB's reader of the records, as SQL of a table of text columns."""
    names = ["line"] if raw.is_wide else [f"c{number}" for number in range(raw.width)]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    quote = dialect.quote or ""
    options = {"delim": dialect.separator, "quote": quote, "escape": dialect.escape or quote, "nullstr": ""}
    written = ", ".join(f"{name}={literal(value)}" for name, value in options.items())
    fixed = f"header=false, auto_detect=false, compression='none', max_line_size={MAX_LINE}"
    return f"read_csv({literal(str(path))}, columns={{{columns}}}, {fixed}, {written})"
