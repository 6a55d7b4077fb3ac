"""Compares the reading of files by the local warehouse with pandas, DuckDB's sniffer and clevercsv.

Usage: compare.py PACKAGES DOWNLOADS REPORT PYTHON, the last of which runs the loader. Downloads the packages of the list, extracts their files of tables, reads each one
with all four, and writes the report: row counts, names, types and sums, and the cause of each difference from pandas.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

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


def main() -> None:
    packages, downloads, report = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    downloads.mkdir(parents=True, exist_ok=True)
    names = packages.read_text().split()
    archives = {name: archive for name in names if (archive := download(name, downloads))}
    lines, causes, totals = [], defaultdict(list), Counter()
    for name, archive in archives.items():
        with tempfile.TemporaryDirectory() as folder:
            files = extract(archive, Path(folder, "data"))
            for file, ours in read_ours(Path(folder, "data"), Path(folder)).items():
                totals["files"] += 1
                if "reason" in ours:
                    totals["refused"] += 1
                    causes[f"refused: {ours['reason'][:90]}"].append(f"{name}: {files[file]}")
                    continue
                path = Path(folder, "data", file)
                for reader, read in READERS.items():
                    differences = compare(ours, attempt(read, path))
                    totals[f"{reader} the same"] += not differences
                    totals[f"{reader} fails"] += differences == ["fails"]
                    if reader == "pandas":
                        for difference in differences:
                            causes[cause(difference, ours)].append(f"{name}: {files[file]}" + (f" ({difference[1]})" if difference[1:] else ""))
            lines.append(f"| {name} | {archive.name} | {len(files)} |")
    write(report, lines, causes, totals)


def download(name: str, folder: Path) -> Path | None:
    """The package's archive: a wheel, or else its sources."""

    def known() -> Path | None:
        normal = name.lower().replace("-", "_")
        return next((path for path in sorted(folder.iterdir()) if path.name.lower().replace("-", "_").startswith(f"{normal}_")), None)

    if found := known():
        return found
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), name], capture_output=True, check=False)
    return known()


def extract(archive: Path, folder: Path) -> dict[str, str]:
    """Extracts files of tables under numbered names; returns their paths in the archive."""
    folder.mkdir()
    result: dict[str, str] = {}
    if archive.suffix == ".whl" or archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as package:
            members = [(info.filename, info.file_size, lambda info=info: package.read(info)) for info in package.infolist()]
            take(members, folder, result)
    else:
        with tarfile.open(archive) as package:
            members = [(info.name, info.size, lambda info=info: package.extractfile(info).read()) for info in package.getmembers() if info.isfile()]
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
    options = {"folder": str(folder), "database": str(database), "name": "dev", "megabytes": 1024, "threads": 2, "scratch": str(scratch)}
    done = subprocess.run([sys.argv[4], "-I", str(LOADER)], input=json.dumps(options), capture_output=True, text=True, check=False)
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
        sums.append(connection.execute(f"SELECT sum(CAST({quoted} AS DOUBLE)) FROM {source}").fetchone()[0] if type_ == "number" else None)
    return {"rows": rows, "names": [name for name, *_ in columns], "types": types, "sums": sums}


def by_pandas(path: Path) -> Reading:
    return of_pandas(pandas.read_csv(path, sep="\t" if ".tsv" in path.name else ",", low_memory=False))


def by_duckdb(path: Path) -> Reading:
    with duckdb.connect() as connection:
        return of_duckdb(connection, f"read_csv('{path}')")


def by_clevercsv(path: Path) -> Reading:
    return of_pandas(clevercsv.read_dataframe(str(path), num_chars=5_000))


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


def attempt(read, path: Path) -> Reading | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(path)
    except Exception:
        return None


