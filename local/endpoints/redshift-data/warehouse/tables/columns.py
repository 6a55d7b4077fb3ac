"""Gives the columns of `raw` their types, by all rows, and creates the table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import duckdb

from .candidates import CURRENCIES, FORMATTED, LOOKALIKES, MISSING, SPACES, STORED_TEXT, TEXT, TOTAL_WORDS, TRUTHS, Kind, kinds_of
from .layout import Layout, Note, cleaned, find_layout, narrowed, quoted, rows_of, sample
from .records import Raw
from .text import Unreadable

# Columns of one statement: the plan of more is slow.
BATCH = 250
RIVALS = {"month": "day", "day": "month", "point": "comma", "comma": "point"}
# Share of the values that a type must fit to be named where the column is text.
NEARLY = 0.5


def identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


WORDS = ", ".join(literal(word) for word in MISSING)


@dataclass
class Column:
    """A column of `raw`: the kinds that fit, the first of which is preferred."""

    number: int
    source: str
    name: str
    kinds: list[Kind]
    # Whether values have spaces around them, or words for missing values.
    dirty: bool
    notes: list[Note] = field(default_factory=list)
    # A type that most values fit, where the column is text.
    nearly: Kind | None = None
    # Some of its values.
    examples: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return self.kinds[0]

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the values has to decide: no words for missing values, no rival, nothing to note."""
        rival = RIVALS.get(self.kind.family)
        open_ = self.dirty or not self.examples or self.kind.note or self.kind in FORMATTED
        return not open_ and not any(kind.family == rival for kind in self.kinds if rival)

    @property
    def value(self) -> str:
        """SQL of the text, null if it is missing."""
        if not self.dirty:
            return self.source
        trimmed = f"trim({self.source}, '{SPACES}')"
        return f"(CASE WHEN lower({trimmed}) IN ({WORDS}) THEN NULL ELSE {trimmed} END)"

    def note(self, text: str, example: str = "") -> None:
        self.notes.append(Note(self.name, text, example))

    def misfits(self, kind: Kind) -> str:
        return f"({self.value} IS NOT NULL AND ({kind.sql(self.value)}) IS NULL)"

    @property
    def converted(self) -> str:
        """SQL of the typed value; only for values that are known to fit."""
        return self.source if self.kind is TEXT else self.kind.convert(self.value)


@dataclass
class Reader:
    """Reads the typed rows of `raw`."""

    connection: duckdb.DuckDBPyConnection
    raw: Raw
    layout: Layout
    stored_as_text: frozenset[str]

    def __post_init__(self) -> None:
        conditions = [f"rowid >= {self.layout.start} AND rowid < {self.layout.end}"]
        if not self.raw.is_wide:
            conditions.append(f"coalesce({', '.join(f'c{number}' for number in range(self.raw.width))}) IS NOT NULL")
        self.condition = " AND ".join(conditions)

    @property
    def rows(self) -> str:
        return f"FROM raw WHERE {self.condition}"

    def aggregates(self, columns: Iterable[Column], expressions: Callable[[Column], list[str]]) -> list[tuple[Column, tuple]]:
        """The values of some aggregates of each column."""
        result: list[tuple[Column, tuple]] = []
        columns = list(columns)
        if not self.raw.is_wide:
            for start in range(0, len(columns), BATCH):
                batch = [(column, expressions(column)) for column in columns[start : start + BATCH]]
                row = iter(self.one([expression for _, some in batch for expression in some]))
                result += [(column, tuple(islice(row, len(some)))) for column, some in batch]
            return result
        # The plan of thousands of expressions takes seconds: the columns that have the same ones are read as rows.
        groups: dict[tuple[str, ...], dict[int, Column]] = {}
        for column in columns:
            groups.setdefault(tuple(expressions(replace(column, source="cell"))), {})[column.number + 1] = column
        cells = f"SELECT unnest(cells) AS cell, generate_subscripts(cells, 1) AS number {self.rows}"
        for some, members in groups.items():
            rows = self.connection.execute(f"SELECT number, {', '.join(some)} FROM ({cells}) GROUP BY number").fetchall()
            result += [(members[number], tuple(values)) for number, *values in rows if number in members]
        return result

    def select(self, columns: Sequence[Column]) -> str:
        """SQL of the rows with typed columns."""
        if not self.raw.is_wide:
            return f"SELECT {', '.join(f'{column.converted} AS {identifier(column.name)}' for column in columns)} {self.rows}"
        # As in `aggregates`: one expression converts all cells, for each kind of column.
        lists: dict[str, str] = {}
        for column in columns:
            lists.setdefault(replace(column, source="cell").converted, f"k{len(lists)}")
        converted = ", ".join(f"list_transform(cells, lambda cell: {expression}) AS {name}" for expression, name in lists.items())
        chosen = (f"{lists[replace(column, source='cell').converted]}[{column.number + 1}] AS {identifier(column.name)}" for column in columns)
        return f"SELECT {', '.join(chosen)} FROM (SELECT {converted} {self.rows})"

    def one(self, expressions: Sequence[str], more: str = "") -> tuple:
        row = self.connection.execute(f"SELECT {', '.join(expressions)} {self.rows} {more}").fetchone()
        assert row is not None
        return row


