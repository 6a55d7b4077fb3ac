"""Finds the format of a file by its content, and loads its tables."""

from __future__ import annotations

import re
from pathlib import Path

from .columns import create_table
from .databases import load_duckdb, load_parquet, load_sqlite
from .direct import create_directly
from .job import Job, Loaded
from .json_files import load_json
from .records import head_of, read_records, survey_head
from .rows import Note
from .text import Unreadable, opened, to_utf8
from .workbooks import load_workbook

WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods")
FORMATS = {
    **dict.fromkeys(WORKBOOKS, "Excel"),
    **{"parquet": "Parquet", "pq": "Parquet", "db": "SQLite or DuckDB", "db3": "SQLite or DuckDB"},
    **{"sqlite": "SQLite", "sqlite3": "SQLite", "duckdb": "DuckDB", "ddb": "DuckDB"},
}
TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson")
ENDINGS = (
    *TEXT_ENDINGS,
    *(f"{ending}{packed}" for ending in TEXT_ENDINGS for packed in (".gz", ".zst")),
    *(f".{ending}" for ending in FORMATS),
)
JSON_START = re.compile(r"\s*(?:\[\s*)*(?:\{\s*[\"}]|\[\s*\])")
MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table|head|body|svg|[a-z]+[ >/])", re.IGNORECASE)
# One line for each field, as psql and MySQL print records after \\x and \\G.
EXPANDED = re.compile(r"^(?:[+┌╔]?[-─═]*\[ RECORD 1 \][-+─═┬╤┐╗]*|\* Record 1|\*{5,} 1\. row \*{5,}) *$", re.MULTILINE)


def ending_of(name: str) -> str | None:
    return max((ending for ending in ENDINGS if name.lower().endswith(ending)), key=len, default=None)


def load_tables(job: Job) -> list[Loaded]:
    """Loads all tables of a file. Its content decides the format, whatever its name says. Raises Unreadable."""
    with opened(job.path) as file:
        head = file.read(1 << 16)
    if head.startswith(b"PAR1"):
        return [load_parquet(job)]
    if head.startswith(b"SQLite format 3\0"):
        return load_sqlite(job)
    if head[8:12] == b"DUCK":
        return load_duckdb(job)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return load_workbook(job)
    if head.startswith((b"%PDF", b"\x7fELF", b"\x89PNG", b"GIF8", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")):
        raise Unreadable("it is not a table: its content is of another format than its name says")
    ending = re.sub(r"\.(gz|zst)$", "", job.path.name.lower()).rsplit(".", 1)[-1]
    if ending in WORKBOOKS and b"\n" in head:
        # Many programs export text or HTML by this name.
        ending = "txt"
    if ending not in ("csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson"):
        if not head:
            raise Unreadable("the file is empty")
        raise Unreadable(f"it is not a readable {FORMATS.get(ending, ending)} file")
    path, notes = to_utf8(job.path, job.copy)
    with path.open(encoding="utf-8", errors="replace") as text:
        start = text.read(1 << 12)
    if ending in ("json", "jsonl", "ndjson") or JSON_START.match(start):
        return [load_json(job, path, notes)]
    if MARKUP.match(start):
        raise Unreadable("it is an HTML or XML page: save the table as CSV or as a workbook")
    if EXPANDED.search(start):
        raise Unreadable("it is the expanded output of psql or MySQL: export the table as CSV")
    return [load_text(job, path, notes, ending)]


def load_text(job: Job, path: Path, notes: list[str], ending: str) -> Loaded:
    head = survey_head(head_of(path)[0], "\t" if ending in ("tsv", "tab") else None)
    target = job.target(job.stem)
    created = create_directly(job.connection, path, job.scratch, target, head)
    if created is None:
        raw = read_records(job.connection, path, job.scratch / "records", head)
        regular = raw.records - len(raw.uneven)
        if ending == "txt" and (raw.width == 1 or regular < max(2, 2 * len(raw.uneven))):
            raise Unreadable("it is text without columns: no comma, semicolon, tab or | separates fields")
        created = create_table(job.connection, raw, target)
    return Loaded("", job.stem, [*(Note(None, note) for note in notes), *created])
