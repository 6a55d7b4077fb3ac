import type { Settled } from '../plan/settled';
import type { Schema } from '../schema/model';
import { Builder } from '../sql/select';
import { type Closing, closingSource } from './closing';
import { chartSource, emptySource, importsSource, periodsSource, shownSource, slugSource, tableSource } from './common';
import { aliasesOf, whereWords } from './naming';
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
  trimmed,
} from './python';

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
export const trendProgram = (settled: Settled, schema: Schema, closing: Closing, options: TrendOptions): string => {
  const { measures } = settled;
  const [time] = settled.groups;
  // The same time twice ("by submitted on per week") is one group.
  const groups = settled.groups.filter((one) => one === time || one.group.column !== time?.group.column);
  const query = { ...settled.query, groups: groups.map((one) => one.group) };
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
  return program([
    docstring(`${first.label} by ${grain}`),
    importsSource(!options.simple),
    statements(
      python`SQL = ${sqlLiteral(sql)}`,
      python`SPAN_SQL = ${sqlLiteral(span)}`,
      python`GRAIN, LABEL, KIND, UNIT = ${several(grain, first.label, first.format, first.unit ?? '')}`,
      python`FREQUENCY = ${literal({ hour: 'h', day: 'D', week: 'W-MON', month: 'MS', quarter: 'QS', year: 'YS' }[grain])}`,
      python`SERIES = ${literal(groups[1]?.label)}`,
      python`WHERE = ${literal(whereWords(query.conditions))}`,
      python`EMPTY = ${zero ? python`0` : python`np.nan`}  # of a period without rows`,
      python`GROWTH, CUMULATIVE, MOVING = ${literal(options.growth)}, ${literal(options.cumulative)}, ${literal(options.moving)}`,
    ),
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource, periodsSource, emptySource),
    bodySource,
    !options.simple && chartSource,
    !options.simple && drawSource(options.bars),
    tailSource,
  ]);
};

const bodySource = python`
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
    every_series = wide.shape[1]
    wide = wide[wide.sum().sort_values(ascending=False).index[:8]]
    if every_series > 8:
        warn(f"There are {every_series} values of {SERIES}: only the 8 largest are shown.")
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
units = {LABEL: UNIT} | {str(column): UNIT for column in wide.columns}
`;

const linesSource = python`
    for column in wide.columns:
        axis.plot(wide.index, wide[column], marker="o" if len(wide) <= 60 else None, markersize=4, label=str(column) if SERIES else LABEL, color=None if SERIES else "#3b6ea5")
`;

const barsSource = python`
    bottom, width = np.zeros(len(wide)), 0.8 * (wide.index[1] - wide.index[0])
    for column in wide.columns:
        axis.bar(wide.index, wide[column], width=width, bottom=bottom, label=str(column) if SERIES else LABEL, color=None if SERIES else "#3b6ea5")
        bottom += wide[column].fillna(0).to_numpy(dtype="float64")
`;

const drawSource = (bars: boolean): Python => python`
def draw():
    """One line for each series, or bars."""
    figure, axis = plt.subplots(figsize=(10, 5.5))
${trimmed(bars ? barsSource : linesSource)}
    if MOVING:
        axis.plot(smooth.index, smooth.iloc[:, 0], color="#b5472f", linewidth=2, label=f"Moving average of {MOVING}")
    places = list(range(0, len(names), -(-len(names) // 10)))
    one_year = GRAIN in ("day", "week") and wide.index[0].year == wide.index[-1].year
    ticks = [f"{wide.index[place].day} {wide.index[place]:%b}" if one_year else names[place] for place in places]
    axis.set_xticks([wide.index[place] for place in places], ticks, rotation=30 if len(ticks) > 6 else 0, ha="right" if len(ticks) > 6 else "center")
    axis.yaxis.set_major_formatter(grouped)
    axis.set(xlabel=f"{capital(GRAIN)} ({wide.index[0].year})" if one_year else capital(GRAIN), ylabel=capital(with_unit(LABEL, UNIT)))
    axis.margins(y=0.1)
    if KIND == "count":
        axis.yaxis.get_major_locator().set_params(integer=True)
    if EMPTY == 0 and np.nanmin(wide.to_numpy()) >= 0:  # numbers and sums: their size counts, not only their course
        axis.set_ylim(bottom=0)
    if SERIES or MOVING:
        axis.legend(title=SERIES and capital(SERIES), fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    axis.grid(axis="y", alpha=0.3)
    save(figure, axis, f"{LABEL} by {GRAIN}" + (f" and {SERIES}" if SERIES else ""), WHERE)


if len(wide) > 1:
    draw()
`;

