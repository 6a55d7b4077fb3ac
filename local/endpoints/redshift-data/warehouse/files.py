"""How a file of separated values is written: encoding, delimiter, header."""

from __future__ import annotations

import csv
import io
import gzip
from dataclasses import dataclass
from pathlib import Path

import infer

HEAD_BYTES = 256 * 1024
DELIMITERS = {".tsv": ["\t", ",", ";", "|"]}


class Unreadable(Exception):
    """Why a file cannot be served, in words for its owner."""


@dataclass(frozen=True)
class Separated:
    path: Path
    encoding: str
    delimiter: str
    header: bool
    columns: tuple[str, ...]

    def source(self) -> str:
        """SQL that reads the file, every column as text; an empty field is null."""
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.columns)
        return (
            f"read_csv({literal(str(self.path))}, columns={{{columns}}}, header={str(self.header).lower()}, "
            f"auto_detect=false, delim={literal(self.delimiter)}, quote='\"', escape='\"', nullstr='', "
            f"encoding={literal(self.encoding)}, max_line_size=16777216)"
        )


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def inspect(path: Path) -> Separated:
    """Raises Unreadable when it does not look like separated values."""
    head, complete = read_head(path)
    encoding, text = decode(head)
    if not text.strip():
        raise Unreadable("the file is empty")
    if "\0" in text:
        raise Unreadable("this is no text file")
    if not complete:
        text = text[: text.rfind("\n") + 1] or text
    suffix = path.name.lower().removesuffix(".gz")[-4:]
    delimiter = choose_delimiter(text, DELIMITERS.get(suffix, [",", ";", "\t", "|"]))
    rows = [row for row in records(text, delimiter, 3) if row]
    first = rows[0]
    header = not any(infer.NUMBER.fullmatch(cell.strip()) or infer.ISO_DATE.fullmatch(cell.strip()) for cell in first)
    names = unique(first if header else [f"column{number}" for number in range(1, len(first) + 1)])
    return Separated(path, encoding, delimiter, header, tuple(names))


def read_head(path: Path) -> tuple[bytes, bool]:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    with opener(path, "rb") as file:
        head = file.read(HEAD_BYTES)
        return head, not file.read(1)


def decode(head: bytes) -> tuple[str, str]:
    """The encoding by DuckDB's name, and the text. What is not UTF-8 is taken for Latin-1 or UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", head.decode("utf-16", errors="ignore")
    try:
        return "utf-8", head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 4:
            return "utf-8", head[: error.start].decode("utf-8-sig")
        return "latin-1", head.decode("latin-1")


def records(text: str, delimiter: str, limit: int) -> list[list[str]]:
    found = []
    try:
        for record in csv.reader(io.StringIO(text), delimiter=delimiter):
            found.append(record)
            if len(found) == limit:
                break
    except csv.Error:
        pass
    return found


def choose_delimiter(text: str, delimiters: list[str]) -> str:
    """The one that cuts the first records into the same number of fields, and into most."""
    best, best_score = delimiters[0], (0.0, 1)
    for delimiter in delimiters:
        widths = [len(record) for record in records(text, delimiter, 50) if record]
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def unique(names: list[str]) -> list[str]:
    """Column names in lower case, as Redshift has them; doubles and empty ones get a number."""
    found: list[str] = []
    for position, raw in enumerate(names, start=1):
        name = raw.strip().lower() or f"column{position}"
        candidate, number = name, 2
        while candidate in found:
            candidate, number = f"{name}_{number}", number + 1
        found.append(candidate)
    return found
