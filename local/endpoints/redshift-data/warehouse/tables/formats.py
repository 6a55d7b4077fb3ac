"""Loads the tables of a file of any format into a DuckDB database."""

from __future__ import annotations

import datetime
import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from .columns import create_table, identifier, literal
from .layout import MAX_NAME, Layout, Note, unique
from .records import COMMA, Raw, load, read_records, writer
from .text import Unreadable, opened, to_utf8

TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson")
ENDINGS = (
    *TEXT_ENDINGS,
    *(f"{ending}{packed}" for ending in TEXT_ENDINGS for packed in (".gz", ".zst")),
    *(".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".sqlite", ".sqlite3", ".db", ".db3", ".duckdb", ".ddb"),
)
JSON_START = re.compile(r"\s*(?:\[\s*)*(?:\{\s*[\"}]|\[\s*\])")
MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table|head|body|svg|[a-z]+[ >/])", re.IGNORECASE)
MAX_JSON_OBJECT = 64 << 20
# A JSON file that is one object is read as a whole.
MAX_JSON_DOCUMENT = 256 << 20


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
        self.connection.execute("DROP TABLE IF EXISTS raw")
        load(self.connection, self.copy, COMMA, raw)
        return raw


def ending_of(name: str) -> str | None:
    return max((ending for ending in ENDINGS if name.lower().endswith(ending)), key=len, default=None)


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
    return [load_text(job, path, notes, ending)]


FORMATS = {"parquet": "Parquet", "pq": "Parquet", "xlsx": "Excel", "xls": "Excel", "db": "SQLite or DuckDB", "sqlite": "SQLite", "duckdb": "DuckDB"}


def load_text(job: Job, path: Path, notes: list[str], ending: str) -> Loaded:
    rewritten = job.scratch / "records"
    raw = read_records(job.connection, path, rewritten, "\t" if ending in ("tsv", "tab") else None)
    if ending == "txt" and (raw.width == 1 or len(raw.uneven) > raw.records / 10):
        raise Unreadable("it is text without columns: no comma, semicolon, tab or | separates fields")
    raw.notes[:0] = notes
    return Loaded("", job.stem, create_table(job.connection, raw, job.target(job.stem)))


def load_parquet(job: Job) -> Loaded:
    source = f"read_parquet({literal(str(job.path))})"
    described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    return copy_typed(job, source, described, job.stem)


def copy_typed(job: Job, source: str, described: list[tuple[str, str]], table: str, part: str = "") -> Loaded:
    """Creates a table with the types of its source."""
    names = unique([name for name, _ in described])
    chosen = [f"{identifier(old)} AS {identifier(new)}" for (old, _), new in zip(described, names)]
    target = job.target(table)
    job.connection.execute(f"CREATE TABLE {target} AS SELECT {', '.join(chosen)} FROM {source}")
    notes: list[Note] = [
        Note(None, f"{name[:40]}…: name truncated to {MAX_NAME:,} of {len(name):,} characters") for name, _ in described if len(name) > MAX_NAME
    ]
    for (_, kind), name in zip(described, names):
        if kind.startswith("INTERVAL"):
            notes.append(Note(name, "durations, as text"))
        if kind in ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"):
            column = identifier(name)
            (odd,) = job.connection.execute(
                f"SELECT count(*) FROM {target} WHERE isinf({column}) OR year({column}) NOT BETWEEN 1 AND 9999"
            ).fetchone()  # type: ignore[misc]
            if odd:
                notes.append(Note(name, f"{odd:,} dates are not between the years 1 and 9999"))
    return Loaded(part, table, notes)


def load_duckdb(job: Job) -> list[Loaded]:
    job.connection.execute(f"ATTACH {literal(str(job.path))} AS source (READ_ONLY)")
    tables = job.connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source' AND NOT internal ORDER BY ALL"
    ).fetchall()

    def one(schema: str, table: str) -> Loaded:
        source = f"source.{identifier(schema)}.{identifier(table)}"
        described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        return copy_typed(job, source, described, job.name_of(table), table)

    return parts(job, {table: (lambda schema=schema, table=table: one(schema, table)) for schema, table in tables})


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
    lines = [re.sub(r"^Invalid Input Error: | (in|of|at end of) file '[^']*'", "", line.strip()) for line in text.splitlines()]
    # One line is the line of the file, which can be very long.
    return ". ".join([line if len(line) <= 120 else f"{line[:120]}…" for line in lines if line][:3])


