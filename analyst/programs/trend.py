"""A figure over time, with a table and a chart."""

import pandas as pd
from interpreter import answer, chart, query, table, warn, words

# parameters
SQL = """SELECT DATE_TRUNC('month', ordered_at) AS month, COUNT(*) AS number_of_orders FROM orders GROUP BY 1 ORDER BY 1"""
LABELS = {"month": "month", "number_of_orders": "number of orders"}
FORMATS = {"month": "month"}  # units too: {"average amount": "EUR"}
TIME = "month"
FIGURE = "number of orders"
STARTS = "2024-01-05"  # the first day of the data
ENDS = "2025-12-04"
WHERE = ""  # " (channel is web)"
KIND = "line"
CHART = {"x": "month", "title": "Number of orders by month", "grain": "month"}
MAX_ROWS = 20
NOTES = "Interpreted as: number of orders by month (table orders)."
# end of parameters

LENGTHS = {"week": {"weeks": 1}, "month": {"months": 1}, "quarter": {"months": 3}, "year": {"years": 1}}
frame = query(SQL, name="trend").rename(columns=LABELS)
unit, grain = FORMATS.get(FIGURE, ""), FORMATS.get(TIME, "")
names = words.names(frame, {TIME: ""}, FORMATS)
figures = [words.number(value, unit) for value in frame[FIGURE]]
whole, remarks = frame[frame[TIME].notna() & frame[FIGURE].notna()], []


def missing_part(begin: pd.Timestamp, low: str, high: str) -> float:
    """The part of a period, from 0 to 1, that lies before or after the data."""
    end = begin + pd.DateOffset(**LENGTHS[grain])
    missing = max(pd.Timestamp(low) - begin, end - pd.Timedelta(days=1) - pd.Timestamp(high))
    return missing / (end - begin) if begin <= pd.Timestamp(high) and end > pd.Timestamp(low) else 0.0


if grain in LENGTHS and len(whole) > 0:
    last, first = whole.index[-1], whole.index[0]
    if missing_part(whole[TIME].iloc[-1], STARTS, ENDS) > 0.05:
        remarks.append(f"{names[last]} is incomplete: the data ends on {ENDS}.")
        whole = whole.drop(index=last)
    if first != last and missing_part(whole[TIME].iloc[0], STARTS, ENDS) > 0.05:
        remarks.insert(0, f"{names[first]} is incomplete: the data starts on {STARTS}.")
        whole = whole.drop(index=first)

if frame.empty:
    warn(f"No rows meet the conditions{WHERE}.")
    headline = f"No rows meet the conditions{WHERE}."
elif len(whole) < 2:
    each = [f"**{figure}** in {name}" for figure, name in zip(figures[:12], names)]
    headline = f"The {FIGURE}{WHERE} was {words.listing(each)}."
else:
    numbers = whole[FIGURE].astype("float64")
    ends = [whole.index[0], whole.index[-1]]
    course = " to ".join(f"**{figures[at]}** in {names[at]}" for at in ends)
    extremes = {"highest": numbers.idxmax(), "lowest": numbers.idxmin()}
    inner = [f"the {word} was **{figures[at]}** in {names[at]}" for word, at in extremes.items() if at not in ends]
    headline = f"The {FIGURE}{WHERE} went from {course}{''.join(f'; {one}' for one in inner)}."

picture = ""
if KIND and frame[FIGURE].count() > 1:
    image = getattr(chart, KIND)(frame, y=FIGURE, unit=unit, **CHART)
    picture = f"![Chart]({image})\n\n"
body = table(frame, rows=MAX_ROWS, formats=FORMATS)
values = {words.slug(f"{FIGURE} {name}"): value for name, value in list(zip(names, frame[FIGURE]))[-90:]}
answer(f"{' '.join([headline, *remarks])}\n\n{picture}{body}\n\n{NOTES}", **values)