def compare(ours: Reading, theirs: Reading | None) -> list[tuple]:
    """Differences: what, and of types which column."""
    if theirs is None:
        return [("fails",)]
    result: list[tuple] = []
    if len(ours["names"]) != len(theirs["names"]):
        return [("columns",)]
    if ours["rows"] != theirs["rows"]:
        result.append(("rows",))
    if [plain(name, n) for n, name in enumerate(ours["names"])] != [plain(name, n) for n, name in enumerate(theirs["names"])]:
        result.append(("names",))
    for name, mine, other, sum_, others in zip(ours["names"], ours["types"], theirs["types"], ours["sums"], theirs["sums"]):
        if mine != other:
            result.append((f"{mine}, not {other}", name))
        elif sum_ is not None and others is not None and abs(sum_ - others) > 1e-6 * max(1, abs(others)) and ours["rows"] == theirs["rows"]:
            result.append(("sum", name))
    return result


def plain(name: str, position: int) -> str:
    """A name without what readers do to empty and repeated ones."""
    name = " ".join(name.split()).lower()
    if name.startswith(("unnamed:", "column")) or name in ("index", "level_0") or name.isdigit() and position == 0:
        return ""
    return name.rsplit(".", 1)[0] if name.rsplit(".", 1)[-1].isdigit() else name.rsplit("_", 1)[0] if name.rsplit("_", 1)[-1].isdigit() else name


# What a note says, and the difference that it explains.
NOTED = {
    "above the table": "titles or comments above the table, which pandas takes for the header",
    "below the table": "footnotes below the table, which pandas takes for rows",
    "no header found": "a file without a header: pandas takes its first row for one",
    "header rows joined": "several header rows",
    "fewer than": "short rows",
    "more than": "rows with more fields than the header",
    "left out": "repeated headers, comments or totals",
    "not UTF-8": "another encoding than UTF-8",
    "names start at the second": "row names of R",
}


def cause(difference: tuple, ours: Reading) -> str:
    what, *column = difference
    notes = ours["notes"]
    own = " ".join(note for note in notes if column and note.startswith(f"{column[0]}: "))
    if what in ("fails", "columns", "rows", "names"):
        reasons = [text for part, text in NOTED.items() if any(part in note for note in notes)]
        kind = {"fails": "pandas fails", "columns": "number of columns", "rows": "number of rows", "names": "names"}[what]
        return f"{kind}: {reasons[0] if reasons else 'a separator that is not the comma, or blank rows'}"
    if what.startswith("time, not"):
        return "types: dates and times, which pandas leaves as text"
    if "kept as text" in own or "text, because" in own or "leading zeros" in own:
        return f"types: {own.split(': ', 1)[1].split(':')[0][:80]}"
    if own:
        return f"types: {own.split(': ', 1)[1].split(':')[0][:80]}"
    if any("no header" in note for note in notes):
        return "types: a file without a header"
    return f"types: {what}" if what != "sum" else "sums"


def write(report: Path, lines: list[str], causes: dict[str, list[str]], totals: Counter) -> None:
    served = totals["files"] - totals["refused"]
    text = [
        "# Files of tables in packages",
        "",
        "Written by `npm run compare:files`: the files of tables in the packages of packages.txt, read by the local warehouse, and by",
        f"pandas {pandas.__version__}, DuckDB {duckdb.__version__} and clevercsv {clevercsv.__version__}: row counts, names, types, and sums of numbers.",
        "",
        f"{totals['files']} files, {totals['refused']} refused.",
        "",
        "| | the same in all | fails | differs |",
        "|---|---:|---:|---:|",
    ]
    for reader in READERS:
        same, fails = totals[f"{reader} the same"], totals[f"{reader} fails"]
        text.append(f"| {reader} | {same} | {fails} | {served - same - fails} |")
    text += ["", "## Differences from pandas, by cause", "", "| cause | differences | files |", "|---|---:|---|"]
    for reason, found in sorted(causes.items(), key=lambda one: -len(one[1])):
        files = sorted(set(found))
        listed = "; ".join(files[:12]) + (f"; and {len(files) - 12} more" if len(files) > 12 else "")
        text.append(f"| {reason.replace('|', '/')} | {len(found)} | {listed.replace('|', '/')} |")
    text += ["", "## Packages", "", "| package | archive | files |", "|---|---|---:|", *lines, ""]
    report.write_text("\n".join(text))


if __name__ == "__main__":
    main()
