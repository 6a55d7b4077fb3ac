"""How strongly columns of numbers go together."""

import pandas as pd
from interpreter import answer, chart, query, table, warn, words
from scipy import stats

# parameters
SQL = """SELECT height, weight FROM people WHERE height IS NOT NULL AND weight IS NOT NULL"""
LABELS = {"height": "height", "weight": "weight"}  # the first one is compared with the others
WHERE = ""  # " (channel is web)"
NOTES = "Interpreted as: correlation of height and weight (table people)."
# end of parameters

MAX_POINTS = 3000
frame = query(SQL, name="values").rename(columns=LABELS).astype("float64")
target, *others = LABELS.values()


def strength(r: float) -> str:
    """A correlation in words."""
    sizes = [(0.05, "no"), (0.2, "a very weak"), (0.4, "a weak"), (0.6, "a moderate"), (1.1, "a strong")]
    direction = "" if abs(r) < 0.05 else " positive" if r > 0 else " negative"
    return f"{next(text for limit, text in sizes if abs(r) < limit)}{direction} correlation"


rows = []
for other in others:
    pair = frame[[target, other]].dropna()
    if len(pair) < 3 or pair.nunique().min() < 2:
        warn(f"{words.capital(other)} has too few different values for a correlation{WHERE}.")
        continue
    pearson, spearman = stats.pearsonr(*pair.to_numpy().T), stats.spearmanr(*pair.to_numpy().T)
    rows.append([other, pearson.statistic, spearman.statistic, pearson.pvalue, len(pair)])

if not rows:
    answer(f"There are too few values for a correlation of {target}{WHERE}.\n\n{NOTES}")
else:
    rows.sort(key=lambda row: -abs(row[1]))
    name, r, _, p, count = rows[0]
    chance = "it is statistically significant" if p < 0.05 else "it may be chance"
    first = (
        f"There is {strength(r)} between {target} and {name}: r = **{words.number(r)}** over {words.plural(count, 'row')}{WHERE}; "
        f"{chance} ({'p < 0.001' if p < 0.001 else f'p = {p:.3f}'}). A correlation does not say what causes what."
    )
    sample = frame if len(frame) <= MAX_POINTS else frame.sample(MAX_POINTS, random_state=0)
    image = chart.scatter(sample, x=name, y=target, title=words.capital(f"{target} and {name}"))
    columns = ["column", "correlation (Pearson)", "rank correlation (Spearman)", "p", "rows"]
    formats = dict.fromkeys(columns[1:3], "{:.3f}".format) | {"p": lambda p: "< 0.001" if p < 0.001 else f"{p:.3f}"}
    body = table(pd.DataFrame(rows, columns=columns), formats=formats)
    values = {words.slug(f"correlation {row[0]}"): row[1] for row in rows[:40]}
    answer(f"{first}\n\n![Chart]({image})\n\n{body}\n\n{NOTES}", **values, rows=count)
