"""Loads a folder of CSV and Parquet files into a DuckDB database file.

Reads {folder, database, name, megabytes, threads, scratch, seconds?} as JSON from standard input and writes one JSON line
for each file, `{"table": ...}` or `{"skipped": ...}`. Each file is read in a separate process. Exits before any statement
is run.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import duckdb  # noqa: E402

import catalog  # noqa: E402
import infer  # noqa: E402
from csv_files import Unreadable, cut_names, identifier, inspect, literal, unique  # noqa: E402
from subprocess_call import NoResult, call_in_subprocess  # noqa: E402
from relations import PUBLIC  # noqa: E402

CSV_SUFFIXES = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
PARQUET_SUFFIXES = (".parquet", ".pq")
SAMPLE_ROWS = 20_000
# Time limit of a file: a constant part, and a part for its size. Usual are 50 MB/s.
TIMEOUT_SECONDS = 120
MIN_BYTES_PER_SECOND = 1_000_000
# Memory limit of a file's process as a multiple of DuckDB's limit, which excludes the sample and the libraries.
MEMORY_FACTOR = 3


def main() -> None:
    options = json.load(sys.stdin)
    max_bytes = MEMORY_FACTOR * options["megabytes"] * 2**20
    with connected(options) as connection:
        connection.execute(f"CREATE SCHEMA {PUBLIC}")
    loaded: dict[str, str] = {}
    for path in sorted(Path(options["folder"]).iterdir()):
        if (suffix := suffix_of(path)) is None or path.name.startswith("."):
            continue
        table = path.name[: -len(suffix)].strip().lower()
        try:
            if table in loaded:
                raise Unreadable(f'the table "{table}" was already loaded from {loaded[table]}')
            # A file that crashes its reader must not affect the others.
            result = call_in_subprocess(lambda: load_file(options, path, suffix, table), seconds_for(path, options.get("seconds")), max_bytes)
        except (Unreadable, OSError, NoResult) as error:
            result = {"skipped": {"file": path.name, "reason": str(error)}}
        if "table" in result:
            loaded[table] = path.name
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


def drop_unreported(connection: duckdb.DuckDBPyConnection, reported: Iterable[str]) -> None:
    """Drops tables of processes that crashed before their report."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = ?", [PUBLIC]).fetchall()
    for (table,) in tables:
        if table not in reported:
            connection.execute(f"DROP TABLE {target(table)}")


def suffix_of(path: Path) -> str | None:
    return next((suffix for suffix in (*CSV_SUFFIXES, *PARQUET_SUFFIXES) if path.name.lower().endswith(suffix)), None)


def load_file(options: dict, path: Path, suffix: str, table: str) -> dict:
    """Loads one file. Returns {"table": ...}, or {"skipped": ...} for any error."""
    try:
        if not path.is_file():
            raise Unreadable("it is not a regular file")
        with connected(options) as connection:
            load = load_parquet if suffix in PARQUET_SUFFIXES else load_csv
            notes = load(connection, path, table)
            (rows,) = connection.execute(f"SELECT count(*) FROM {target(table)}").fetchone()
            return {"table": {"name": table, "file": path.name, "rows": rows, "notes": notes}}
    except (Unreadable, OSError) as error:
        reason = str(error)
    except (MemoryError, duckdb.OutOfMemoryException):
        reason = f"it needs more memory than the {options['megabytes']:,} MB of the local warehouse"
    except duckdb.Error as error:
        reason = ("it is not a readable Parquet file. " if suffix in PARQUET_SUFFIXES else "") + message_of(error)
    except Exception as error:
        reason = f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"
    return {"skipped": {"file": path.name, "reason": reason}}


def target(table: str) -> str:
    return f"{PUBLIC}.{identifier(table)}"


def message_of(error: duckdb.Error) -> str:
    """DuckDB's error message without its advice about options."""
    text = re.split(r"Possible|LINE \d+:", str(error))[0]
    lines = [re.sub(r"^Invalid Input Error: | (in|of|at end of) file '[^']*'", "", line.strip()) for line in text.splitlines()]
    # One line is the line of the file, which can be very long.
    return ". ".join([line if len(line) <= 120 else f"{line[:120]}…" for line in lines if line][:3])


