"""Rows, as a table and as a file."""

from interpreter import answer, query, table, warn, words

# parameters
SQL = """SELECT name, age FROM singers ORDER BY name LIMIT 5001"""
LABELS = {"name": "singer name", "age": "age"}
FORMATS = {"age": "years"}  # units, and `name` for numbers that are names
NAME = {"label": "singer name", "prefix": ""}  # what a row is called
FIGURE = ""  # the column by which the rows are the first ones
EXTREME = ""  # "highest"
NOUN = "singer"
WHERE = ""  # " whose country is Spain"
MAX_ROWS = 5000
NOTES = "Interpreted as: name and age of singers (table singers)."
# end of parameters

frame = query(SQL, name="rows").rename(columns=LABELS)
if len(frame) > MAX_ROWS:
    warn(f"There are more than {MAX_ROWS:,} {words.plural_of(NOUN)}; the first {MAX_ROWS:,} are listed.")
    frame = frame.head(MAX_ROWS)


def text(row: int, column: str) -> str:
    """A cell in words."""
    value, unit = frame[column].iloc[row], FORMATS.get(column, "")
    is_label = words.missing(value) or isinstance(value, (str, bool)) or hasattr(value, "isoformat") or unit == "name"
    return words.label(value) if is_label else words.number(value, unit)


has_figure = EXTREME != "" and FIGURE in frame and NAME["label"] != FIGURE
names = [
    f"**{NAME['prefix']}{text(row, NAME['label'])}**{f' ({text(row, FIGURE)})' if has_figure else ''}"
    for row in range(min(len(frame), 12))
]
if len(frame) > len(names):
    names.append(words.plural(len(frame) - len(names), "other"))
if frame.empty:
    warn(f"There are no {words.plural_of(NOUN)}{WHERE}.")
    first = f"There are no {words.plural_of(NOUN)}{WHERE}."
elif EXTREME and len(frame) == 1:
    first = f"The {EXTREME} {FIGURE}{WHERE} is that of {names[0]}."
elif EXTREME:
    first = f"The {words.plural(len(frame), NOUN)} with the {EXTREME} {FIGURE}{WHERE}: {words.listing(names)}."
elif frame.shape == (1, 1):
    first = f"The {frame.columns[0]} is {names[0]}{WHERE}."
elif len(frame) <= 12 and len(frame.columns) == 1:
    first = f"{words.plural(len(frame), NOUN)}{WHERE}: {words.listing(names)}."
else:
    first = f"There {'is' if len(frame) == 1 else 'are'} **{words.plural(len(frame), NOUN)}**{WHERE}."
listed = table(frame, rows=20, formats=FORMATS)
body = "" if frame.empty or frame.shape == (1, 1) else f"\n\n{listed}"
answer(f"{words.capital(first)}{body}\n\n{NOTES}", rows=len(frame))
