"""Whether a figure differs between groups."""

import pandas as pd
from interpreter import answer, chart, query, table, warn, words
from scipy import stats

# parameters
SQL = """SELECT gender, age FROM users WHERE age IS NOT NULL"""
GROUP = {"column": "gender", "label": "gender"}
FIGURE = {"column": "age", "label": "age", "unit": "years", "share": False}
WHERE = ""  # " (channel is web)"
NOTES = "Interpreted as: average age by gender (table users)."
# end of parameters

frame = query(SQL, name="values").dropna()
values = frame[FIGURE["column"]].astype("float64")
groups = dict(list(values.groupby(frame[GROUP["column"]].map(words.label))))
unit = "%" if FIGURE["share"] else FIGURE["unit"]
what = f"share of {FIGURE['label']}" if FIGURE["share"] else f"average {FIGURE['label']}"


def test() -> tuple[str, float] | None:
    """The name of the test and its p-value, or None if there are too few rows."""
    parts = list(groups.values())
    if min(len(part) for part in parts) < 3 or values.nunique() < 2:
        return None
    if FIGURE["share"]:
        counts = [[part.sum(), len(part) - part.sum()] for part in parts]
        return "chi-squared test", stats.chi2_contingency(counts).pvalue
    if len(parts) == 2:
        return "Welch's t-test", stats.ttest_ind(*parts, equal_var=False).pvalue
    return "analysis of variance", stats.f_oneway(*parts).pvalue


if len(groups) < 2:
    warn(f"There are no two groups to compare{WHERE}.")
    answer(f"There are no two {words.plural_of(GROUP['label'])} to compare{WHERE}.\n\n{NOTES}")
else:
    rows = [[name, part.mean(), part.median(), part.std(), len(part)] for name, part in groups.items()]
    columns = [GROUP["label"], what, "median", "standard deviation", "rows"]
    means = pd.DataFrame(rows, columns=columns).sort_values(what, ascending=False, kind="stable")
    if FIGURE["share"]:
        means = means.drop(columns=["median", "standard deviation"])
    result = test()
    verdict = "There are too few rows for a test."
    if result:
        differs = "is statistically significant" if result[1] < 0.05 else "is not statistically significant"
        p = "p < 0.001" if result[1] < 0.001 else f"p = {result[1]:.3f}"
        verdict = f"The difference {differs} ({result[0]}, {p})."
    listed = [f"**{words.number(row[what], unit)}** for {row[GROUP['label']]}" for _, row in means.head(6).iterrows()]
    first = f"The {what}{WHERE} is {words.listing(listed)}. {verdict}"
    image = chart.bar(means, x=GROUP["label"], y=what, unit=unit, title=words.capital(f"{what} by {GROUP['label']}"))
    body = table(means, formats=dict.fromkeys([what, "median", "standard deviation"], unit))
    named = {words.slug(f"{what} {name}"): part.mean() for name, part in list(groups.items())[:40]}
    answer(f"{first}\n\n![Chart]({image})\n\n{body}\n\n{NOTES}", **named, p=result[1] if result else None)
