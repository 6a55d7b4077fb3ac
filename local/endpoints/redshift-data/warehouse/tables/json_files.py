"""Loads JSON of the usual shapes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from .job import Job, Loaded, copy_typed
from .reader import literal
from .rows import Note
from .text import Unreadable

MAX_JSON_OBJECT = 64 << 20
# A JSON file that is one object is read as a whole.
MAX_JSON_DOCUMENT = 256 << 20


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
            document = document_of(path.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError) as error:
            if rows == 0:
                raise Unreadable(f"it is not readable JSON: {error}") from None
        else:
            path = job.scratch / "records"
            with path.open("w", encoding="utf-8") as file:
                for record in records_of(document, notes):
                    if record:
                        file.write(json.dumps(record) + "\n")
            if path.stat().st_size == 0:
                raise Unreadable("it has no records: a table is a list of objects")
            described = [(row[0], row[1]) for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source(path)}").fetchall()]
    loaded = copy_typed(job, source(path), described, job.stem)
    return Loaded(loaded.part, loaded.table, [*(Note(None, note) for note in notes), *loaded.notes])


def document_of(text: str) -> object:
    """A JSON document, or the list of those in the lines."""
    try:
        return json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("["):
            raise
        return [json.loads(line) for line in lines]


def records_of(document: object, notes: list[str]) -> Iterator[dict]:
    """The records of a JSON document of any usual shape. Adds notes on what is left out."""
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
            others = [name for name, value in document.items() if isinstance(value, list) and value and value is not records]
            if others:
                notes.append(f"other lists of the file left out: {', '.join(others)[:200]}")
            yield from records_of(records, notes)
        elif len(values) == 1 and isinstance(values[0], dict):
            yield from records_of(values[0], notes)
        elif values and all(isinstance(value, dict) for value in values) and set(values[0]).intersection(*values[1:]):
            # Columns of values by the number of their row, as pandas writes them; or records by their key.
            if all(key.isdigit() for key in values[0]) and all(value.keys() == values[0].keys() for value in values):
                yield from ({name: column[key] for name, column in document.items()} for key in values[0])
            else:
                yield from ({"key": key, **value} for key, value in document.items())
        else:
            yield document
