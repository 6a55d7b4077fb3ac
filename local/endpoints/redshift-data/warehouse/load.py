"""Loads a folder of CSV and Parquet files into a DuckDB database file.

Reads {folder, database, name, megabytes, threads, scratch, seconds?} as JSON from standard input; writes one JSON line
for each file as it is done, `{"table": ...}` or `{"skipped": ...}`. Each file is read by a process of its own. The process
ends before anything of a user's is run.
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
from files import Unreadable, cut_names, identifier, inspect, literal, unique  # noqa: E402
from own_process import NoResult, in_own_process  # noqa: E402
from relations import PUBLIC  # noqa: E402

SEPARATED = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
PARQUET = (".parquet", ".pq")
SAMPLE_ROWS = 20_000


# A file may take so long, and a second more for each of so many bytes; some 50 MB/s are usual.
SECONDS = 120
BYTES_A_SECOND = 1_000_000
# Of a file's process, in times of DuckDB's own limit, which does not count the sample and what libraries take.
MAX_MEMORY = 3


def main() -> None:
    options = json.load(sys.stdin)
    max_bytes = MAX_MEMORY * options["megabytes"] * 2**20
    with connected(options) as connection:
        connection.execute(f"CREATE SCHEMA {PUBLIC}")
    taken: dict[str, str] = {}
    for path in sorted(Path(options["folder"]).iterdir()):
        if (suffix := suffix_of(path)) is None or path.name.startswith("."):
            continue
        table = path.name[: -len(suffix)].strip().lower()
        try:
            if table in taken:
                raise Unreadable(f'the table "{table}" is already there, from {taken[table]}')
            # Whatever a file does to its reader, the others are served.
            done = in_own_process(lambda: load_file(options, path, suffix, table), seconds_for(path, options.get("seconds")), max_bytes)
        except (Unreadable, OSError, NoResult) as error:
            done = {"skipped": {"file": path.name, "reason": str(error)}}
        if "table" in done:
            taken[table] = path.name
        report(done)
    with connected(options) as connection:
        drop_unreported(connection, taken)
        catalog.create(connection, options["name"])
        connection.execute("CHECKPOINT")


def connected(options: dict) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(options["database"])
    connection.execute("SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{int(options['megabytes'])}MB'; SET threads = {int(options['threads'])}")
    connection.execute(f"SET temp_directory = {literal(options['scratch'])}")
    return connection


def seconds_for(path: Path, seconds: float | None) -> float:
    return seconds if seconds is not None else SECONDS + path.stat().st_size / BYTES_A_SECOND


def drop_unreported(connection: duckdb.DuckDBPyConnection, taken: Iterable[str]) -> None:
    """What a process left that ended between its table and its report."""
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = ?", [PUBLIC]).fetchall()
    for (table,) in found:
        if table not in taken:
            connection.execute(f"DROP TABLE {target(table)}")


def suffix_of(path: Path) -> str | None:
    return next((suffix for suffix in (*SEPARATED, *PARQUET) if path.name.lower().endswith(suffix)), None)


def load_file(options: dict, path: Path, suffix: str, table: str) -> dict:
    """Loads one file, or says why it cannot be served: any fault is one of the file's."""
    try:
        if not path.is_file():
            raise Unreadable("this is no regular file")
        with connected(options) as connection:
            load = load_parquet if suffix in PARQUET else load_separated
            notes = load(connection, path, table)
            (rows,) = connection.execute(f"SELECT count(*) FROM {target(table)}").fetchone()
            return {"table": {"name": table, "file": path.name, "rows": rows, "notes": notes}}
    except (Unreadable, OSError) as error:
        why = str(error)
    except (MemoryError, duckdb.OutOfMemoryException):
        why = f"reading it takes more memory than the {options['megabytes']:,} MB that the local warehouse has"
    except duckdb.Error as error:
        why = ("this is no Parquet file that can be read. " if suffix in PARQUET else "") + reason(error)
    except Exception as error:
        why = f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"
    return {"skipped": {"file": path.name, "reason": why}}


