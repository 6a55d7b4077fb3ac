import type { NamedGroup, Settled } from '../plan/settled';
import type { Column, Schema } from '../schema/model';
import { isFlag } from '../schema/roles';
import { Builder } from '../sql/select';
import type { RankAsk } from '../understand/reading';
import { type Closing, closingSource } from './closing';
import { chartSource, emptySource, importsSource, periodsSource, shownSource, slugSource, tableSource } from './common';
import { groupChartSource } from './group-chart';
import { groupWordsSource } from './group-words';
import { aliasesOf, whereWords } from './naming';
import { definitions, docstring, list, literal, type Python, program, python, several, sqlLiteral } from './python';

export interface GroupOptions {
  readonly rank?: Pick<RankAsk, 'direction' | 'count'>;
  /** The order asked for: by a column of the groups, else by the figure. */
  readonly sort?: { readonly direction: 'asc' | 'desc'; readonly column?: Column };
  /** Each group's part of the sum over all groups is told. */
  readonly shares: boolean;
  /** The groups themselves are counted: `how many countries have more than …`. */
  readonly counting: boolean;
  /** How many groups come before the one that is ranked. */
  readonly within: number;
  readonly charts: readonly string[];
  readonly simple: boolean;
}

/** How the values of a group become labels, as Python: a kind and what it needs. */
const labelling = ({ group }: NamedGroup): Python => {
  if (group.kind === 'time') return literal(['time', group.grain]);
  if (group.kind === 'part') return literal([group.part, null]);
  if (group.kind === 'step') return literal(['step', group.width]);
  if (group.kind === 'band') return literal(['band', [...group.bands.map((band) => band.label), 'outside']]);
  return isFlag(group.column) ? literal(['flag', null]) : literal(['plain', null]);
};

const mostGroups = 5000;

const orderFor = (settled: Settled, options: GroupOptions, names: readonly string[]): string => {
  const sorted = settled.groups.findIndex(
    ({ group }) => options.sort?.column !== undefined && group.column === options.sort.column,
  );
  if (options.sort && sorted >= 0) return `ORDER BY ${sorted + 1} ${options.sort.direction.toUpperCase()}`;
  const measure = names[settled.groups.length];
  if (options.rank && measure)
    return `ORDER BY ${measure} ${options.rank.direction === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`;
  const ordered = settled.groups.some(({ group }) => group.kind !== 'column');
  if (ordered && !options.sort) return `ORDER BY ${settled.groups.map((_, at) => at + 1).join(', ')}`;
  return `ORDER BY ${measure ?? 1} ${options.sort?.direction === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`;
};

/** A program of figures for each group, with a table and a chart. */
export const groupsProgram = (settled: Settled, schema: Schema, closing: Closing, options: GroupOptions): string => {
  const { query, groups, measures, havings } = settled;
  const names = aliasesOf(groups, measures);
  const bounds = havings.map(({ named, op, number }) => ({ measure: named.measure, op, number }));
  const limit = `\nLIMIT ${options.rank && options.within === 0 ? Math.max((options.rank.count ?? 1) + 50, 100) : mostGroups + 1}`;
  const sql = new Builder(schema, query.base).grouped(query, names, orderFor(settled, options, names) + limit, bounds);
  const overall = new Builder(schema, query.base).grouped({ ...query, groups: [] }, names.slice(groups.length));
  const chart = !options.simple && !options.counting;
  const kinds = measures.map(
    (one, at) => python`(${several(names[groups.length + at], one.label, one.format, one.unit ?? '')})`,
  );
  const labels = groups.map((one, at) => python`(${literal(names[at])}, ${literal(one.label)}, ${labelling(one)})`);
  return program([
    docstring(`${measures.map((one) => one.label).join(', ')} by ${groups.map((one) => one.label).join(', ')}`),
    importsSource(chart),
    python`SQL = ${sqlLiteral(sql)}\nOVERALL_SQL = ${sqlLiteral(overall)}\nGROUPS = ${list(labels)}\nMEASURES = ${list(kinds)}`,
    python`MOST = ${mostGroups}\nWHERE = ${literal(whereWords(query.conditions))}\nRANK = ${literal(options.rank && [options.rank.direction, options.rank.count ?? 1])}\nSHARES = ${literal(options.shares)}\nCOUNTING = ${literal(options.counting)}\nWITHIN = ${options.within}  # groups that each have a rank of their own\nENTITY = ${literal(groups.some((one) => one.entity !== undefined))}\nWHAT = ${literal(entityWords(settled))}`,
    closingSource(closing),
    definitions(shownSource, tableSource, slugSource, periodsSource, emptySource),
    groupWordsSource,
    chart && chartSource,
    chart && groupChartSource(options.charts),
    mainSource(chart),
  ]);
};

const entityWords = ({ groups, havings }: Settled): { readonly one: string; readonly having: string } => {
  const entity = groups.find((one) => one.entity)?.entity;
  const one = entity ? entity.name : groups.map((group) => group.label).join(' and ');
  return { one, having: havings.map(({ named, op, number }) => `${named.label} ${op} ${number}`).join(' and ') };
};

const mainSource = (chart: boolean): Python => python`
frame = query(SQL, name="groups")
if len(frame) == 0:
    nothing_found()
if len(frame) > MOST:
    warn(f"There are more than {MOST:,} groups: only the first {MOST:,} are shown.")
    frame = frame.head(MOST)
kinds = {label: kind for _, label, kind, _ in MEASURES}
units = {label: unit for _, label, _, unit in MEASURES}
raw = frame.copy()
for (name, label, how), column in zip(GROUPS, list(frame.columns)):
    frame[column] = pd.Series([labelled(value, *how) for value in raw[column]], index=frame.index, dtype=object)
frame.columns = [label for _, label, _ in GROUPS] + [label for _, label, _, _ in MEASURES]
frame, raw = ordered(frame, raw)
overall = query(OVERALL_SQL, name="overall").iloc[0]
first, values = first_sentence(frame, overall)
shown_rows = frame.head(RANK[1]) if RANK else frame
if RANK:
    shown_rows = with_ties(frame)
lines = [first, "", table(shown_rows, kinds, units=units)]
if len(shown_rows) > 25:
    frame.to_csv("groups.csv", index=False)
    lines += ["", f"The first 25 of {len(shown_rows):,} rows; all are in groups.csv."]
notes = [f"Over all of it: {', '.join(f'{label} {shown(overall.iloc[at], kind, unit)}' for at, (_, label, kind, unit) in enumerate(MEASURES))}."]
${chart ? python`if len(shown_rows) > 1:\n    chart(shown_rows)\n` : python``}answer("\\n".join([*lines, closing(*notes)]), **values)
`;
