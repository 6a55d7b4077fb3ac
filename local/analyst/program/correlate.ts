import type { Query } from '../plan/query';
import { unitOf } from '../plan/units';
import type { Column, Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { chartSource, emptySource, importsSource, shownSource, slugSource, tableSource } from './common';
import { whereWords } from './naming';
import { definitions, docstring, literal, type Python, program, python, sqlLiteral, statements } from './python';

const most = 200_000;

/** Numbers that may go together: columns of the rows, or of groups by a statement of their own. */
export interface CorrelatePlan {
  readonly query: Query;
  /** The first is the one the others are compared with, when `target` says so. */
  readonly columns: readonly Column[];
  readonly labels: readonly string[];
  readonly target: boolean;
  /** A statement that gives the numbers by these labels, in place of the rows. */
  readonly grouped?: string;
  readonly what: string;
}

/** A program of a correlation of two numbers, or of a ranking of correlations. */
export const correlateProgram = (plan: CorrelatePlan, schema: Schema, closing: Closing, simple: boolean): string => {
  const { query, columns, labels } = plan;
  const rows = plan.grouped ?? new Builder(schema, query.base).rows(query, columns);
  const counted = new Builder(schema, query.base).grouped({ ...query, groups: [], measures: [{ kind: 'count' }] }, [
    'number_of_rows',
  ]);
  const pair = labels.length === 2;
  return program([
    docstring(`Correlation of ${labels.slice(0, 4).join(', ')}`),
    importsSource(!simple, python`from scipy import stats`),
    statements(
      python`COUNT_SQL = ${sqlLiteral(counted)}`,
      python`SQL = ${sqlLiteral(rows)}`,
      python`LABELS = ${literal([...labels])}`,
      python`UNITS = ${literal(plan.grouped ? [] : columns.map((column) => unitOf(column) ?? ''))}`,
      python`TARGET = ${literal(plan.target ? labels[0] : null)}`,
      python`WHAT = ${literal(`${plan.what}${whereWords(query.conditions)}`)}`,
      python`SAMPLE = ${literal(plan.grouped ? null : most)}`,
    ),
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource, emptySource),
    shared,
    !simple && chartSource,
    pair ? pairSource(!simple) : rankingSource(!simple),
  ]);
};

const shared = python`
def strength(r):
    size = abs(r)
    return "no" if size < 0.1 else "a weak" if size < 0.3 else "a moderate" if size < 0.5 else "a strong" if size < 0.8 else "a very strong"


def probability(p):
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


sql = SQL
total = int(query(COUNT_SQL, name="number of rows").iloc[0, 0])
if SAMPLE and total > SAMPLE:
    sql += f"\\nORDER BY RANDOM()\\nLIMIT {SAMPLE}"
    warn(f"{total:,} rows: the correlation is of a random sample of {SAMPLE:,} of them.")
frame = query(sql, name="rows")
frame = frame.iloc[:, -len(LABELS) :]
frame.columns = LABELS
texts = [name for name in LABELS if not (pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_bool_dtype(frame[name]))]
for name in texts:
    frame[name] = frame[name].map(lambda value: None if pd.isna(value) else float(str(value).lower() in ("yes", "y", "true", "t", "1")))
frame = frame.astype("float64")
`;

const pairSource = (chart: boolean): Python => python`
known = frame.dropna()
if len(known) < 3:
    nothing_found()
left, right = LABELS
if known[left].nunique() < 2 or known[right].nunique() < 2:
    answer(f"There is no correlation to work out: {left if known[left].nunique() < 2 else right} has only one value.\\n" + closing(), rows=len(known))
    raise SystemExit(0)
r, p = stats.pearsonr(known[left], known[right])
rank, rank_p = stats.spearmanr(known[left], known[right])
sign = "" if abs(r) < 0.1 else "positive " if r > 0 else "negative "
first = f"There is {strength(r)} {sign}correlation between {left} and {right} over {WHAT}: **r = {r:.4f}** ({probability(p)}, {len(known):,} pairs)."
slope = np.polyfit(known[left], known[right], 1)
rows = [("Pearson's r", f"{r:.4f}", probability(p)), ("Spearman's rank correlation", f"{rank:.3f}", probability(rank_p)), ("R²", f"{r * r:.3f}", "")]
lines = [first, "", "| Figure | Value | |", "|---|---:|---|", *(f"| {name} | {value} | {more} |" for name, value, more in rows)]
${
  chart
    ? python`some = known.sample(min(len(known), 4000), random_state=7)
