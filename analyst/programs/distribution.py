"""How the values of a column are distributed."""

from itertools import pairwise

import numpy as np
import pandas as pd
from interpreter import answer, chart, query, table, words

# parameters
SQL = """SELECT age FROM users WHERE age IS NOT NULL"""
COLUMN = {"column": "age", "label": "age", "unit": "years"}
WHERE = ""  # " (channel is web)"
NOTES = "Interpreted as: distribution of age (table users)."
# end of parameters

MAX_BINS = 12
label, unit = COLUMN["label"], COLUMN["unit"]
values = query(SQL, name="values")[COLUMN["column"]].astype("float64").dropna()
if values.empty:
    answer(f"There are no values of {label}{WHERE}.\n\n{NOTES}", rows=0)
else:
    quarter, three_quarters = values.quantile(0.25), values.quantile(0.75)
    first = (
        f"The median {label} is **{words.number(values.median(), unit)}** and the average "
        f"**{words.number(values.mean(), unit)}**{WHERE}; half of the {words.plural(len(values), 'value')} are "
        f"from {words.number(quarter)} to {words.number(three_quarters, unit)}."
    )
    title = words.capital(f"distribution of {label}{WHERE}")
    if values.nunique() <= MAX_BINS:
        counts = values.value_counts().sort_index().rename_axis(label).reset_index(name="rows")
        image = chart.bar(counts, x=label, y="rows", title=title)
    else:
        edges = chart.edges(values, bins=MAX_BINS)
        ranges = [f"{words.number(low)} to {words.number(high)}" for low, high in pairwise(edges)]
        counts = pd.DataFrame({label: ranges, "rows": np.histogram(values, edges)[0]})
        image = chart.histogram(values.to_frame(label), x=label, unit=unit, bins=MAX_BINS, title=title)
    counts["share"] = counts["rows"] / len(values)
    body = table(counts, formats={label: unit, "share": "%"})
    figures = {"median": values.median(), "average": values.mean(), "minimum": values.min(), "maximum": values.max()}
    answer(
        f"{first}\n\n![Chart]({image})\n\n{body}\n\n{NOTES}",
        **figures,
        standard_deviation=values.std(),
        rows=len(values),
    )
