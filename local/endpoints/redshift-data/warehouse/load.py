"""Loads the tables of a folder of files into a DuckDB database file.

Reads {folder, database, name, megabytes, threads, scratch, seconds?} as JSON from standard input and writes one JSON
line for each table, `{"table": ...}`, for each file or part of one that cannot be read, `{"skipped": ...}`, and for
what is no file of tables, `{"ignored": ...}`. Each file is read in a separate process. Exits before any statement runs.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import catalog  # noqa: E402
import duckdb  # noqa: E402
from schemas import PUBLIC  # noqa: E402
from subprocess_call import NoResult, call_in_subprocess  # noqa: E402
from tables.formats import ending_of, load_tables  # noqa: E402
from tables.job import Job, Loaded, message_of  # noqa: E402
from tables.kinds import literal
from tables.reader import identifier  # noqa: E402
from tables.text import Unreadable  # noqa: E402

# Time limit of a file: a constant part, and a part for its size. Usual are 50 MB/s.
TIMEOUT_SECONDS = 120
MIN_BYTES_PER_SECOND = 1_000_000
# Memory limit of a file's process as a multiple of DuckDB's limit, which excludes the sample and the libraries.
MEMORY_FACTOR = 3
# The other files that the local system reads from the folder.
OWN_FILES = ("catalog.yaml", "prompt.txt")
LOCK = re.compile(r"~\$.*|\.~lock\..*#|.*\.(tmp|wal|crdownload|part)|.*-(wal|shm|journal)", re.IGNORECASE)


def main() -> None:
    options = json.load(sys.stdin)
    max_bytes = MEMORY_FACTOR * options["megabytes"] * 2**20
    with connected(options) as connection:
        connection.execute(f"CREATE SCHEMA {PUBLIC}")
    loaded: dict[str, str] = {}
    for path in sorted(Path(options["folder"]).iterdir()):
        if path.name.startswith(".") and not LOCK.fullmatch(path.name):
            continue
        if reason := not_looked_at(path):
            if path.name not in OWN_FILES:
                report({"ignored": {"file": path.name, "reason": reason}})
            continue
        try:
            # A file that crashes its reader must not affect the others.
            work = partial(load_file, options, path, loaded)
            results = call_in_subprocess(work, seconds_for(path, options.get("seconds")), max_bytes)
        except (OSError, NoResult) as error:
            results = [skipped(path.name, str(error))]
        for result in results:
            if "table" in result:
                loaded[result["table"]["name"]] = path.name
            report(result)
    with connected(options) as connection:
        drop_unreported(connection, loaded)
        catalog.create(connection, options["name"])
        connection.execute("CHECKPOINT")


def connected(options: dict) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(options["database"])
    connection.execute("SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{int(options['megabytes'])}MB'; SET threads = {int(options['threads'])}")
    connection.execute(f"SET temp_directory = {literal(options['scratch'])}")
    return connection


def seconds_for(path: Path, seconds: float | None) -> float:
    return seconds if seconds is not None else TIMEOUT_SECONDS + path.stat().st_size / MIN_BYTES_PER_SECOND


def not_looked_at(path: Path) -> str:
    """Why a file is not one of tables by its name; empty if it is."""
    if path.name in OWN_FILES:
        return "it is not a table"
    if LOCK.fullmatch(path.name):
        return "it is the lock or temporary file of another program"
    if ending_of(path.name) is None:
        return "subfolders are not read" if path.is_dir() else "files with this ending are not read"
    return ""


def drop_unreported(connection: duckdb.DuckDBPyConnection, reported: Iterable[str]) -> None:
    """Drops tables of processes that crashed before their report."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = ?", [PUBLIC]).fetchall()
    for (table,) in tables:
        if table not in reported:
            connection.execute(f"DROP TABLE {target(table)}")


def skipped(file: str, reason: str) -> dict:
    return {"skipped": {"file": file, "reason": reason}}


def load_file(options: dict, path: Path, loaded: dict[str, str]) -> list[dict]:
    """Loads the tables of a file. Returns {"table": ...} for each one, and {"skipped": ...} for any error."""
    stem = path.name[: -len(ending_of(path.name) or "")].strip().lower()

    def new_target(table: str) -> str:
        if table in loaded:
            raise Unreadable(f'the table "{table}" was already loaded from {loaded[table]}')
        return target(table)

    scratch = Path(options["scratch"], "file")
    # A process that was killed leaves it.
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        check(path)
        with connected(options) as connection:
            results = load_tables(Job(connection, path, scratch, stem, new_target, loaded))
            return [described(connection, path.name, result) for result in results]
    except Exception as error:
        return [skipped(path.name, reason_of(error, options))]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def check(path: Path) -> None:
    """Raises Unreadable if the file cannot be one of tables, whatever its content."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        raise Unreadable("its name is not UTF-8: rename it") from None
    if not path.is_file():
        raise Unreadable("it is not a regular file")


def reason_of(error: Exception, options: dict) -> str:
    if isinstance(error, (MemoryError, duckdb.OutOfMemoryException)):
        return f"it needs more memory than the {options['megabytes']:,} MB of the local warehouse"
    if isinstance(error, duckdb.Error):
        return message_of(error)
    if isinstance(error, (Unreadable, OSError, sqlite3.Error)):
        return str(error)
    return f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"


def described(connection: duckdb.DuckDBPyConnection, file: str, loaded: Loaded) -> dict:
    """The report of a table. Its notes, without values of the file, become comments of the table and its columns."""
    name = f"{file} ({loaded.part})" if loaded.part else file
    if loaded.reason:
        return skipped(name, loaded.reason)
    remarks: dict[str | None, list[str]] = {}
    for note in loaded.notes:
        remarks.setdefault(note.column, []).append(note.text)
    for column, notes in remarks.items():
        table = target(loaded.table)
        subject = f"TABLE {table}" if column is None else f"COLUMN {table}.{identifier(column)}"
        connection.execute(f"COMMENT ON {subject} IS {literal('; '.join(notes))}")
    (rows,) = connection.execute(f"SELECT count(*) FROM {target(loaded.table)}").fetchone()  # type: ignore[misc]
    notes = [f"{f'{note.column}: ' * bool(note.column)}{note.text}{note.example}" for note in loaded.notes]
    return {"table": {"name": loaded.table, "file": name, "rows": rows, "notes": notes}}


def target(table: str) -> str:
    return f"{PUBLIC}.{identifier(table)}"


def report(line: dict) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