def create_table(
    connection: duckdb.DuckDBPyConnection, raw: Raw, target: str, layout: Layout | None = None, stored_as_text: Collection[str] = ()
) -> list[Note]:
    """
    Creates the table `target` from `raw`. Where a layout is given, the names are known, and the columns in `stored_as_text` are
    text or dates.
    """
    reader = Reader(connection, raw, layout or find_layout(connection, raw), frozenset(stored_as_text))
    layout = reader.layout
    skip_comments(reader)
    skip_repeated_headers(reader)
    total = layout.total
    if total is not None:
        before = reader.condition
        reader.condition += f" AND rowid <> {total}"
    columns = guessed(reader)
    if total is None and not raw.is_wide and all(column.is_plain for column in columns) and not layout.unnamed and try_create(reader, columns, target):
        note_texts(reader, columns)
    else:
        settle(reader, columns)
        if total is not None and not is_total(reader, columns, total):
            reader.condition = before
            columns = guessed(reader)
            settle(reader, columns)
        columns = drop_trailing(reader, columns)
        note_texts(reader, columns)
        connection.execute(f"CREATE TABLE {target} AS {reader.select(columns)}")
    return layout.notes + [note for column in columns for note in column.notes]


def skip_comments(reader: Reader) -> None:
    """Leaves out lines that start with # and have nothing in the other columns."""
    if reader.raw.width == 1 or reader.raw.is_wide:
        return
    others = ", ".join(reader.raw.source(number) for number in range(1, reader.raw.width))
    comment = f"c0 LIKE '#%' AND coalesce({others}) IS NULL"
    (comments,) = reader.one(["count(*)"], f"AND {comment}")
    if comments:
        reader.condition += f" AND ({comment}) IS NOT TRUE"
        reader.layout.notes.append(Note(None, f"{rows_of(comments)} of comments left out"))


def skip_repeated_headers(reader: Reader) -> None:
    cells = [(reader.raw.source(number), cell) for number, cell in enumerate(reader.layout.header) if cell]
    if not cells or reader.raw.width == 1:
        return
    same = " AND ".join(f"{column} = {literal(cell)}" for column, cell in cells[:20])
    (repeated,) = reader.one(["count(*)"], f"AND {same}")
    if repeated:
        reader.condition += f" AND ({same}) IS NOT TRUE"
        reader.layout.notes.append(Note(None, f"the header occurs {repeated:,} more times: left out"))


def try_create(reader: Reader, columns: list[Column], target: str) -> bool:
    """Creates the table by the types of the sample, which saves reading all rows twice. False if other rows do not fit."""
    selected = ", ".join(f"{column.source if column.kind is TEXT else column.kind.sql(column.source)} AS {identifier(column.name)}" for column in columns)
    reader.connection.execute(f"CREATE TABLE {target} AS SELECT {selected} {reader.rows}")
    filled = reader.one([f"count({column.source})" for column in columns])
    names = ", ".join(f"count({identifier(column.name)})" for column in columns)
    if reader.connection.execute(f"SELECT {names} FROM {target}").fetchone() == filled:
        return True
    reader.connection.execute(f"DROP TABLE {target}")
    return False


def guessed(reader: Reader) -> list[Column]:
    """The columns with the kinds that fit a sample."""
    rows = sample(reader.connection, reader.raw, reader.condition)
    if not rows and reader.layout.unnamed and not any(reader.layout.header):
        raise Unreadable("it has no values")
    columns = []
    for number, name in enumerate(reader.layout.names):
        values = [row[number] for row in rows]
        candidates = STORED_TEXT if name in reader.stored_as_text else kinds_of(name)
        kinds = narrowed(candidates, values) or ([TEXT] if any(values) or not rows else candidates)
        dirty = any(value is not None and value != cleaned(value) for value in values)
        examples = [cell for cell in map(cleaned, values[:100]) if cell is not None]
        nearly = near_kind(candidates, examples) if kinds == [TEXT] else None
        columns.append(Column(number, reader.raw.source(number), name, kinds, dirty, nearly=nearly, examples=examples))
    return columns


def settle(reader: Reader, columns: list[Column]) -> None:
    """Decides the kinds by all rows."""
    verify(reader, columns)
    choose_rivals(reader, columns)
    check_units(reader, columns)
    for column in columns:
        if column.kind.note:
            column.notes.insert(0, Note(column.name, column.kind.note))


