"""Whether a figure differs between groups."""

import pandas as pd
from interpreter import answer, chart, query, table, warn, words
from scipy import stats

# parameters
SQL = """SELECT gender, age FROM users WHERE age IS NOT NULL"""
GROUP = {"column": "gender", "label": "gender"}
FIGURE = {"column": "age", "label": "age", "unit": "years", "share": False}
WHERE = ""
NOTES = "Interpreted as: average age by gender (table users)."
# end of parameters

frame = query(SQL, name="values").dropna()
values = frame[FIGURE["column"]].astype("float64")
groups = {words.label(name): part for name, part in values.groupby(frame[GROUP["column"]].map(words.label)) if len(part) > 0}
condition = f" ({WHERE})" if WHERE else ""
unit = "%" if FIGURE["share"] else FIGURE["unit"]
what = f"share of {FIGURE['label']}" if FIGURE["share"] else f"average {FIGURE['label']}"


def test():
    """The name of the test and its p-value, or None if there are too few rows."""
    parts = list(groups.values())
    if len(parts) < 2 or min(len(part) for part in parts) < 3 or values.nunique() < 2:
        return None
    if FIGURE["share"]:
        return "chi-squared test", stats.chi2_contingency([[part.sum(), len(part) - part.sum()] for part in parts]).pvalue
    if len(parts) == 2:
        return "Welch's t-test", stats.ttest_ind(*parts, equal_var=False).pvalue
    return "analysis of variance", stats.f_oneway(*parts).pvalue


means = {name: part.mean() for name, part in sorted(groups.items(), key=lambda one: -one[1].mean())}
if len(means) < 2:
    warn("There are not two groups to compare.")
    answer(f"There are not two groups to compare{condition}.\n\n{NOTES}")
else:
    listed = [f"**{words.number(mean, unit)}** for {GROUP['label']} {name}" for name, mean in list(means.items())[:6]]
    result = test()
    verdict = "There are too few rows for a test."
    if result:
        name, p = result
        significant = "is statistically significant" if p < 0.05 else "is not statistically significant"
        verdict = f"The difference {significant} ({name}, p {'< 0.001' if p < 0.001 else f'= {p:.3f}'})."
    first = f"The {what} is {words.listing(listed)}{condition}. {verdict}"
    rows = [[name, mean, groups[name].median(), groups[name].std(), len(groups[name])] for name, mean in means.items()]
    columns = [GROUP["label"], what, "median", "standard deviation", "rows"]
    compared = pd.DataFrame(rows, columns=columns).drop(columns=["median", "standard deviation"] if FIGURE["share"] else [])
    chart.bar(compared, x=GROUP["label"], y=what, title=words.capital(f"{what} by {GROUP['label']}"), percent=FIGURE["share"], y_title=words.capital(what))
    body = table(compared, name="comparison", formats={what: unit})
    answer(f"{first}\n\n{body}\n\n{NOTES}", **{words.slug(f"{what} {name}"): mean for name, mean in list(means.items())[:40]}, p=result[1] if result else None)
