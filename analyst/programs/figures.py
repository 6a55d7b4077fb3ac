"""One row of figures."""

from interpreter import answer, query, warn, words

# parameters
SQL = """SELECT COUNT(*) AS number_of_orders, AVG(amount) AS average_amount FROM orders"""
FIGURES = [
    {"column": "number_of_orders", "label": "number of orders", "noun": "order", "unit": ""},
    {"column": "average_amount", "label": "average amount", "noun": "", "unit": "EUR"},
]
WHERE = ""
NOTES = "Interpreted as: number of orders, average amount (table orders)."
# end of parameters

row = query(SQL, name="figures").iloc[0]
sentences, values = [], {}
for figure in FIGURES:
    value = row[figure["column"]]
    values[words.slug(figure["label"])] = None if words.missing(value) else value
    text = words.label(value) if isinstance(value, str) or hasattr(value, "isoformat") else words.number(value, figure["unit"])
    if figure["noun"] and not words.missing(value):
        count = words.plural(value, figure["noun"])
        sentences.append(f"there {'is' if value == 1 else 'are'} **{count}**")
    else:
        sentences.append(f"the {figure['label']} is **{text}**")

if all(value is None or value == 0 for value in values.values()) and WHERE:
    warn(f"No rows meet the conditions: {WHERE}.")
condition = f" ({WHERE})" if WHERE else ""
first = words.capital(words.listing(sentences)) + condition
answer(f"{first}.\n\n{NOTES}", **values)
