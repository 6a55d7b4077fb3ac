"""Downloads the packages of requirements.txt and copies the files of tables.tsv into a folder, one file for a table."""

import csv
import gzip
import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

WHEELS = [
    "--only-binary",
    ":all:",
    "--platform",
    "manylinux_2_28_x86_64",
    "--python-version",
    "311",
    "--implementation",
    "cp",
]


def download(requirements: Path, folder: Path) -> None:
    # The packages have no other files than these, so that pip installs and runs nothing.
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest", str(folder)]
    subprocess.run([*pip, *WHEELS, "--requirement", str(requirements)], check=True)
    source = requirements.with_name("sources.txt")
    subprocess.run([*pip, "--no-binary", ":all:", "--requirement", str(source)], check=True)


def read(archive: Path, name: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(name)
    with tarfile.open(archive) as sources:
        member = sources.extractfile(name)
        assert member is not None, f"{archive} has no {name}"
        return member.read()


def unpacked(name: str, content: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.decompress(content)
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            return inner.read(inner.namelist()[0])
    return content


def main(tables: Path, downloads: Path, target: Path) -> None:
    downloads.mkdir(parents=True, exist_ok=True)
    target.mkdir(parents=True, exist_ok=True)
    download(tables.with_name("requirements.txt"), downloads)
    archives = {path.name.split("-")[0]: path for path in downloads.iterdir()}
    with tables.open(encoding="utf8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            ending = ".json" if row["file"].endswith(".json") else ".csv"
            content = unpacked(row["file"], read(archives[row["package"]], row["file"]))
            (target / f"{row['table']}{ending}").write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
