/** Python that several programs share; each is put in only where it is used. */

/** \`shown(value, kind)\`: a number, date or text as people write it. */
export const shownSource = `
def shown(value, kind="number", unit=""):
    """A value as people write it: counts whole, percents with one decimal, numbers with fitting decimals."""
    if value is None or pd.isna(value):
        return "unknown"
    if isinstance(value, (pd.Timestamp, datetime.date)):
        stamp = pd.Timestamp(value)
        return f"{stamp:%Y-%m-%d}" if stamp == stamp.normalize() else f"{stamp:%Y-%m-%d %H:%M}"
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    size = abs(float(value))
    if kind == "percent":
        return f"{value:.1f} %"
    whole = kind == "count" or isinstance(value, (int, np.integer)) or size >= 1e7
    text = f"{value:,.0f}" if whole and float(value).is_integer() or size >= 1e7 else f"{value:,.2f}" if size >= 1 or size == 0 else f"{value:.3g}"
    return f"{text} {unit}".strip()
`;

/** \`table(frame, kinds)\`: a frame as a markdown table. */
export const tableSource = `
def table(frame, kinds, most=25):
    """The first rows of a frame as a markdown table; numbers to the right."""
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    rows = ["| " + " | ".join(str(name) for name in frame.columns) + " |", "|" + "|".join("---:" if right else "---" for right in numeric) + "|"]
    for values in frame.head(most).itertuples(index=False):
        cells = [shown(value, kinds.get(name, "number")).replace("|", "/") for name, value in zip(frame.columns, values)]
        rows.append("| " + " | ".join(cells) + " |")
    return "\\n".join(rows)
`;

/** \`slug(text)\`: a text as the name of a value. */
export const slugSource = `
def slug(text):
    """A text as the name of a value: lower case, words joined by underscores."""
    return re.sub(r"[^0-9a-z]+", "_", str(text).lower()).strip("_") or "value"
`;

/** \`periods(values, grain)\`: beginnings of periods as people write them. */
export const periodsSource = `
def period(value, grain):
    """The beginning of a period as people write it: Mar 2025, Q1 2025, 2025-03-03."""
    if value is None or pd.isna(value):
        return "(missing)"
    stamp = pd.Timestamp(value)
    if grain == "quarter":
        return f"Q{stamp.quarter} {stamp.year}"
    return stamp.strftime({"year": "%Y", "month": "%b %Y", "hour": "%Y-%m-%d %H:00"}.get(grain, "%Y-%m-%d"))
`;

/** Nothing matched: the answer says so and the program ends. */
export const emptySource = `
def nothing_found():
    """Answers that no row meets the conditions: an empty result is told apart from a failed one."""
    warn("No rows meet the conditions of the question.")
    answer("No rows meet the conditions, so there is nothing to work out.\\n" + closing(), rows=0)
    raise SystemExit(0)
`;

export const importsSource = (plots: boolean, ...more: readonly string[]): string =>
  [
    ...['import datetime', 'import re'],
    ...more.filter((line) => /^(import|from) (json|math|textwrap)/.test(line)),
    '',
    ...(plots ? ['import matplotlib', '', 'matplotlib.use("Agg")', 'import matplotlib.pyplot as plt'] : []),
    'import numpy as np',
    'import pandas as pd',
    ...more.filter((line) => !/^(import|from) (json|math|textwrap|interpreter)/.test(line)),
    '',
    'from interpreter import answer, query, warn',
  ].join('\n');
