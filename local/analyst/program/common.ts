import { type Python, python, statements } from './python';

/** Python that several programs share; each is put in only where it is used. */

/** \`shown(value, kind)\`: a number, date or text as people write it. */
export const shownSource = python`
def shown(value, kind="number", unit=""):
    """A value as people write it: counts whole, percents with one decimal, numbers with fitting decimals; names as they are."""
    if value is None or pd.isna(value):
        return "unknown"
    if isinstance(value, (pd.Timestamp, datetime.date)):
        stamp = pd.Timestamp(value)
        return f"{stamp:%Y-%m-%d}" if stamp == stamp.normalize() else f"{stamp:%Y-%m-%d %H:%M}"
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if kind == "name":
        return f"{value:.10g}" if isinstance(value, (float, np.floating)) else str(value)
    if kind == "percent":
        return f"{value:.1f}%"
    size, whole = abs(float(value)), float(value).is_integer()
    if whole and (kind == "count" or isinstance(value, (int, np.integer)) or size >= 1000) or size >= 1e7:
        text = f"{value:,.0f}"
    else:
        money = unit in ("EUR", "USD", "GBP", "CHF")
        text = f"{value:,.2f}" if size >= 1 or size == 0 or money else f"{value:.3g}"
    if text == "1" and unit in ("days", "years", "metres", "litres"):
        unit = unit[:-1]
    return f"{text}%" if unit == "%" else f"{text} {unit}".strip()


def with_unit(label, unit):
    """A label with its unit behind it, unless it says the unit already: remote days, commute minutes."""
    said = len(unit) >= 3 and unit.islower() and unit[:3] in label.lower()
    return f"{label} ({unit})" if unit and not said else str(label)
`;

/** \`table(frame, kinds)\`: a frame as a markdown table. */
export const tableSource = python`
def table(frame, kinds, most=25, units={}):
    """The first rows of a frame as a markdown table; numbers to the right, their units in the head."""
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    heads = [with_unit(str(name), units.get(name) or "") for name in frame.columns]
    rows = ["| " + " | ".join(heads) + " |", "|" + "|".join("---:" if right else "---" for right in numeric) + "|"]
    for values in frame.head(most).itertuples(index=False):
        cells = ["–" if value is None or pd.isna(value) else shown(value, kinds.get(name, "number")).replace("|", "/") for name, value in zip(frame.columns, values)]
        rows.append("| " + " | ".join(cells) + " |")
    return "\\n".join(rows)
`;

/** \`slug(text)\`: a text as the name of a value. */
export const slugSource = python`
def slug(text):
    """A text as the name of a value: lower case, words joined by underscores."""
    return re.sub(r"[\\W_]+", "_", str(text).lower()).strip("_") or "value"
`;

/** \`capital(text)\` and \`save(figure, title)\`: how every chart is finished. */
export const chartSource = python`
def capital(text):
    """A text with a capital at its beginning; a column's name as words."""
    text = text.replace("_", " ")
    return text[:1].upper() + text[1:]


def short(text, most=24):
    """A text that fits beside others."""
    return text if len(text) <= most else text[: most - 1] + "…"


def grouped(value, _):
    """A number of an axis, with its thousands apart."""
    return f"{value:,.10g}"


def save(figure, axis, title, where=""):
    """Titles a chart, with the conditions of its rows below, and writes it to chart.png."""
    axis.set_title("\\n".join([*textwrap.wrap(capital(title), 80), *textwrap.wrap(where.strip(), 100)[:3]]), fontsize=12, pad=12)
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig("chart.png", dpi=110)
    plt.close(figure)
`;

/** \`period(value, grain)\`: beginnings of periods as people write them. */
export const periodsSource = python`
def period(value, grain):
    """The beginning of a period as people write it: Mar 2025, Q1 2025, 2025-03-03."""
    if value is None or pd.isna(value):
        return "(missing)"
    stamp = pd.Timestamp(value)
    if grain == "quarter":
        return f"Q{stamp.quarter} {stamp.year}"
    return stamp.strftime({"year": "%Y", "month": "%b %Y", "hour": "%Y-%m-%d %H:00"}.get(grain, "%Y-%m-%d"))


def at(value, grain):
    """A period with its preposition: in Mar 2025, on 2025-03-03, in the week of 2025-03-03, at 2025-03-03 14:00."""
    return {"day": "on ", "week": "in the week of ", "hour": "at "}.get(grain, "in ") + period(value, grain)
`;

/** Nothing matched: the answer says so and the program ends. */
export const emptySource = python`
def nothing_found():
    """Answers that no row meets the conditions: an empty result is told apart from a failed one."""
    warn("No rows meet the conditions of the question.")
    answer("No rows meet the conditions of the question, so there is nothing to work out.\\n" + closing(), rows=0)
    raise SystemExit(0)
`;

const plotting = python`
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt`;

/** The imports of a program; more: those that it needs beside the usual ones. */
export const importsSource = (plots: boolean, ...more: readonly Python[]): Python =>
  statements(
    python`import datetime\nimport re`,
    ...(plots ? [python`import textwrap`] : []),
    plots ? plotting : python``,
    python`import numpy as np\nimport pandas as pd`,
    ...more,
    python`\nfrom interpreter import answer, query, warn`,
  );
