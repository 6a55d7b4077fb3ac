"""Detects encoding, delimiter and header of CSV and TSV files."""

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
# Characters of a column name: statements that list all columns, and rows of the dictionary, have size limits.
MAX_NAME = 1_000
# A header can be one cell as long as the head.
csv.field_size_limit(HEAD_BYTES)
DELIMITERS = {".tsv": ["\t", ",", ";", "|"]}


class Unreadable(Exception):
    """The file cannot be loaded; the message is for its owner."""


@dataclass(frozen=True)
class CsvFile:
    path: Path
    encoding: str
    delimiter: str
    header: bool
    # Number of blank lines before the first record.
    skip: int
    columns: tuple[str, ...]
    notes: tuple[str, ...]

    def source(self) -> str:
        """SQL that reads the file with all columns as text; an empty field is null."""
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


def inspect(path: Path) -> CsvFile:
    """Raises Unreadable when it is not a CSV file."""
    head, complete = read_head(path)
    encoding, text = decode(head)
    if not text.strip():
        raise Unreadable("the file is empty")
    if "\0" in text:
        raise Unreadable("it is not a text file")
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
    return CsvFile(path, encoding, delimiter, header, len(LINE_END.findall(blank)), tuple(names), cut_names(first if header else []))


def read_head(path: Path) -> tuple[bytes, bool]:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    with opener(path, "rb") as file:
        head = file.read(HEAD_BYTES)
        return head, not file.read(1)


def decode(head: bytes) -> tuple[str, str]:
    """DuckDB's name of the encoding, and the text. UTF-16 needs a byte order mark; anything else but UTF-8 is Latin-1."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", head.decode("utf-16", errors="ignore")
    try:
        return "utf-8", head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 4:
            return "utf-8", head[: error.start].decode("utf-8-sig")
        return "latin-1", head.decode("latin-1")


def records(text: str, delimiter: str, limit: int) -> list[list[str]]:
    result = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            result.append(record)
            if len(result) == limit:
                break
    except csv.Error:
        pass
    return result


def choose_delimiter(text: str, delimiters: list[str]) -> str:
    """The delimiter that splits the first records into equally many fields; the one with most fields if several do."""
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
    """Column names in lower case, as in Redshift. Duplicate and empty names get a number."""
    result: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for position, raw in enumerate(names, start=1):
        name = raw.strip().lower()[:MAX_NAME] or f"column{position}"
        candidate = name
        while candidate in result:
            numbers[name] = numbers.get(name, 1) + 1
            candidate = f"{name}_{numbers[name]}"
        result[candidate] = None
    return list(result)


def cut_names(names: list[str]) -> tuple[str, ...]:
    """Notes about the names that `unique` truncates."""
    long = [name.strip() for name in names if len(name.strip()) > MAX_NAME]
    return tuple(f"{name[:40]}…: name truncated to {MAX_NAME:,} of {len(name):,} characters" for name in long)
