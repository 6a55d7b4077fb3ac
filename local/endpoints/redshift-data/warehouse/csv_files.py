"""How a file of separated values is written: encoding, delimiter, header."""

from __future__ import annotations

import csv
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path

import infer

HEAD_BYTES = 256 * 1024
BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")
LINE_END = re.compile(r"\r\n|\r|\n")
# A statement that names every column must not become too long for its sender or a row of the result.
MAX_NAME = 1_000
# A header of one long cell is as long as the head at the most.
csv.field_size_limit(HEAD_BYTES)
DELIMITERS = {".tsv": ["\t", ",", ";", "|"]}


class Unreadable(Exception):
    """Why a file cannot be served, in words for its owner."""


@dataclass(frozen=True)
class Separated:
    path: Path
    encoding: str
    delimiter: str
    header: bool
    # Blank lines before the first record.
    skip: int
    columns: tuple[str, ...]
    notes: tuple[str, ...]

    def source(self) -> str:
        """SQL that reads the file, every column as text; an empty field is null."""
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.columns)
        return (
            f"read_csv({literal(str(self.path))}, columns={{{columns}}}, header={str(self.header).lower()}, skip={self.skip}, "
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
    blank = BLANK_LINES.match(text).group()
    text = text[len(blank) :]
    delimiter = choose_delimiter(text, DELIMITERS.get(suffix, [",", ";", "\t", "|"]))
    first = next((record for record in records(text, delimiter, 1) if record), None)
    if first is None:
        raise Unreadable("its first line cannot be read")
    header = not any(infer.NUMBER.fullmatch(cell.strip()) or infer.ISO_DATE.fullmatch(cell.strip()) for cell in first)
    names = unique(first if header else [f"column{number}" for number in range(1, len(first) + 1)])
    return Separated(path, encoding, delimiter, header, len(LINE_END.findall(blank)), tuple(names), cut_names(first if header else []))


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
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
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
    found: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for position, raw in enumerate(names, start=1):
        name = raw.strip().lower()[:MAX_NAME] or f"column{position}"
        candidate = name
        while candidate in found:
            numbers[name] = numbers.get(name, 1) + 1
            candidate = f"{name}_{numbers[name]}"
        found[candidate] = None
    return list(found)


def cut_names(names: list[str]) -> tuple[str, ...]:
    """What to say of the names that `unique` cuts."""
    long = [name.strip() for name in names if len(name.strip()) > MAX_NAME]
    return tuple(f"{name[:40]}…: the first {MAX_NAME:,} characters of a name of {len(name):,}" for name in long)
