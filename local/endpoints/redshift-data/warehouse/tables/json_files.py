"""Loads JSON of the usual shapes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from .job import Job, Loaded, copy_typed
from .kinds import literal
from .rows import Note
from .text import Unreadable

MAX_JSON_OBJECT = 64 << 20
# A JSON file that is one object is read as a whole.
MAX_JSON_DOCUMENT = 256 << 20


def load_json(job: Job, path: Path, notes: list[str]) -> Loaded:
    def source(file: Path) -> str:
        limits = f"sample_size=-1, maximum_object_size={MAX_JSON_OBJECT}, map_inference_threshold=-1"
        return f"read_json({literal(str(file))}, compression='none', {limits})"

    names, rows, is_small = [], 0, path.stat().st_size <= MAX_JSON_DOCUMENT
    try:
        names = [row[0] for row in job.connection.execute(f"DESCRIBE SELECT * FROM {source(path)}").fetchall()]
        rows = len(job.connection.execute(f"SELECT 1 FROM {source(path)} LIMIT 2").fetchall())
    except duckdb.Error as error:
        if not is_small:
            raise Unreadable(f"it is not readable JSON: {str(error).splitlines()[0][:200]}") from None
    if is_small and (rows < 2 or names == ["json"]):
        # One object can be a table, too: its records in a list, or a list of each column.
        try:
            records = records_of(document_of(path.read_text(encoding="utf-8-sig")), notes)
            lines = [json.dumps(record) + "\n" for record in records if record]
        except (Unreadable, RecursionError):
            if rows == 0:
                raise
        else:
            if not lines:
                raise Unreadable("it has no records: a table is a list of objects")
            path = job.scratch / "records"
            path.write_text("".join(lines), encoding="utf-8")
    loaded = copy_typed(job, source(path), job.stem)
    return Loaded(loaded.part, loaded.table, [*(Note(None, note) for note in notes), *loaded.notes])


def document_of(text: str) -> object:
    """A JSON document, or the list of those in the lines. Raises Unreadable."""
    first, *others = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    try:
        parsed(*first)
    except Unreadable:
        return parsed(1, text)
    return [parsed(*line) for line in (first, *others)] if others else parsed(*first)


def parsed(number: int, text: str) -> object:
    """The document of a text that starts in this line of the file. Raises Unreadable."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {number + error.lineno - 1}, column {error.colno}"
        if text[: error.pos].rstrip().endswith(",") and text[error.pos :].lstrip(", \r\n\t")[:1] in ("]", "}"):
            raise Unreadable(f"it is not readable JSON: remove the comma before {place}") from None
        reason = f"{error.msg} in {place}"
        raise Unreadable(f"it is not readable JSON: {reason}. Correct it, or save the table as CSV") from None


def records_of(document: object, notes: list[str]) -> Iterator[dict]:
    """The records of a JSON document of any usual shape. Adds notes on what is left out."""
    if isinstance(document, list):
        yield from records_of_list(document)
    elif isinstance(document, dict):
        yield from records_of_object(document, notes)


def records_of_list(document: list) -> Iterator[dict]:
    first = document[0] if document else None
    names = first if isinstance(first, list) and all(isinstance(cell, str) for cell in first) else None
    for record in document[1:] if names else document:
        if isinstance(record, dict):
            yield record
        elif isinstance(record, list):
            yield dict(zip(names or (f"column{number}" for number in range(1, len(record) + 1)), record))
        else:
            yield {"value": record}


def records_of_object(document: dict, notes: list[str]) -> Iterator[dict]:
    values = list(document.values())
    lists = [value for value in values if isinstance(value, list) and value]
    tables = [value for value in lists if isinstance(value[0], dict)]
    if isinstance(document.get("columns"), list) and isinstance(document.get("data"), list):
        yield from (dict(zip(map(str, document["columns"]), row)) for row in document["data"])
    elif not tables and len(lists) == len(values) > 1 and len(set(map(len, lists))) == 1:
        yield from (dict(zip(document, row)) for row in zip(*lists))
    elif tables:
        records = max(tables, key=len)
        others = {id(value) for value in lists if value is not records}
        if left_out := ", ".join(name for name, value in document.items() if id(value) in others):
            notes.append(f"other lists of the file left out: {left_out[:200]}")
        yield from records_of(records, notes)
    elif len(values) == 1 and isinstance(values[0], dict):
        yield from records_of(values[0], notes)
    elif values and all(isinstance(value, dict) for value in values) and set(values[0]).intersection(*values[1:]):
        # Columns of values by the number of their row, as pandas writes them; or records by their key.
        if all(map(str.isdigit, values[0])) and all(value.keys() == values[0].keys() for value in values):
            yield from ({name: column[key] for name, column in document.items()} for key in values[0])
        else:
            yield from ({"key": key, **value} for key, value in document.items())
    else:
        yield document
