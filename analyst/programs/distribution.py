"""How the values of a column are distributed."""

import numpy as np
import pandas as pd
from interpreter import answer, chart, query, table, words

# parameters
SQL = """SELECT age FROM users WHERE age IS NOT NULL"""
COLUMN = {"column": "age", "label": "age", "unit": "years"}
WHERE = ""
NOTES = "Interpreted as: distribution of age (table users)."
# end of parameters

values = query(SQL, name="values")[COLUMN["column"]].astype("float64").dropna()
label, unit = COLUMN["label"], COLUMN["unit"]
condition = f" ({WHERE})" if WHERE else ""
if len(values) == 0:
    answer(f"There are no values of {label}{condition}.\n\n{NOTES}", rows=0)
else:
    chart.histogram(values.to_frame(label), x=label, title=f"Distribution of {label}", x_title=words.capital(f"{label} ({unit})" if unit else label))
    low, high = values.quantile(0.25), values.quantile(0.75)
    first = (
        f"The median {label} is **{words.number(values.median(), unit)}** and the average **{words.number(values.mean(), unit)}**{condition}; "
        f"half of the {words.plural(len(values), 'value')} are from {words.number(low)} to {words.number(high, unit)}."
    )
    if values.nunique() <= 20:
        counts = values.value_counts().sort_index().rename_axis(label).reset_index(name="rows")
        binned = table(counts, name="distribution", formats={label: "id"})
    else:
        edges = np.histogram_bin_edges(values, bins=min(20, max(5, int(np.log2(len(values)) + 1))))
        counts, _ = np.histogram(values, edges)
        binned = table(pd.DataFrame({"from": edges[:-1], "to": edges[1:], "rows": counts}), name="distribution")
    figures = {"median": values.median(), "average": values.mean(), "minimum": values.min(), "maximum": values.max()}
    answer(f"{first}\n\n{binned}\n\n{NOTES}", **figures, standard_deviation=values.std(), rows=len(values))
