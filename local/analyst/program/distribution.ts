import type { Query } from '../plan/query';
import { roundWidth } from '../plan/settle-groups';
import { unitOf } from '../plan/units';
import type { Column, Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { chartSource, emptySource, importsSource, shownSource, tableSource } from './common';
import { whereWords } from './naming';
import {
  definitions,
  docstring,
  literal,
  type Python,
  program,
  python,
  several,
  sqlLiteral,
  statements,
} from './python';

const bins = 24;

/** A width of bins for a histogram; whole numbers with few values each get their own. */
const widthOf = (column: Column): number => {
  const span = Number(column.max) - Number(column.min);
  if (!Number.isFinite(span) || span <= 0) return 1;
  if (column.kind !== 'integer') return roundWidth(span, bins);
  return span <= 30 ? 1 : Math.max(1, Math.round(roundWidth(span, bins)));
};

/** A program of how the numbers of a column are distributed: figures and a histogram, worked out by the warehouse. */
export const distributionProgram = (
  query: Query,
  column: Column,
  schema: Schema,
  closing: Closing,
  options: { readonly box: boolean; readonly simple: boolean },
): string => {
  const known = {
    ...query,
    groups: [],
    conditions: [...query.conditions, { kind: 'null', column, negated: true } as const],
  };
  const build = (): Builder => new Builder(schema, query.base);
  const figures = build().grouped(
    {
      ...query,
      groups: [],
      measures: [
        { kind: 'count' },
        { kind: 'filled', column },
        ...(['avg', 'stddev', 'min', 'max'] as const).map((fn) => ({ kind: 'agg', fn, column }) as const),
      ],
    },
    ['all_rows', 'known', 'mean', 'deviation', 'lowest', 'highest'],
  );
  const places = [5, 25, 50, 75, 95];
  const quantiles = build().grouped(
    { ...known, measures: places.map((at) => ({ kind: 'percentile', column, at }) as const) },
    places.map((at) => `p${at}`),
  );
  const width = widthOf(column);
  const counts = build().grouped(
    { ...known, groups: [{ kind: 'step', column, width }], measures: [{ kind: 'count' }] },
    ['low', 'rows_in_bin'],
    'ORDER BY 1\nLIMIT 5000',
  );
  return program([
    docstring(`Distribution of ${column.name}`),
    importsSource(!options.simple),
    statements(
      python`FIGURES_SQL = ${sqlLiteral(figures)}`,
      python`QUANTILES_SQL = ${sqlLiteral(quantiles)}`,
      python`BINS_SQL = ${sqlLiteral(counts)}`,
      python`COLUMN, UNIT, WIDTH = ${several(column.name, unitOf(column) ?? '', width)}`,
      python`WHOLE = ${literal(column.kind === 'integer')}  # whole numbers only`,
      python`WHERE = ${literal(whereWords(query.conditions))}`,
    ),
    closingSource(closing),
    definitions(shownSource, tableSource, emptySource),
    python`
kind = "count" if WHOLE else "number"
figures = query(FIGURES_SQL, name="figures").iloc[0].to_dict()
if not figures["known"]:
    nothing_found()
quantiles = query(QUANTILES_SQL, name="quantiles").iloc[0].to_dict()
bins = query(BINS_SQL, name="bins")
bins.columns = ["low", "rows"]
bins["low"] = bins["low"].astype("float64")
missing = int(figures["all_rows"]) - int(figures["known"])
skew = (figures["mean"] - quantiles["p50"]) / figures["deviation"] if figures["deviation"] else 0
form = "roughly symmetric" if abs(skew) < 0.1 else f"skewed to {'high' if skew > 0 else 'low'} values"
first = (
    f"Half of the values of {COLUMN}{WHERE} lie between **{shown(quantiles['p25'], kind, UNIT)}** and **{shown(quantiles['p75'], kind, UNIT)}**, "
    f"the median is **{shown(quantiles['p50'], kind, UNIT)}** and the mean {shown(figures['mean'], unit=UNIT)}; the distribution is {form}."
)
rows = [
    ("Values", figures["known"]), ("Missing", missing), ("Mean", figures["mean"]), ("Standard deviation", figures["deviation"]),
    ("Minimum", figures["lowest"]), ("5th percentile", quantiles["p5"]), ("25th percentile", quantiles["p25"]), ("Median", quantiles["p50"]),
    ("75th percentile", quantiles["p75"]), ("95th percentile", quantiles["p95"]), ("Maximum", figures["highest"]),
]
single = WHOLE and WIDTH == 1
named = bins.rename(columns={"low": COLUMN}) if single else bins.assign(**{"from": bins["low"], "to": bins["low"] + WIDTH - WHOLE})[["from", "to", "rows"]]
lines = [first, "", "| Figure | Value |", "|---|---:|", *(f"| {name} | {shown(value, 'count' if name in ('Values', 'Missing') else kind, '' if name in ('Values', 'Missing') else UNIT)} |" for name, value in rows), "", table(named, dict.fromkeys(named.columns, kind) | {"rows": "count"}, most=30, units={COLUMN: UNIT, "from": UNIT, "to": UNIT})]
`,
    !options.simple && chartSource,
    !options.simple && chart(options.box),
    python`
values = {"count": int(figures["known"]), "missing": missing, "mean": figures["mean"], "median": quantiles["p50"], "standard_deviation": figures["deviation"]}
values |= {"minimum": figures["lowest"], "maximum": figures["highest"], "p25": quantiles["p25"], "p75": quantiles["p75"], "p5": quantiles["p5"], "p95": quantiles["p95"]}
notes = [f"{missing:,} rows without a value are left out."] if missing else []
answer("\\n".join([*lines, closing(*notes)]), **values)
`,
  ]);
};

const chart = (box: boolean): Python => python`
figure, axis = plt.subplots(figsize=(10, 5.5))
label = capital(with_unit(COLUMN, UNIT))
${box ? boxSource : barsSource}`;

const boxSource = python`stats = {"med": quantiles["p50"], "q1": quantiles["p25"], "q3": quantiles["p75"], "whislo": quantiles["p5"], "whishi": quantiles["p95"], "mean": figures["mean"], "fliers": [figures["lowest"], figures["highest"]]}
axis.bxp([{key: [float(one) for one in value] if isinstance(value, list) else float(value) for key, value in stats.items()}], orientation="horizontal", showmeans=True, widths=0.5)
axis.set(xlabel=label, yticks=[])
axis.xaxis.set_major_formatter(grouped)
save(figure, axis, f"Distribution of {COLUMN} (whiskers at 5% and 95%, points at the ends)", WHERE)
`;

const barsSource = python`axis.bar(bins["low"], bins["rows"], width=WIDTH * 0.95, align="center" if single else "edge", color="#8fb3d9")
axis.axvline(quantiles["p50"], color="#3b6ea5", linestyle="--", label=f"Median {shown(quantiles['p50'], kind, UNIT)}")
axis.axvline(figures["mean"], color="#b5472f", linestyle=":", label=f"Mean {shown(figures['mean'], unit=UNIT)}")
axis.xaxis.set_major_formatter(grouped)
axis.yaxis.set_major_formatter(grouped)
axis.margins(y=0.1)
axis.set(xlabel=label, ylabel="Rows")
axis.legend(frameon=False)
save(figure, axis, f"Distribution of {COLUMN}", WHERE)
`;
