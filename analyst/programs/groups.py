"""Figures for each group, with a table and a chart."""

from interpreter import answer, chart, query, table, warn, words

# parameters
SQL = """SELECT status, COUNT(*) AS number_of_orders FROM orders GROUP BY status ORDER BY number_of_orders DESC"""
LABELS = {"status": "status", "number_of_orders": "number of orders"}
FORMATS = {"status": "name"}  # units and grains too: {"average amount": "EUR", "month": "month"}
GROUPS = {"status": ""}  # with what comes before a value in a sentence: {"user id": "user "}
FIGURE = "number of orders"
SIZE = ""  # the number of rows that an average is over: "orders"
WHERE = ""  # " (channel is web)"
KIND = "bar"
CHART = {"x": "status", "title": "Number of orders by status"}
MAX_ROWS = 20
NOTES = "Interpreted as: number of orders by status (table orders)."
# end of parameters

frame = query(SQL, name="groups").rename(columns=LABELS)
unit = FORMATS.get(FIGURE, "")
names = words.names(frame, GROUPS, FORMATS)
figures = [words.number(value, unit) for value in frame[FIGURE]]
known = frame[FIGURE].astype("float64").dropna()
by = words.listing(list(GROUPS))


def extreme(value: float) -> str:
    """The groups with a figure, and the figure."""
    tied = [at for at in range(len(names)) if frame[FIGURE].iloc[at] == value]
    more = f" and {words.plural(len(tied) - 3, 'other')}" if len(tied) > 3 else ""
    shown = [f"**{names[at]}**" for at in tied[:3]]
    return f"{', '.join(shown) if more else words.listing(shown)}{more} (**{figures[tied[0]]}**)"


if frame.empty:
    warn(f"No rows meet the conditions{WHERE}.")
    first = f"No rows meet the conditions{WHERE}."
elif known.empty:
    first = f"There are no values for the {FIGURE} by {by}{WHERE}."
elif len(frame) <= 5:
    each = [f"**{figure}** for {name}" for name, figure in zip(names, figures)]
    first = f"The {FIGURE}{WHERE} is {words.listing(each)}."
elif known.min() == known.max():
    first = f"The {FIGURE}{WHERE} is **{figures[int(known.index[0])]}** for each {by}."
else:
    first = f"The {FIGURE}{WHERE} by {by} is highest for {extreme(known.max())} and lowest for {extreme(known.min())}."

small = [name for name, size in zip(names, frame[SIZE]) if size < 30] if SIZE else []
if small:
    which = "; ".join(small) if len(small) <= 5 else f"{len(small)} of {len(names)} groups"
    warn(f"There are fewer than 30 {SIZE} for {which}: the {FIGURE} may be chance.")

picture = ""
if KIND and len(known) > 1:
    kind = "bar" if KIND == "pie" and known.min() < 0 else KIND
    image = getattr(chart, kind)(frame, y=FIGURE, unit=unit, **CHART)
    picture = f"![Chart]({image})\n\n"
body = table(frame, rows=MAX_ROWS, formats=FORMATS)
values = {words.slug(f"{FIGURE} {name}"): value for name, value in zip(names[:90], frame[FIGURE])}
answer(f"{first}\n\n{picture}{body}\n\n{NOTES}", **values)