def near_kind(candidates: Sequence[Kind], cells: Sequence[str]) -> Kind | None:
    """The kind that fits most values of a column of text."""
    # Letters and words such as f are often no booleans.
    likely = [(number, kind) for number, kind in enumerate(candidates[:-1]) if kind not in TRUTHS]
    counts = {number: sum(kind.pattern.fullmatch(cell) is not None for cell in cells) for number, kind in likely}
    best = max(counts, key=lambda number: counts[number], default=None)
    return candidates[best] if best is not None and counts[best] >= max(2, NEARLY * len(cells)) else None


def verify(reader: Reader, columns: Sequence[Column]) -> None:
    """Removes kinds until the first one of each column fits all rows. Each round reads the columns that are open."""
    open_columns = [column for column in columns if column.kind is not TEXT]
    while open_columns:
        following = []
        for column, (misfits,) in reader.aggregates(open_columns, lambda column: [f"count(*) FILTER ({column.misfits(column.kind)})"]):
            if misfits and not column.dirty:
                column.dirty = True
                following.append(column)
            elif misfits:
                column.nearly = column.nearly or column.kind
                column.kinds = column.kinds[1:]
                if column.kind is not TEXT:
                    following.append(column)
        open_columns = following
    for column, (values,) in reader.aggregates([column for column in columns if not column.examples], lambda column: [f"count({column.value})"]):
        if values == 0:
            column.kinds = [TEXT]


def choose_rivals(reader: Reader, columns: Sequence[Column]) -> None:
    """Where two kinds read the same text as different values, the other columns of the file decide."""
    rivals: dict[int, Kind] = {}
    for column in columns:
        opposite = RIVALS.get(column.kind.family)
        rival = next((kind for kind in column.kinds[1:] if opposite and kind.family == opposite and kind.type == column.kind.type), None)
        rival = rival or next((kind for kind in column.kinds[1:] if opposite and kind.family == opposite), None)
        if rival and differs(reader, column, rival):
            rivals[id(column)] = rival
    votes = {column.kind.family for column in columns if column.kind.family and id(column) not in rivals and shows_family(reader, column)}
    european = reader.raw.separator == ";" or "comma" in votes
    for column in columns:
        if not (rival := rivals.get(id(column))):
            continue
        family = column.kind.family
        by_file = rival.family in votes and family not in votes
        by_custom = not votes & {family, rival.family} and european and (rival.family == "day" or (rival.family == "comma" and column.kind in FORMATTED))
        other = rival
        if by_file or by_custom:
            other = column.kind
            column.kinds.insert(0, rival)
        decided = "the other columns of the file decided" if column.kind.family in votes else "the file does not tell"
        column.note(f"could also be read with {label(other)}; {decided}")


def differs(reader: Reader, column: Column, rival: Kind) -> bool:
    """Whether a rival fits all rows, too, and reads another value in one of them."""
    (misfits, others) = reader.one(
        [
            f"count(*) FILTER ({column.misfits(rival)})",
            f"count(*) FILTER (CAST(({rival.sql(column.value)}) AS VARCHAR) IS DISTINCT FROM CAST(({column.kind.sql(column.value)}) AS VARCHAR)"
            f" AND TRY_CAST(({rival.sql(column.value)}) AS DOUBLE) IS DISTINCT FROM TRY_CAST(({column.kind.sql(column.value)}) AS DOUBLE))",
        ]
        if column.kind.family in ("point", "comma")
        else [
            f"count(*) FILTER ({column.misfits(rival)})",
            f"count(*) FILTER (({rival.sql(column.value)}) IS DISTINCT FROM ({column.kind.sql(column.value)}))",
        ]
    )
    return misfits == 0 and others > 0


def shows_family(reader: Reader, column: Column) -> bool:
    """Whether the values of a number show its separators: 12 does not."""
    if column.kind.family not in ("point", "comma"):
        return True
    mark = "." if column.kind.family == "point" else ","
    return reader.one([f"bool_or(contains({column.value}, '{mark}'))"])[0] is True


def label(kind: Kind) -> str:
    return f"the {kind.family} first" if kind.family in ("day", "month") else f"a decimal {kind.family}"


