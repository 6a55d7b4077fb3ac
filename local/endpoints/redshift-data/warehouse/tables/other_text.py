"""Refuses text that is no table: markup, scripts, logs, and records with a line for each field. The rules are data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .records import Survey
from .text import Unreadable

MAX_LINES = 200
MAX_START = 1 << 12
# Share of the lines that must have a form.
MOST = 0.6
# Text with fewer misfits than this has columns, whatever its lines look like.
REGULAR = 0.9

# Patterns of the start of a text.
STARTS = (
    (
        r"\s*<(?:!doctype|html|\?xml|table|head|body|svg|[a-z]+[ >/])",
        "an HTML or XML page: save the table as CSV or as a workbook",
    ),
    (
        # One line for each field, as after \x and \G.
        r"(?s).*^(?:[+┌╔]?[-─═]*\[ RECORD 1 \][-+─═┬╤┐╗]*|\* Record 1|\*{5,} 1\. row \*{5,}) *$",
        "the expanded output of psql or MySQL: export the table as CSV",
    ),
    (
        r"(?s)(?:\s|--[^\n]*\n|/\*.*?\*/;?)*(?:insert\s+into\s|create\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?(?:table|database|schema|view)\s"
        r"|drop\s+\w+\s+(?:if\s+exists\s)?|alter\s+table\s|update\s+\S+\s+set\s|delete\s+from\s|set\s+[@\w.]+\s*=|use\s+\S+;|begin;"
        r"|start\s+transaction|copy\s+\S+\s*\([^)]*\)\s+from\s|select\s.*\sfrom\s|with\s+\S+\s+as\s*\()",
        "a script of SQL: run it in a database, and export the tables as CSV",
    ),
    (
        r"(?=(?:.*\n){0,40}(?:Subject|Message-ID|MIME-Version): )(?:From|To|Date|Subject|Received|Return-Path|Delivered-To"
        r"|Message-ID|MIME-Version|X-[\w-]+):? ",
        "an e-mail: save its attachment, or its table as CSV",
    ),
    (r"-----BEGIN [A-Z ]+-----|\{\\rtf|%!PS|#!/", "a document or a program: save the table as CSV"),
)
TIME = r"\d{1,2}:\d\d:\d\d"
LEVEL = r"(?i:trace|debug|info|notice|warn(?:ing)?|error|critical|severe|fatal)"
# A time and a level of logging, without a separator between them; and a time among other words.
LEVELS = re.compile(rf"[^,;\t|]{{0,100}}?{TIME}(?:[.,]\d+)?\W? (?:\S+ +){{0,3}}\W?{LEVEL}\b")
TIMES = re.compile(rf"[^,;\t|]{{0,100}}?{TIME}[^,;\t|]*(?: [^ ,;\t|]+){{2}}")
FIELD = re.compile(r"\s*([A-Za-z][\w.-]*(?: [\w.-]+)?)(?:;[^:=]*)?\s*[:=](?!//)")
BRACKETS = ("()", "[]", "{}", '"')


def refuse_other_text(lines: Sequence[str], best: Survey) -> None:
    """Raises Unreadable for text that is no table. `best` is how its records are read best."""
    start = "".join(lines[:MAX_LINES])[:MAX_START]
    for pattern, what in STARTS:
        if re.match(pattern, start, re.IGNORECASE | re.MULTILINE):
            raise Unreadable(f"it is {what}")
    shown = [line[:500] for line in lines if line.strip()][:MAX_LINES]
    is_split = best.width > 1 and is_inside_brackets(lines, best)
    has_columns = best.width > 1 and best.fit > REGULAR and not is_split
    if is_most(LEVELS, shown) or (not has_columns and is_most(TIMES, shown)):
        raise Unreadable("it is a log: its lines are a time and words, not columns. Export its records as CSV")
    keys = {match[1] for match in map(FIELD.match, shown) if match}
    if not has_columns and is_most(FIELD, shown) and len(keys) > 2:
        raise Unreadable("it has a line for each field, not for each record: export the records as CSV, each in a line")
    if is_split:
        what = "its separators stand inside of brackets or quotes"
        raise Unreadable(f"it is text without columns: {what}. Export the table as CSV")


def is_most(form: re.Pattern[str], lines: Sequence[str]) -> bool:
    return sum(map(bool, map(form.match, lines))) > MOST * len(lines)


def is_inside_brackets(lines: Sequence[str], best: Survey) -> bool:
    """Whether most records are split inside of brackets or quotes."""
    records = [record for record in best.dialect.read(lines[:MAX_LINES], strict=False) if record and any(record)]
    split = [any(map(is_open, record)) and not is_open("".join(record)) for record in records]
    return sum(split) > MOST * len(split)


def is_open(text: str) -> bool:
    """Whether the text has brackets or quotes without their counterparts."""
    return any(
        text.count(marks[0]) != text.count(marks[-1]) if len(marks) > 1 else text.count(marks) % 2 for marks in BRACKETS
    )
