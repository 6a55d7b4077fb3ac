"""Finds the format of a file by its content, and loads its tables."""

from __future__ import annotations

import re
from pathlib import Path

from .columns import create_table
from .databases import load_duckdb, load_parquet, load_sqlite
from .direct import create_directly
from .job import Job, Loaded
from .json_files import load_json
from .other_text import refuse_other_text
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
# PDF, programs, pictures, archives, Avro, HDF5, Feather, ORC, pickles.
OTHER_FORMATS = re.compile(
    rb"%PDF|\x7fELF|\x89PNG|GIF8[79]a|\xff\xd8\xff|BZh[1-9]1AY|\xfd7zXZ|7z\xbc\xaf|.{257}ustar|Obj\x01|\x89HDF|ARROW1\0"
    rb"|FEA1\0|ORC[\0-\x1f]|\x80[\2-\5]"
    rb"|\([dl]p\d+\n|\(*c(?:copy_?reg|builtins|__builtin__|_codecs|collections|datetime|decimal|numpy|pandas)[\w.]*\n\w+\n",
    re.DOTALL,
)
JSON_START = re.compile(r"\s*(?:\[\s*)*(?:\{\s*[\"}]|\[\s*\])")


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
    if OTHER_FORMATS.match(head):
        raise Unreadable("it is not a table: its content is of another format than its name says")
    ending = re.sub(r"\.(gz|zst)$", "", job.path.name.lower()).rsplit(".", 1)[-1]
    if ending in WORKBOOKS and (b"\n" in head or head.lstrip().startswith(b"<")):
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
    return [load_text(job, path, notes, ending)]


def load_text(job: Job, path: Path, notes: list[str], ending: str) -> Loaded:
    lines, _ = head_of(path)
    head = survey_head(lines, "\t" if ending in ("tsv", "tab") else None)
    refuse_other_text(lines, head)
    target = job.target(job.stem)
    created = create_directly(job.connection, path, job.scratch, target, head)
    if created is None:
        raw = read_records(job.connection, path, job.scratch / "records", head)
        regular = raw.records - raw.blank - len(raw.uneven)
        if ending == "txt" and (raw.width == 1 or regular < max(2, 2 * len(raw.uneven))):
            raise Unreadable("it is text without columns: no comma, semicolon, tab or | separates fields")
        created = create_table(job.connection, raw, target)
    return Loaded("", job.stem, [*(Note(None, note) for note in notes), *created])