def target(table: str) -> str:
    return f"{PUBLIC}.{identifier(table)}"


def reason(error: duckdb.Error) -> str:
    """What is wrong, without the advice how to change DuckDB's options."""
    text = re.split(r"Possible|LINE \d+:", str(error))[0]
    lines = [re.sub(r"^Invalid Input Error: | (in|of|at end of) file '[^']*'", "", line.strip()) for line in text.splitlines()]
    # One of them is the line of the file, which may be all of it.
    return ". ".join([line if len(line) <= 120 else f"{line[:120]}…" for line in lines if line][:3])


def load_parquet(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> list[str]:
    source = f"read_parquet({literal(str(path))})"
    columns = [(row[0], row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    names = unique([name for name, _ in columns])
    chosen = [f"{identifier(old)} AS {identifier(new)}" for (old, _), new in zip(columns, names)]
    connection.execute(f"CREATE TABLE {target(table)} AS SELECT {', '.join(chosen)} FROM {source}")
    return list(cut_names([name for name, _ in columns]))


def load_separated(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> list[str]:
    """Types from a sample, tried on all rows; a column that does not keep to its type gets the next that fits."""
    file = inspect(path)
    source = file.source()
    sample = connection.execute(f"SELECT * FROM {source} LIMIT {SAMPLE_ROWS}").fetchall()
    kinds = {
        name: infer.propose(name, (row[position] for row in sample), file.delimiter)
        for position, name in enumerate(file.columns)
    }
    ambiguous = {name: kept for name, kept in kinds.items() if same_spelling(kept)}
    if ambiguous and len(sample) == SAMPLE_ROWS:
        narrow(connection, source, ambiguous)
        kinds |= ambiguous
    guarded = {name: any(is_null_word(row[position]) for row in sample) for position, name in enumerate(file.columns)}
    try:
        create(connection, source, table, kinds, guarded)
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        if "CSV Error" in str(error):
            raise
        connection.execute(f"DROP TABLE IF EXISTS {target(table)}")
        guarded = dict.fromkeys(file.columns, True)
        narrow(connection, source, kinds)
        create(connection, source, table, kinds, guarded)
    return [*file.notes, *(f"{name}: {kept[0].note}" for name, kept in kinds.items() if kept[0].note)]


def same_spelling(kept: list[infer.Kind]) -> bool:
    """Day first or month first: only the whole column can tell."""
    return len(kept) > 1 and kept[0].note.startswith("read as") and kept[1].note.startswith("read as")


def is_null_word(value: str | None) -> bool:
    return value is not None and value.strip().lower() in infer.NULLS


def value_of(name: str, guarded: bool) -> str:
    column = identifier(name)
    if not guarded:
        return column
    words = ", ".join(literal(word) for word in infer.NULLS)
    return f"(CASE WHEN lower(trim({column})) IN ({words}) THEN NULL ELSE trim({column}) END)"


def narrow(connection: duckdb.DuckDBPyConnection, source: str, kinds: dict[str, list[infer.Kind]]) -> None:
    """Keeps of each column's kinds the first that all rows have, in place; one pass over the file for each round."""
    open_columns = {name for name, kept in kinds.items() if kept[0] is not infer.TEXT}
    while open_columns:
        names = sorted(open_columns)
        counts = [
            f"count_if({value_of(name, True)} IS NOT NULL AND TRY({kinds[name][0].cast(value_of(name, True))}) IS NULL)" for name in names
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
    connection: duckdb.DuckDBPyConnection, source: str, table: str, kinds: dict[str, list[infer.Kind]], guarded: dict[str, bool]
) -> None:
    columns = []
    for name, kept in kinds.items():
        value = identifier(name) if kept[0] is infer.TEXT else kept[0].cast(value_of(name, guarded[name]))
        columns.append(f"{value} AS {identifier(name)}")
    connection.execute(f"CREATE TABLE {target(table)} AS SELECT {', '.join(columns)} FROM {source}")


def report(line: dict) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
