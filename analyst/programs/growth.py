"""How a figure changed between two periods."""

from interpreter import answer, query, table, warn, words

# parameters
SQL = """SELECT CASE WHEN ordered_at < '2025-01-01' THEN '2024' ELSE '2025' END AS period, COUNT(*) AS number_of_orders FROM orders GROUP BY 1"""
PERIODS = ["2024", "2025"]
FIGURE = {"column": "number_of_orders", "label": "number of orders", "unit": ""}
WHERE = ""
NOTES = "Interpreted as: number of orders in 2024 and 2025 (table orders)."
# end of parameters

frame = query(SQL, name="periods")
frame = frame[frame["period"].isin(PERIODS)]
figures = dict(zip(frame["period"], frame[FIGURE["column"]]))
before, after = (figures.get(period) for period in PERIODS)
condition = f" ({WHERE})" if WHERE else ""
shown = table(frame.rename(columns={FIGURE["column"]: FIGURE["label"]}), formats={FIGURE["label"]: FIGURE["unit"]})
if words.missing(before) or words.missing(after) or float(before) == 0:
    warn(f"There are no rows in {PERIODS[0] if words.missing(before) or float(before) == 0 else PERIODS[1]} to compare with.")
    answer(f"The change cannot be computed{condition}.\n\n{shown}\n\n{NOTES}")
else:
    change = float(after) / float(before) - 1
    verb = "rose" if change > 0 else "fell" if change < 0 else "stayed the same"
    amount = f" by **{words.number(abs(change), '%')}**" if change else ""
    course = f"from {words.number(before, FIGURE['unit'])} in {PERIODS[0]} to {words.number(after, FIGURE['unit'])} in {PERIODS[1]}"
    first = f"The {FIGURE['label']} {verb}{amount}, {course}{condition}."
    answer(f"{first}\n\n{shown}\n\n{NOTES}", change=change, before=before, after=after)