const tailSource = python`
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
    for stamp, value in list(line.items())[: 60 // len(wide.columns)]:
        values[f"{slug(LABEL)}{key}_{slug(period(stamp, GRAIN))}"] = value
    values |= {f"first{key}": old, f"last{key}": new, f"change_percent{key}": change}
    values |= {f"highest{key}": known.max(), f"highest_period{key}": period(known.idxmax(), GRAIN), f"lowest{key}": known.min(), f"lowest_period{key}": period(known.idxmin(), GRAIN)}
    size = shown(abs(new - old), kind, UNIT) if UNIT in ("°C", "°F") else None if change is None else f"{abs(change):.1f}%"
    moved = "" if size is None or new == old else f", {'up' if new > old else 'down'} {size}"
    told.append(f"{who} from **{shown(old, kind, UNIT)}** {at(known.index[0], GRAIN)} to **{shown(new, kind, UNIT)}** {at(known.index[-1], GRAIN)}{moved}")
    if len(wide.columns) == 1:
        extremes = f"It is the same in every {GRAIN}." if known.max() == known.min() else f"The highest is {shown(known.max(), kind, UNIT)} {at(known.idxmax(), GRAIN)}, the lowest {shown(known.min(), kind, UNIT)} {at(known.idxmin(), GRAIN)}."
if not told:
    nothing_found()
first = f"The {LABEL} by {GRAIN}{WHERE} went{';'.join(told)}."
if CUMULATIVE and not SERIES:
    first = f"The {LABEL}{WHERE} reached **{shown(new, kind, UNIT)}** {at(wide.index[-1], GRAIN)}."
if len(wide) == 1:
    first = f"There is only one {GRAIN}, {names[0]}: the {LABEL}{WHERE} is **{shown(wide.iloc[0, 0], kind, UNIT)}**."
listed = wide.copy()
listed.columns = [str(column) if SERIES else LABEL for column in wide.columns]
if GROWTH and not SERIES:
    listed["change to the one before, %"] = [np.nan, *(percent_change(old, new) for old, new in zip(wide.iloc[:-1, 0], wide.iloc[1:, 0]))]
    steps = pd.to_numeric(listed.iloc[:, 1]).dropna()
    values["average_change_percent"] = steps.mean() if len(steps) else None
    for name, value in list(zip(names, listed.iloc[:, 1]))[1:30]:
        values[f"change_percent_{slug(name)}"] = value
if MOVING:
    listed[f"moving average of {MOVING}"] = smooth.iloc[:, 0]
listed.insert(0, GRAIN, names)
kinds = {name: kind for name in listed.columns[1:]} | {"change to the one before, %": "percent", f"moving average of {MOVING}": "number"}
lines = [first] + ([extremes] if len(wide.columns) == 1 and len(wide) > 2 and not CUMULATIVE else []) + ["", table(listed, kinds, most=36, units=units)]
if len(listed) > 36:
    listed.to_csv("trend.csv", index=False)
    lines += ["", f"The first 36 of {len(listed):,} periods; all are in trend.csv."]
span = query(SPAN_SQL, name="first and last time").iloc[0]
notes = [f"The rows are from {shown(span.iloc[0])} to {shown(span.iloc[1])}: the first and the last {GRAIN} may not be whole."]
if gaps:
    notes.append(f"{gaps:,} of {len(wide):,} periods have no rows{' and count as 0' if EMPTY == 0 else ''}.")
answer("\\n".join([*lines, closing(*notes)]), **values)
`;