figure, axis = plt.subplots(figsize=(9, 6))
jitter = np.random.default_rng(7)
spread = [jitter.uniform(-0.15, 0.15, len(some)) if known[name].nunique() <= 12 else 0 for name in LABELS]
axis.scatter(some[left] + spread[0], some[right] + spread[1], s=12, alpha=0.35, color="#3b6ea5")
ends = np.array([known[left].min(), known[left].max()])
axis.plot(ends, slope[0] * ends + slope[1], color="#b5472f", label="Line of best fit")
axes = [capital(with_unit(name, unit)) for name, unit in zip(LABELS, [*UNITS, "", ""])]
axis.set(xlabel=axes[0], ylabel=axes[1])
axis.xaxis.set_major_formatter(grouped)
axis.yaxis.set_major_formatter(grouped)
axis.legend()
save(figure, axis, f"{right} and {left}: {strength(r)} {sign}correlation (r = {r:.2f})")
`
    : python``
}notes = [f"{len(frame) - len(known):,} rows in which one of the two is missing are left out."] if len(known) < len(frame) else []
notes.append("A correlation says that two numbers go together, not that one is the cause of the other.")
answer("\\n".join([*lines, closing(*notes)]), correlation=r, p_value=p, spearman=rank, r_squared=r * r, slope=slope[0], pairs=len(known))
`;

const rankingSource = (chart: boolean): Python => python`
pairs = []
for at, left in enumerate(LABELS):
    for right in LABELS[at + 1 :]:
        known = frame[[left, right]].dropna()
        if TARGET and TARGET != left or len(known) < 3 or known[left].nunique() < 2 or known[right].nunique() < 2:
            continue
        r, p = stats.pearsonr(known[left], known[right])
        pairs.append((left, right, r, p, len(known)))
if not pairs:
    nothing_found()
pairs.sort(key=lambda pair: -abs(pair[2]))
left, right, r, p, _ = pairs[0]
other = right if TARGET else f"{left} and {right}"
first = (
    f"**{right}** correlates most with {TARGET} over {WHAT}: r = {r:.3f} ({probability(p)})."
    if TARGET
    else f"**{left}** and **{right}** correlate most over {WHAT}: r = {r:.3f} ({probability(p)})."
)
listed = pd.DataFrame([((b,) if TARGET else (a, b)) + (f"{r:.3f}", probability(p), n) for a, b, r, p, n in pairs], columns=[*(["column"] if TARGET else ["column", "and"]), "correlation", "significance", "pairs"])
lines = [first, "", table(listed, {"pairs": "count"}, most=30)]
values = {"top": other, "top_correlation": r} | {f"correlation_{slug(b if TARGET else a + '_' + b)}": r for a, b, r, _, _ in pairs[:50]}
${
  chart
    ? python`figure, axis = plt.subplots(figsize=(9, max(4, 0.4 * min(len(pairs), 20) + 1.5)))
top = pairs[:20][::-1]
bars = axis.barh([short(b) if TARGET else f"{short(a)} / {short(b)}" for a, b, *_ in top], [r for _, _, r, _, _ in top], color=["#3b6ea5" if r >= 0 else "#b5472f" for _, _, r, _, _ in top])
axis.bar_label(bars, [f"{r:.2f}" for _, _, r, _, _ in top], padding=4, fontsize=9)
axis.axvline(0, color="#555555", linewidth=0.8)
axis.set(xlabel="Pearson's r (-1 to 1)", xlim=(-1.1, 1.1))
save(figure, axis, f"Correlation with {TARGET}" if TARGET else "Correlations")
`
    : python``
}answer("\\n".join([*lines, closing("Only numbers and yes/no columns are compared; identifiers are left out.", "A correlation says that two numbers go together, not that one is the cause of the other.")]), **values)
`;