def load_parquet(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> list[str]:
    source = f"read_parquet({literal(str(path))})"
    columns = [(row[0], row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    names = unique([name for name, _ in columns])
    chosen = [f"{identifier(old)} AS {identifier(new)}" for (old, _), new in zip(columns, names)]
    connection.execute(f"CREATE TABLE {target(table)} AS SELECT {', '.join(chosen)} FROM {source}")
    return list(cut_names([name for name, _ in columns]))


def load_csv(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> list[str]:
    """Infers types from a sample and tries them on all rows. A column with other values gets the next type that fits."""
    file = inspect(path)
    source = file.source()
    sample = connection.execute(f"SELECT * FROM {source} LIMIT {SAMPLE_ROWS}").fetchall()
    kinds = {
        name: infer.propose(name, (row[position] for row in sample), file.delimiter)
        for position, name in enumerate(file.columns)
    }
    ambiguous = {name: candidates for name, candidates in kinds.items() if is_ambiguous(candidates)}
    if ambiguous and len(sample) == SAMPLE_ROWS:
        narrow_kinds(connection, source, ambiguous)
        kinds |= ambiguous
    has_nulls = {name: any(is_null_word(row[position]) for row in sample) for position, name in enumerate(file.columns)}
    try:
        create(connection, source, table, kinds, has_nulls)
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        if "CSV Error" in str(error):
            raise
        connection.execute(f"DROP TABLE IF EXISTS {target(table)}")
        has_nulls = dict.fromkeys(file.columns, True)
        narrow_kinds(connection, source, kinds)
        create(connection, source, table, kinds, has_nulls)
    return [*file.notes, *(f"{name}: {candidates[0].note}" for name, candidates in kinds.items() if candidates[0].note)]


def is_ambiguous(kinds: list[infer.Kind]) -> bool:
    """Whether only the whole column can decide between day first and month first."""
    return len(kinds) > 1 and kinds[0].note.startswith("read as") and kinds[1].note.startswith("read as")


def is_null_word(value: str | None) -> bool:
    return value is not None and value.strip().lower() in infer.NULLS


def text_or_null(name: str, has_nulls: bool) -> str:
    column = identifier(name)
    if not has_nulls:
        return column
    words = ", ".join(literal(word) for word in infer.NULLS)
    return f"(CASE WHEN lower(trim({column})) IN ({words}) THEN NULL ELSE trim({column}) END)"


def narrow_kinds(connection: duckdb.DuckDBPyConnection, source: str, kinds: dict[str, list[infer.Kind]]) -> None:
    """Removes kinds, in place, until the first one of each column fits all rows. Each round reads the file once."""
    open_columns = {name for name, candidates in kinds.items() if candidates[0] is not infer.TEXT}
    while open_columns:
        names = sorted(open_columns)
        counts = [
            f"count_if({text_or_null(name, True)} IS NOT NULL AND TRY({kinds[name][0].cast(text_or_null(name, True))}) IS NULL)" for name in names
        ]
        failures = connection.execute(f"SELECT {', '.join(counts)} FROM {source}").fetchone()
        for name, failed in zip(names, failures):
            if not failed:
                open_columns.discard(name)
                continue
            kinds[name] = kinds[name][1:]
            if kinds[name][0] is infer.TEXT:
                open_columns.discard(name)


def create(
    connection: duckdb.DuckDBPyConnection, source: str, table: str, kinds: dict[str, list[infer.Kind]], has_nulls: dict[str, bool]
) -> None:
    columns = []
    for name, candidates in kinds.items():
        value = identifier(name) if candidates[0] is infer.TEXT else candidates[0].cast(text_or_null(name, has_nulls[name]))
        columns.append(f"{value} AS {identifier(name)}")
    connection.execute(f"CREATE TABLE {target(table)} AS SELECT {', '.join(columns)} FROM {source}")


def report(line: dict) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