def check_units(reader: Reader, columns: Sequence[Column]) -> None:
    """Percent signs and currencies: one of them in the whole column, or else the column is text."""
    for column in columns:
        if column.kind not in FORMATTED:
            continue
        value = column.value
        units, with_unit, values, negative = reader.one(
            [
                f"list(DISTINCT nullif(regexp_extract({value}, '({CURRENCIES}|%|‰)', 1), ''))",
                f"count(*) FILTER (regexp_matches({value}, '{CURRENCIES}|%|‰'))",
                f"count(*) FILTER ({value} IS NOT NULL AND regexp_matches({value}, '[1-9]'))",
                f"count(*) FILTER (contains({value}, '('))",
            ]
        )
        units = sorted(unit for unit in units or [] if unit)
        if len(units) > 1 or (units and units[0] in "%‰" and with_unit < values):
            column.kinds = [TEXT]
            column.nearly = None
            column.notes = []
            column.note("numbers of different units kept as text", quoted([*units, *(["no unit"] if with_unit < values else [])]))
        elif units and units[0] in "%‰":
            column.note(f"{'percent' if units[0] == '%' else 'per mille'}: 5{units[0]} is the number 5")
        elif units:
            column.note(f"in {units[0]}" + ("" if with_unit == values else f", although {rows_of(values - with_unit)} without it"))
        if column.kind is not TEXT and negative:
            column.note("numbers in parentheses read as negative")


def is_total(reader: Reader, columns: Sequence[Column], total: int) -> bool:
    """Whether the last row has the sums of the columns above it. If so it is left out."""
    numbers = [column for column in columns if column.kind.type in ("INTEGER", "BIGINT", "DOUBLE") and column.kind not in TRUTHS]
    equal, filled = 0, 0
    sums = reader.aggregates(numbers, lambda column: [f"sum({column.converted})"])
    selected = ", ".join(column.converted for column, _ in sums)
    row = reader.connection.execute(f"SELECT {selected} FROM raw WHERE rowid = {total}").fetchone() if sums else None
    for value, (_, (sum_,)) in zip(row or (), sums):
        filled += value is not None
        equal += value is not None and sum_ is not None and value != 0 and abs(float(value) - float(sum_)) <= 1e-6 * abs(float(sum_)) + 0.006
    if equal == 0 or equal < filled / 2:
        return False
    texts = reader.raw.rows(reader.connection, f"rowid = {total}", 1)[0][1]
    reader.layout.notes.append(Note(None, "the last row has the sums of the rows above and is left out", quoted([" ".join(text for text in texts if text)])))
    return True


def drop_trailing(reader: Reader, columns: list[Column]) -> list[Column]:
    """Leaves out columns without a name and values: they come from separators at the ends of lines."""
    unnamed = [column for column in columns if column.number in reader.layout.unnamed]
    texts = [column for column in unnamed if column.kind is TEXT]
    empty = {column.number for column, (values,) in reader.aggregates(texts, lambda column: [f"count({column.source})"]) if values == 0}
    named = [column.name for column in unnamed if column.number not in empty]
    if named and reader.layout.header:
        reader.layout.notes.append(Note(None, "columns without a name", quoted(named)))
    return [column for column in columns if column.number not in empty] if len(empty) < len(columns) else columns


def note_texts(reader: Reader, columns: Sequence[Column]) -> None:
    """Notes of text columns: words that mean missing values elsewhere, and why a column is not of another type."""

    def counts(column: Column) -> list[str]:
        clean = replace(column, dirty=True)
        words = f"lower({column.source}) IN ({WORDS})"
        expressions = [f"count({column.source})", f"count(*) FILTER ({words})", f"min({column.source}) FILTER ({words})"]
        misfits = clean.misfits(column.nearly) if column.nearly else "false"
        return [*expressions, f"count(*) FILTER ({misfits})", f"min({column.source}) FILTER ({misfits})"]

    texts = [column for column in columns if column.kind is TEXT]
    totals = ", ".join(literal(word) for word in TOTAL_WORDS)
    # Most columns have no such word: a first look is cheaper.
    looks = reader.aggregates(texts, lambda column: [f"count(*) FILTER (lower({column.source}) IN ({WORDS}, {totals}))"])
    found = [column for column, (words,) in looks if words or column.nearly]
    for column, (values, words, word, misfits, example) in reader.aggregates(found, counts):
        if words and values > words:
            column.note(f"{rows_of(words)} with a word for missing values, kept as text", quoted([word]))
        if column.nearly and 0 < misfits < (values - words) * (1 - NEARLY):
            column.note(f"text, because {rows_of(misfits)} of {values:,} are not {PLURALS.get(column.nearly.type, 'numbers')}", quoted([example]))
    for column in texts:
        if column.examples and not column.notes and column.name not in reader.stored_as_text:
            for note in [note for pattern, note in LOOKALIKES if all(map(pattern.fullmatch, column.examples))][:1]:
                column.note(note)
    for column, (rows,) in reader.aggregates(found[:1], lambda column: [f"count(*) FILTER (lower({column.source}) IN ({totals}))"]):
        if rows and column is texts[0]:
            column.note(f"{rows_of(rows)} named as totals, which sums count again")


PLURALS = {"BOOLEAN": "booleans", "DATE": "dates", "TIMESTAMP": "times", "TIME": "times of day"}
