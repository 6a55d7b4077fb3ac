"""Figures for each group, with a table and a chart."""

from interpreter import answer, chart, query, table, warn, words

# parameters
SQL = """SELECT status, COUNT(*) AS number_of_orders FROM orders GROUP BY status ORDER BY number_of_orders DESC"""
GROUPS = [{"column": "status", "label": "status", "grain": ""}]
FIGURES = [{"column": "number_of_orders", "label": "number of orders", "unit": "", "counts": True}]
RANK = {}  # {"more": true, "n": 3, "column": "number_of_orders"}
ENDS = ""  # the last day of the data, where groups are periods
CHART = "bar"
WHERE = ""
NOTES = "Interpreted as: number of orders by status (table orders)."
# end of parameters

frame = query(SQL, name="groups")
main = next((one for one in FIGURES if one["column"] == RANK.get("column")), FIGURES[0])
condition = f" ({WHERE})" if WHERE else ""
names = [
    ", ".join(words.label(row[one["column"]], one["grain"]) for one in GROUPS) for row in frame.to_dict("records")
]
figures = [words.number(value, main["unit"]) for value in frame[main["column"]]]
grain = GROUPS[0]["grain"] if len(GROUPS) == 1 else ""


def partial():
    """A remark on the last period, if the data ends before it does."""
    import pandas as pd

    if grain not in ("week", "month", "quarter", "year") or not ENDS or len(frame) == 0:
        return ""
    last = pd.Timestamp(frame[GROUPS[0]["column"]].iloc[-1])
    length = {"week": {"weeks": 1}, "month": {"months": 1}, "quarter": {"months": 3}, "year": {"years": 1}}[grain]
    if pd.Timestamp(ENDS) >= last + pd.DateOffset(**length) - pd.Timedelta(days=1) or pd.Timestamp(ENDS) < last:
        return ""
    return f" {names[-1]} is incomplete: the data ends on {ENDS}."


def sentence():
    """The headline: the first ones of a rank, the course over time, all of a few groups, or the extremes of many."""
    label = main["label"]
    if len(frame) == 0:
        warn(f"No rows meet the conditions: {WHERE}." if WHERE else "There are no rows.")
        return f"No rows meet the conditions{condition}."
    if RANK:
        extreme = "highest" if RANK["more"] else "lowest"
        if len(frame) == 1:
            return f"**{names[0]}** has the {extreme} {label}: **{figures[0]}**{condition}."
        if frame[main["column"]].nunique() == 1:
            return f"{words.listing([f'**{name}**' for name in names[:12]])}{' …' if len(names) > 12 else ''} share the {extreme} {label}: **{figures[0]}**{condition}."
        first = words.listing([f"**{name}** ({figure})" for name, figure in zip(names, figures)][: RANK["n"] + 5])
        tied = f" {words.capital(words.plural(len(frame) - RANK['n'], 'more group'))} tie for the last place." if len(frame) > RANK["n"] else ""
        return f"The {RANK['n']} with the {extreme} {label}{condition}: {first}.{tied}"
    if grain and grain != "weekday" and len(frame) > 3:
        top = int(frame[main["column"]].astype("float64").argmax())
        course = f"from **{figures[0]}** in {names[0]} to **{figures[-1]}** in {names[-1]}"
        return f"The {label} went {course}{condition}, with the highest in {names[top]} (**{figures[top]}**).{partial()}"
    if len(frame) <= 3:
        return f"The {label} is {words.listing([f'**{figure}** for {name}' for name, figure in zip(names, figures)])}{condition}.{partial()}"
    ordered = frame[main["column"]].astype("float64").dropna().sort_values()
    low, high = frame.index.get_loc(ordered.index[0]), frame.index.get_loc(ordered.index[-1])
    return f"**{names[high]}** has the highest {label}: **{figures[high]}**; **{names[low]}** has the lowest: **{figures[low]}**{condition}.{partial()}"


first = sentence()
shown = frame.rename(columns={one["column"]: one["label"] for one in [*GROUPS, *FIGURES]})
formats = {one["label"]: one.get("unit") or one.get("grain", "") for one in [*GROUPS, *FIGURES]}
body = f"\n\n{table(shown, rows=100, formats=formats)}" if len(frame) > 0 else ""
if CHART and 1 < len(frame) and len(GROUPS) <= 2:
    drawn = frame.assign(**{GROUPS[0]["label"]: frame[GROUPS[0]["column"]]})
    options = {"title": f"{words.capital(main['label'])} by {words.listing([one['label'] for one in GROUPS])}"}
    options.update(y_title=words.capital(main["label"] + (f" ({main['unit']})" if main["unit"] not in ("", "%") else "")))
    options.update(x_title=words.capital(GROUPS[0]["label"]), grain=GROUPS[0]["grain"])
    if CHART != "pie" and len(GROUPS) == 2:
        options["color"] = GROUPS[1]["column"]
    drawn = drawn[[not words.missing(value) for value in drawn[main["column"]]]]
    if len(drawn) > 0:
        getattr(chart, CHART)(drawn, x=GROUPS[0]["column"], y=main["column"], percent=main["unit"] == "%", **options)
values = {}
for one in FIGURES:
    for name, value in zip(names, frame[one["column"]]):
        if len(values) < 90:
            values[words.slug(f"{one['label']} {name}")] = None if words.missing(value) else value
answer(f"{first}{body}\n\n{NOTES}", **values)
