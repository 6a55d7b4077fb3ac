"""Loads a folder of CSV and Parquet files into a DuckDB database file.

Reads {folder, database, name, memory, threads, scratch} as JSON from standard input; writes one JSON line for each
file as it is done, `{"table": ...}` or `{"skipped": ...}`. The process ends before anything of a user's is run.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import duckdb  # noqa: E402

import catalog  # noqa: E402
import infer  # noqa: E402
from files import Separated, Unreadable, identifier, inspect, literal, unique  # noqa: E402
from relations import PUBLIC  # noqa: E402

SEPARATED = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
PARQUET = (".parquet", ".pq")
SAMPLE_ROWS = 20_000


def main() -> None:
    options = json.load(sys.stdin)
    connection = duckdb.connect(options["database"])
    connection.execute("SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = {literal(options['memory'])}; SET threads = {int(options['threads'])}")
    connection.execute(f"SET temp_directory = {literal(options['scratch'])}")
    connection.execute(f"CREATE SCHEMA {PUBLIC}")
    taken: dict[str, str] = {}
    for path in sorted(Path(options["folder"]).iterdir()):
        if (suffix := suffix_of(path)) is not None and not path.name.startswith("."):
            report(load_file(connection, path, suffix, taken))
    catalog.create(connection, options["name"])
    connection.execute("CHECKPOINT")
    connection.close()


def suffix_of(path: Path) -> str | None:
    return next((suffix for suffix in (*SEPARATED, *PARQUET) if path.name.lower().endswith(suffix)), None)


def load_file(connection: duckdb.DuckDBPyConnection, path: Path, suffix: str, taken: dict[str, str]) -> dict:
    table = path.name[: -len(suffix)].strip().lower()
    try:
        if not path.is_file():
            raise Unreadable("this is no regular file")
        if table in taken:
            raise Unreadable(f'the table "{table}" is already there, from {taken[table]}')
        notes = load_parquet(connection, path, table) if suffix in PARQUET else load_separated(connection, inspect(path), table)
    except (Unreadable, OSError) as error:
        return {"skipped": {"file": path.name, "reason": str(error)}}
    except duckdb.Error as error:
        connection.execute(f"DROP TABLE IF EXISTS {target(table)}")
        kind = "this is no Parquet file that can be read. " if suffix in PARQUET else ""
        return {"skipped": {"file": path.name, "reason": kind + reason(error)}}
    taken[table] = path.name
    (rows,) = connection.execute(f"SELECT count(*) FROM {target(table)}").fetchone()
    return {"table": {"name": table, "file": path.name, "rows": rows, "notes": notes}}


def target(table: str) -> str:
    return f"{PUBLIC}.{identifier(table)}"


def reason(error: duckdb.Error) -> str:
    """What is wrong, without the advice how to change DuckDB's options."""
    text = re.split(r"Possible|LINE \d+:", str(error))[0]
    lines = [re.sub(r"^Invalid Input Error: | (in|of|at end of) file '[^']*'", "", line.strip()) for line in text.splitlines()]
    return ". ".join([line for line in lines if line][:3])


def load_parquet(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> list[str]:
    source = f"read_parquet({literal(str(path))})"
    columns = [(row[0], row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    names = unique([name for name, _ in columns])
    chosen = [f"{identifier(old)} AS {identifier(new)}" for (old, _), new in zip(columns, names)]
    connection.execute(f"CREATE TABLE {target(table)} AS SELECT {', '.join(chosen)} FROM {source}")
    return []


def load_separated(connection: duckdb.DuckDBPyConnection, file: Separated, table: str) -> list[str]:
    """Types from a sample, tried on all rows; a column that does not keep to its type gets the next that fits."""
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
    return [f"{name}: {kept[0].note}" for name, kept in kinds.items() if kept[0].note]


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
