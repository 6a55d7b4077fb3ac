"""The first groups by a figure, with those that tie with the last one."""

from interpreter import answer, chart, query, table, warn, words

# parameters
SQL = """SELECT status, number_of_orders
FROM (SELECT status, COUNT(*) AS number_of_orders, RANK() OVER (ORDER BY COUNT(*) DESC) AS position
  FROM orders GROUP BY status) AS ranked
WHERE position <= 3 ORDER BY position"""
LABELS = {"status": "status", "number_of_orders": "number of orders"}
FORMATS = {"status": "name"}  # units and grains too: {"average amount": "EUR", "month": "month"}
GROUPS = {"status": ""}  # with what comes before a value in a sentence: {"user id": "user "}
FIGURE = "number of orders"
EXTREME = "highest"
COUNT = 3
WHERE = ""  # " (channel is web)"
KIND = "bar"
CHART = {"x": "status", "title": "Number of orders by status"}
NOTES = "Interpreted as: number of orders by status (table orders)."
# end of parameters

frame = query(SQL, name="ranking").rename(columns=LABELS)
unit = FORMATS.get(FIGURE, "")
names = words.names(frame, GROUPS, FORMATS)
figures = [words.number(value, unit) for value in frame[FIGURE]]
tied = [name for name, figure in zip(names, frame[FIGURE]) if figure == frame[FIGURE].iloc[-1]]

if frame.empty:
    warn(f"No rows meet the conditions{WHERE}.")
    first = f"No rows meet the conditions{WHERE}."
elif len(frame) == 1:
    first = f"The {EXTREME} {FIGURE}{WHERE} is that of **{names[0]}**: **{figures[0]}**."
elif len(tied) == len(frame):
    shown = [f"**{name}**" for name in tied[:12]]
    more = [words.plural(len(tied) - 12, "other")] if len(tied) > 12 else []
    first = f"The {EXTREME} {FIGURE}{WHERE} is shared by {words.listing([*shown, *more])}: **{figures[0]}**."
else:
    listed = [f"**{name}** ({figure})" for name, figure in zip(names, figures)][:COUNT]
    first = f"The {len(listed)} with the {EXTREME} {FIGURE}{WHERE} are {words.listing(listed)}."
    if len(frame) > COUNT:
        first += f" Tied for the last place: {words.listing(tied[:12])}{' …' if len(tied) > 12 else ''}."

picture = ""
if KIND and len(frame) > 1:
    image = getattr(chart, KIND)(frame, y=FIGURE, unit=unit, **CHART)
    picture = f"![Chart]({image})\n\n"
body = table(frame, formats=FORMATS)
values = {words.slug(f"{FIGURE} {name}"): value for name, value in zip(names[:90], frame[FIGURE])}
answer(f"{first}\n\n{picture}{body}\n\n{NOTES}", **values)
