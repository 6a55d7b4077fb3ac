"""How a figure changed between two periods."""

from interpreter import answer, chart, query, table, warn, words

# parameters
SQL = """SELECT CASE WHEN ordered_at < '2025-01-01' THEN '2024' ELSE '2025' END AS period, COUNT(*) AS number_of_orders
FROM orders GROUP BY 1"""
PERIODS = ["2024", "2025"]
FIGURE = {"column": "number_of_orders", "label": "number of orders", "unit": ""}
WHERE = ""  # " (channel is web)"
NOTES = "Interpreted as: number of orders in 2024 and 2025 (table orders)."
# end of parameters

label, unit = FIGURE["label"], FIGURE["unit"]
frame = query(SQL, name="periods").rename(columns={FIGURE["column"]: label})
frame = frame[frame["period"].isin(PERIODS)]
figures = dict(zip(frame["period"], frame[label]))
empty = [period for period in PERIODS if words.missing(figures.get(period))]
before, after = (figures.get(period) for period in PERIODS)

picture = ""
if empty or float(before) == 0:
    warn(f"There are no rows to compare in {words.listing(empty) if empty else PERIODS[0]}.")
    first = f"The change of the {label} cannot be computed{WHERE}: there is nothing in {words.listing(empty or PERIODS[:1])}."
    values = {"before": before, "after": after}
else:
    change = float(after) / float(before) - 1
    verb = "rose" if change > 0 else "fell" if change < 0 else "stayed the same"
    amount = f" by **{words.number(abs(change), '%')}**" if change else ""
    first = (
        f"The {label}{WHERE} {verb}{amount}, from {words.number(before, unit)} in {PERIODS[0]} "
        f"to {words.number(after, unit)} in {PERIODS[1]}."
    )
    values = {"change": change, "before": before, "after": after}
    image = chart.bar(
        frame, x="period", y=label, unit=unit, title=words.capital(f"{label} in {words.listing(PERIODS)}")
    )
    picture = f"![Chart]({image})\n\n"
answer(f"{first}\n\n{picture}{table(frame, formats={label: unit})}\n\n{NOTES}", **values)
