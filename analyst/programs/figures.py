"""One row of figures."""

from interpreter import answer, query, warn, words

# parameters
SQL = """SELECT COUNT(*) AS number_of_orders, AVG(amount) AS average_amount FROM orders"""
FIGURES = [
    {"column": "number_of_orders", "label": "number of orders", "noun": "order", "unit": ""},
    {"column": "average_amount", "label": "average amount", "noun": "", "unit": "EUR"},
]
WHERE = ""  # " (channel is web)"
NOTES = "Interpreted as: number of orders, average amount (table orders)."
# end of parameters

row = query(SQL, name="figures").iloc[0]
sentences, values = [], {}
for figure in FIGURES:
    value = row[figure["column"]]
    values[words.slug(figure["label"])] = value
    is_number = not isinstance(value, (str, bool)) and not hasattr(value, "isoformat")
    text = words.number(value, figure["unit"]) if is_number else words.label(value)
    if words.missing(value):
        sentences.append(f"there is no {figure['label']}{WHERE}")
    elif figure["noun"]:
        sentences.append(f"there {'is' if value == 1 else 'are'} **{words.plural(value, figure['noun'])}**{WHERE}")
    else:
        sentences.append(f"the {figure['label']}{WHERE} is **{text}**")

if WHERE and all(words.missing(value) or value == 0 for value in values.values()):
    warn(f"No rows meet the conditions{WHERE}.")
answer(f"{words.capital(words.listing(sentences))}.\n\n{NOTES}", **values)