def load_sqlite(job: Job) -> list[Loaded]:
    database = sqlite3.connect(f"{job.path.resolve().as_uri()}?mode=ro", uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")]
        return parts(job, {table: (lambda table=table: load_sqlite_table(job, database, table)) for table in tables})
    except sqlite3.Error as error:
        raise Unreadable(f"SQLite cannot read it: {error}") from None
    finally:
        database.close()


def load_sqlite_table(job: Job, database: sqlite3.Connection, table: str) -> Loaded:
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({identifier(table)})")]
    names = unique(columns)
    texts = ", ".join(f"max(typeof({identifier(name)}) IN ('text', 'blob'))" for name in columns)
    kinds = database.execute(f"SELECT {texts} FROM {identifier(table)}").fetchone()
    raw = job.raw(database.execute(f"SELECT * FROM {identifier(table)}"), len(columns))
    (count,) = job.connection.execute("SELECT count(*) FROM raw").fetchone()  # type: ignore[misc]
    layout = Layout(names, 0, count, [])
    stored_as_text = [name for name, texts in zip(names, kinds) if texts]
    name = job.name_of(table)
    return Loaded(table, name, create_table(job.connection, raw, job.target(name), layout, stored_as_text))


def load_workbook(job: Job) -> list[Loaded]:
    # Loaded only where a folder has a workbook.
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(job.path))
    except python_calamine.CalamineError as error:
        raise Unreadable(f"it is not a readable workbook: {error}") from None
    sheets = {}
    for sheet in workbook.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet and sheet.visible == python_calamine.SheetVisibleEnum.Visible:
            content = workbook.get_sheet_by_name(sheet.name)
            if content.total_height and content.total_width:
                sheets[sheet.name] = content
    alone = len(sheets) == 1

    def one(name: str) -> Loaded:
        rows = list(sheets[name].iter_rows())
        width = max(map(len, rows))
        raw = job.raw(([*row, *[None] * (width - len(row))] for row in rows), width)
        table = job.stem if alone else f"{job.stem}_{name.strip().lower()}"
        return Loaded("" if alone else name, table, create_table(job.connection, raw, job.target(table)))

    return parts(job, {name: (lambda name=name: one(name)) for name in sheets})


def load_json(job: Job, path: Path, notes: list[str]) -> Loaded:
    def source(file: Path) -> str:
        return f"read_json({literal(str(file))}, sample_size=-1, maximum_object_size={MAX_JSON_OBJECT}, compression='none', map_inference_threshold=-1)"

    described, rows = [], 0
    try:
        described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source(path)}").fetchall()]
        (rows,) = job.connection.execute(f"SELECT count(*) FROM (SELECT 1 FROM {source(path)} LIMIT 2)").fetchone()  # type: ignore[misc]
    except duckdb.Error as error:
        if path.stat().st_size > MAX_JSON_DOCUMENT:
            raise Unreadable(f"it is not readable JSON: {str(error).splitlines()[0][:200]}") from None
    if (rows < 2 or [name for name, _ in described] == ["json"]) and path.stat().st_size <= MAX_JSON_DOCUMENT:
        # One object can be a table, too: its records in a list, or a list of each column.
        try:
            document = json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            if rows == 0:
                raise Unreadable(f"it is not readable JSON: {error}") from None
        else:
            path = job.scratch / "records"
            with path.open("w", encoding="utf-8") as file:
                for record in records_of(document):
                    file.write(json.dumps(record) + "\n")
            if path.stat().st_size == 0:
                raise Unreadable("it has no records: a table is a list of objects")
            described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source(path)}").fetchall()]
    loaded = copy_typed(job, source(path), described, job.stem)
    return Loaded(loaded.part, loaded.table, [*(Note(None, note) for note in notes), *loaded.notes])


def records_of(document: object) -> Iterator[dict]:
    """The records of a JSON document of any usual shape."""
    if isinstance(document, list):
        names = document[0] if document and isinstance(document[0], list) and all(isinstance(cell, str) for cell in document[0]) else None
        for record in document[1:] if names else document:
            if isinstance(record, dict):
                yield record
            elif isinstance(record, list):
                yield dict(zip(names or (f"column{number}" for number in range(1, len(record) + 1)), record))
            else:
                yield {"value": record}
    elif isinstance(document, dict):
        values = list(document.values())
        lists = [value for value in values if isinstance(value, list)]
        if isinstance(document.get("columns"), list) and isinstance(document.get("data"), list):
            yield from (dict(zip(map(str, document["columns"]), row)) for row in document["data"])
        elif lists and len(lists) == len(values) > 1 and len({len(value) for value in lists}) == 1 and not isinstance((lists[0] or [0])[0], dict):
            yield from (dict(zip(document, row)) for row in zip(*lists))
        elif records := max((value for value in lists if value and isinstance(value[0], dict)), key=len, default=None):
            yield from records_of(records)
        elif values and all(isinstance(value, dict) and value.keys() == values[0].keys() for value in values) and len(values[0]) > 0:
            # Columns of values by the number of their row, as pandas writes them; or records by their key.
            if all(key.isdigit() for key in values[0]):
                yield from ({name: column[key] for name, column in document.items()} for key in values[0])
            else:
                yield from ({"key": key, **value} for key, value in document.items())
        else:
            yield document
