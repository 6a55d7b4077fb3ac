import type { Settled } from '../plan/settled';
import type { Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { emptySource, importsSource, periodsSource, shownSource, slugSource, tableSource } from './common';
import { aliasesOf, whereWords } from './naming';
import { docstring, literal, program, sqlLiteral } from './python';

export interface TrendOptions {
  readonly growth: boolean;
  readonly cumulative: boolean;
  /** Periods of a moving average. */
  readonly moving?: number;
  readonly simple: boolean;
  readonly bars: boolean;
}

const summed = new Set(['count', 'matching', 'distinct', 'filled']);

/** A program of figures over time, for one line or one for each value of a further group. */
export const trendProgram = (
  settled: Settled,
  schema: Schema,
  closing: Closing,
  options: TrendOptions,
): { program: string; queries: string[] } => {
  const { query, groups, measures } = settled;
  const [time] = groups;
  const [first] = measures;
  if (time?.group.kind !== 'time' || !first) throw new Error('A trend needs a time and a measure.');
  const names = aliasesOf(groups, measures);
  const keys = groups.map((_, at) => at + 1).join(', ');
  const sql = new Builder(schema, query.base).grouped(query, names, `ORDER BY ${keys}\nLIMIT 20000`);
  const { column, grain } = time.group;
  const ends = { kind: 'agg', column } as const;
  const span = new Builder(schema, query.base).grouped(
    {
      ...query,
      groups: [],
      measures: [
        { ...ends, fn: 'min' },
        { ...ends, fn: 'max' },
      ],
    },
    ['first_time', 'last_time'],
  );
  const zero = summed.has(first.measure.kind) || (first.measure.kind === 'agg' && first.measure.fn === 'sum');
  const source = program([
    docstring(`${first.label} by ${grain}`),
    importsSource(!options.simple),
    [
      `SQL = ${sqlLiteral(sql)}`,
      `SPAN_SQL = ${sqlLiteral(span)}`,
      `GRAIN, LABEL, KIND, UNIT = ${[grain, first.label, first.format, first.unit ?? ''].map(literal).join(', ')}`,
      `FREQUENCY = ${literal({ hour: 'h', day: 'D', week: 'W-MON', month: 'MS', quarter: 'QS', year: 'YS' }[grain])}`,
      `SERIES = ${literal(groups[1]?.label)}`,
      `WHERE = ${literal(whereWords(query.conditions))}`,
      `EMPTY = ${zero ? '0' : 'np.nan'}  # of a period without rows`,
      `GROWTH, CUMULATIVE, MOVING = ${literal(options.growth)}, ${literal(options.cumulative)}, ${literal(options.moving)}`,
    ].join('\n'),
    closingSource(closing),
    [shownSource, tableSource, slugSource, periodsSource, emptySource].map((part) => part.trim()).join('\n\n\n'),
    bodySource,
    !options.simple && chartSource(options.bars),
    tailSource(),
  ]);
  return { program: source, queries: [sql, span] };
};

const bodySource = `
frame = query(SQL, name=f"by {GRAIN}")
frame.columns = ["period", *(["series"] if SERIES else []), *frame.columns[1 + bool(SERIES) :]]
frame = frame[frame["period"].notna()]
if len(frame) == 0:
    nothing_found()
frame["period"] = pd.to_datetime(frame["period"])
measure = frame.columns[1 + bool(SERIES)]
if SERIES:
    frame["series"] = frame["series"].astype(object).where(frame["series"].notna(), "(missing)").astype(str)
    wide = frame.pivot_table(index="period", columns="series", values=measure, aggfunc="first")
    wide = wide[wide.sum().sort_values(ascending=False).index[:8]]
else:
    wide = frame.set_index("period")[[measure]].astype("float64")
gaps = 0
every = pd.date_range(wide.index.min(), wide.index.max(), freq=FREQUENCY)
if len(every) <= 5000 and set(wide.index) <= set(every):
    gaps = len(every) - len(wide)
    wide = wide.reindex(every)
wide = wide.fillna(EMPTY)
kind = KIND
if CUMULATIVE:
    wide, LABEL = wide.cumsum(), "cumulative " + LABEL
if MOVING:
    smooth = wide.rolling(MOVING, min_periods=1).mean()
names = [period(stamp, GRAIN) for stamp in wide.index]
`;

const chartSource = (bars: boolean): string => `
figure, axis = plt.subplots(figsize=(10, 5.5))
for column in wide.columns:
    ${bars ? 'axis.bar(wide.index, wide[column], width=0.8 * (wide.index[1] - wide.index[0]) if len(wide) > 1 else 1, label=str(column) if SERIES else LABEL, color="#3b6ea5" if not SERIES else None)' : 'axis.plot(wide.index, wide[column], marker="o" if len(wide) <= 60 else None, markersize=4, label=str(column) if SERIES else LABEL, color="#3b6ea5" if not SERIES else None)'}
if MOVING:
    axis.plot(smooth.index, smooth.iloc[:, 0], color="#b5472f", linewidth=2, label=f"Moving average of {MOVING}")
places = list(range(0, len(names), max(1, -(-len(names) // 10))))
axis.set_xticks([wide.index[place] for place in places], [names[place] for place in places], rotation=30, ha="right")
axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
axis.set(title=f"{LABEL[0].upper()}{LABEL[1:]} by {GRAIN}" + (f"\\n{WHERE.strip()[:90]}" if WHERE else ""), xlabel=GRAIN.capitalize(), ylabel=f"{LABEL} ({UNIT})" if UNIT else LABEL)
if np.nanmin(wide.to_numpy()) >= 0:
    axis.set_ylim(bottom=0)
if SERIES or MOVING:
    axis.legend(title=SERIES, fontsize=9)
axis.grid(axis="y", alpha=0.3)
axis.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("chart.png", dpi=110)
plt.close(figure)
`;

const tailSource = (): string => `
def percent_change(old, new):
    return None if not old or pd.isna(old) or pd.isna(new) else 100 * (new - old) / abs(old)


values = {"periods": len(wide)}
told = []
for column in wide.columns:
    line = wide[column]
    known = line.dropna()
    if len(known) == 0:
        continue
    who = f" for {column}" if SERIES else ""
    key = f"_{slug(column)}" if SERIES else ""
    old, new = known.iloc[0], known.iloc[-1]
    change = percent_change(old, new)
    for stamp, value in list(line.items())[:60]:
        values[f"{slug(LABEL)}{key}_{slug(period(stamp, GRAIN))}"] = value
    values |= {f"first{key}": old, f"last{key}": new, f"change_percent{key}": change}
    values |= {f"highest{key}": known.max(), f"highest_period{key}": period(known.idxmax(), GRAIN), f"lowest{key}": known.min(), f"lowest_period{key}": period(known.idxmin(), GRAIN)}
    moved = "" if change is None else f", {'up' if change >= 0 else 'down'} {abs(change):.1f} %"
    told.append(f"{who} from **{shown(old, kind, UNIT)}** in {period(known.index[0], GRAIN)} to **{shown(new, kind, UNIT)}** in {period(known.index[-1], GRAIN)}{moved}")
    if len(wide.columns) == 1:
        extremes = f"The highest is {shown(known.max(), kind, UNIT)} in {period(known.idxmax(), GRAIN)}, the lowest {shown(known.min(), kind, UNIT)} in {period(known.idxmin(), GRAIN)}."
if not told:
    nothing_found()
first = f"The {LABEL} by {GRAIN}{WHERE} went{';'.join(told)}."
if CUMULATIVE and not SERIES:
    first = f"The {LABEL}{WHERE} reached **{shown(new, kind, UNIT)}** in {names[-1]}."
if len(wide) == 1:
    first = f"There is only one {GRAIN}, {names[0]}: the {LABEL}{WHERE} is **{shown(wide.iloc[0, 0], kind, UNIT)}**."
listed = wide.copy()
listed.columns = [str(column) if SERIES else LABEL for column in wide.columns]
if GROWTH and not SERIES:
    listed["change to the one before, %"] = [np.nan, *(percent_change(old, new) for old, new in zip(wide.iloc[:-1, 0], wide.iloc[1:, 0]))]
    steps = pd.to_numeric(listed.iloc[:, 1]).dropna()
    values["average_change_percent"] = steps.mean() if len(steps) else None
    for name, value in list(zip(names, listed.iloc[:, 1]))[1:60]:
        values[f"change_percent_{slug(name)}"] = value
if MOVING:
    listed[f"moving average of {MOVING}"] = smooth.iloc[:, 0]
listed.insert(0, GRAIN, names)
kinds = {name: kind for name in listed.columns[1:]} | {"change to the one before, %": "percent"}
lines = [first] + ([extremes] if len(wide.columns) == 1 and len(wide) > 2 else []) + ["", table(listed, kinds, most=36)]
if len(listed) > 36:
    listed.to_csv("trend.csv", index=False)
    lines += ["", f"The first 36 of {len(listed):,} periods; all are in trend.csv."]
span = query(SPAN_SQL, name="first and last time").iloc[0]
notes = [f"The rows are from {shown(span.iloc[0])} to {shown(span.iloc[1])}: the first and the last {GRAIN} may not be whole."]
if gaps:
    notes.append(f"{gaps:,} of {len(wide):,} periods have no rows{' and count as 0' if EMPTY == 0 else ''}.")
answer("\\n".join([*lines, closing(*notes)]), **values)
`;
