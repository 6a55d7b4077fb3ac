"""Rows, as a table and as a file."""

from interpreter import answer, query, table, warn, words

# parameters
SQL = """SELECT name, age FROM singers ORDER BY name LIMIT 5001"""
FORMATS = {"age": "years"}
LABELS = {"name": "singer name", "age": "age"}
NOUN = "singer"
WHERE = ""
MAX_ROWS = 5000
RANK = ""  # by what the rows are the first ones
NOTES = "Interpreted as: name and age of singers (table singers)."
# end of parameters

frame = query(SQL, name="rows")
if len(frame) > MAX_ROWS:
    warn(f"There are more than {MAX_ROWS:,} rows; the first {MAX_ROWS:,} were used.")
    frame = frame.head(MAX_ROWS)
frame = frame.rename(columns=LABELS)
formats = {LABELS[column]: unit for column, unit in FORMATS.items()}


def text(value, column):
    unit = formats.get(column, "")
    plain = isinstance(value, (str, bool)) or hasattr(value, "isoformat") or unit == "id"
    return words.label(value) if plain or words.missing(value) else words.number(value, unit)


condition = f" ({WHERE})" if WHERE else ""
cells = frame.map(words.missing)
if len(frame) == 0:
    first = f"No rows meet the conditions{condition}."
    warn(f"No rows meet the conditions: {WHERE or NOUN}.")
elif frame.shape == (1, 1):
    first = f"The {frame.columns[0]} is **{text(frame.iat[0, 0], frame.columns[0])}**{condition}."
elif len(frame) == 1 and not cells.iloc[0].any():
    parts = [f"{column} **{text(frame[column].iat[0], column)}**" for column in frame.columns[:8]]
    first = words.capital(f"{words.listing(parts)}{condition}.")
elif len(frame.columns) == 1 and len(frame) <= 12:
    names = [f"**{text(value, frame.columns[0])}**" for value in frame.iloc[:, 0]]
    first = f"{words.capital(words.plural(len(frame), frame.columns[0]))}{condition}: {words.listing(names)}."
elif RANK:
    names = [f"**{text(value, frame.columns[0])}**" for value in frame.iloc[:12, 0]]
    first = f"First by {RANK}{condition}: {words.listing(names)}{' …' if len(frame) > 12 else ''}."
else:
    first = f"There are **{words.plural(len(frame), 'row')}**{condition}."
body = "" if len(frame) == 0 or frame.shape == (1, 1) else f"\n\n{table(frame, rows=100, formats=formats)}"
answer(f"{first}{body}\n\n{NOTES}", rows=len(frame))
