"""How strongly columns of numbers go together."""

import pandas as pd
from interpreter import answer, chart, query, table, warn, words
from scipy import stats

# parameters
SQL = """SELECT height, weight FROM people WHERE height IS NOT NULL AND weight IS NOT NULL"""
COLUMNS = [{"column": "height", "label": "height"}, {"column": "weight", "label": "weight"}]
WHERE = ""
NOTES = "Interpreted as: correlation of height and weight (table people)."
# end of parameters

frame = query(SQL, name="values").astype("float64")
target, others = COLUMNS[0], COLUMNS[1:]
condition = f" ({WHERE})" if WHERE else ""


def strength(r):
    size = abs(r)
    return "no" if size < 0.05 else "a very weak" if size < 0.2 else "a weak" if size < 0.4 else "a moderate" if size < 0.6 else "a strong"


rows = []
for other in others:
    pair = frame[[target["column"], other["column"]]].dropna()
    if len(pair) < 3 or pair.nunique().min() < 2:
        warn(f"{words.capital(other['label'])} has too few different values for a correlation.")
        continue
    pearson, rank = stats.pearsonr(*pair.T.to_numpy()), stats.spearmanr(*pair.T.to_numpy())
    rows.append([other["label"], pearson.statistic, pearson.pvalue, rank.statistic, len(pair), other["column"]])
if not rows:
    answer(f"The correlation cannot be computed{condition}.\n\n{NOTES}")
else:
    rows.sort(key=lambda row: -abs(row[1]))
    name, r, p, rho, count, column = rows[0]
    direction = "" if abs(r) < 0.05 else " positive" if r > 0 else " negative"
    chance = "it is statistically significant" if p < 0.05 else "it may be chance"
    first = (
        f"There is {strength(r)}{direction} correlation between {target['label']} and {name}: r = **{words.number(r)}** "
        f"over {words.plural(count, 'row')}{condition}; {chance} (p {'< 0.001' if p < 0.001 else f'= {p:.3f}'})."
    )
    columns = ["column", "correlation (Pearson)", "p", "rank correlation (Spearman)", "rows"]
    compared = pd.DataFrame([row[:5] for row in rows], columns=columns)
    sample = frame if len(frame) <= 3000 else frame.sample(3000, random_state=0)
    chart.scatter(sample, x=column, y=target["column"], title=f"{words.capital(target['label'])} and {name}", x_title=words.capital(name), y_title=words.capital(target["label"]))
    body = table(compared, name="correlations", formats={columns[2]: "{:.3g}".format})
    values = {words.slug(f"correlation {row[0]}"): row[1] for row in rows[:40]}
    answer(f"{first} A correlation does not say what causes what.\n\n{body}\n\n{NOTES}", **values, rows=count)
