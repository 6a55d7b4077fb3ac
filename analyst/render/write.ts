import { phraseOf, plural } from '../ground/labels';
import type { Item, Query } from '../ground/query';
import { MAX_ROWS } from '../ground/statement';
import { isCategory, isFlag, isId, isName, isText } from '../schema/roles';
import { capital, conditionOf, isOfSubject, listing, notes, prefixOf, restrictionOf, singularOf } from './phrases';
import { program } from './python';
import { unitOfItem, withoutUnit } from './units';

/** A program, with what it does and what it assumes. */
export interface Written {
  readonly plan: string;
  readonly assumptions: string[];
  readonly program: string;
}

type Shared = Readonly<Record<'SQL' | 'NOTES', string>>;

/** Groups in the table of an answer; all are in its file. */
const SHOWN_GROUPS = 30;

/** Whether all conditions are those of a share: the statement has no others. */
const isShareOfAll = ({ sql }: Query): boolean => !/\nWHERE (?!position <= )/.test(sql);

/** A label without its unit. The sum of a flag is a number: of purchases, for the column purchase. */
function plainLabel({ label, column, op }: Item): string {
  if (op === 'sum' && column && isFlag(column)) return `number of ${plural(phraseOf(column))}`;
  return withoutUnit(label, column).replace(/^total total /, 'total ');
}

/** The query with labels as an answer has them: distinct, without units, and a share with what it is of. */
function withLabels(query: Query): Query {
  const { items, subject, where } = query;
  const labels = new Set<string>();
  const named = items.map((item) => {
    const whole = plural(phraseOf(subject));
    const share = isShareOfAll(query) ? `share of ${whole}${restrictionOf(where)}` : `share of ${whole}`;
    const plain = item.op === 'share' ? share : plainLabel(item);
    const label = labels.has(plain) ? `${plain} (${item.alias})` : plain;
    labels.add(label);
    return { ...item, label };
  });
  const by = query.rank && items.findIndex(({ label }) => label === query.rank?.by);
  const rank = query.rank && { ...query.rank, by: named[by ?? -1]?.label ?? query.rank.by };
  const isNamed = items.some(({ op }) => op === 'share') && isShareOfAll(query);
  return { ...query, items: named, where: isNamed ? [] : where, ...(rank && { rank }) };
}

const TASKS = { distribution: 'distribution of ', correlation: 'correlation of ', comparison: 'average ' } as const;

/** The query in words, with its tables. */
function descriptionOf({ items, where, subject, task, sql }: Query): string {
  const groups = items.filter(({ role }) => role === 'group').map(({ label }) => label);
  const figures = items
    .filter(({ role, op, label }) => role === 'column' || (role === 'measure' && !isSize({ op, label })))
    .map(({ label }) => label);
  const tables = [
    ...new Set(
      [...sql.matchAll(/\b(?:FROM|JOIN) (?:\w+\.)?("[^"]+"|\w+) AS /g)].map(([, one = '']) => one.replaceAll('"', '')),
    ),
  ];
  const shown = figures.length > 6 ? `all columns of ${subject.name}` : figures.join(', ');
  const by = groups.length > 0 ? ` by ${listing(groups)}` : '';
  const task_ = task in TASKS ? TASKS[task as keyof typeof TASKS] : '';
  const from = `${tables.length === 1 ? 'table' : 'tables'} ${tables.join(', ')}`;
  return `${task_}${shown}${by}${where.length > 0 ? `; ${where.join('; ')}` : ''} (${from})`;
}

/** A number of rows that is shown next to an average. */
const isSize = ({ op, label }: Pick<Item, 'op' | 'label'>): boolean => op === 'count' && !/^number of /.test(label);

const isTimeGroup = ({ grain, column }: Item): boolean =>
  grain === undefined ? column?.kind === 'year' : grain !== 'weekday';

const figureOf = (item: Item) => ({ column: item.alias, label: item.label, unit: unitOfItem(item) });

/** Formats of `interpreter.table()`: grains and units, and `name` for numbers that are names. */
function formatsOf(items: readonly Item[]): Record<string, string> {
  const formatOf = (item: Item): string => {
    const { column, grain, role } = item;
    if (grain) return grain;
    if (role === 'group' || (column && (isId(column) || column.kind === 'year'))) return 'name';
    return unitOfItem(item);
  };
  return Object.fromEntries(items.map((item) => [item.label, formatOf(item)]).filter(([, format]) => format !== ''));
}

const labelsOf = (items: readonly Item[]): Record<string, string> =>
  Object.fromEntries(items.map(({ alias, label }) => [alias, label]));

/** Figures by groups: over time, the first ones of a ranking, or each. */
function groupsProgram(query: Query, shared: Shared): string {
  const { items, rank, where } = query;
  const figures = items.filter(({ role }) => role === 'measure');
  const groups = items.filter(({ role }) => role === 'group');
  const times = groups.filter(isTimeGroup);
  const main = figures.find(({ label }) => label === rank?.by) ?? figures.find((one) => !isSize(one)) ?? figures[0];
  if (!main) throw new Error('A query by groups has a figure.');
  const [x, color] = [...times, ...groups.filter((one) => !isTimeGroup(one))];
  const asked = query.charts.find((one) => one !== 'chart');
  const usual = times.length > 0 && !rank ? 'line' : 'bar';
  const wanted = !query.csv || query.charts.length > 0;
  const ranked = rank !== undefined && !/PARTITION BY/.test(query.sql);
  const first = ranked && rank.n > 1 ? `: ${rank.more ? 'highest' : 'lowest'} ${rank.n}` : '';
  const parameters = {
    ...shared,
    LABELS: labelsOf(items),
    FIGURE: main.label,
    FORMATS: formatsOf(items),
    WHERE: conditionOf(where),
    KIND: wanted && groups.length <= 2 ? (asked === 'pie' && color ? 'bar' : (asked ?? usual)) : '',
    CHART: {
      x: x?.label ?? '',
      title: capital(`${main.label} by ${listing(groups.map(({ label }) => label))}${first}${conditionOf(where)}`),
      ...(color && { color: color.label }),
      ...(x && isTimeGroup(x) && { grain: x.grain ?? 'year' }),
    },
  };
  const named = Object.fromEntries(groups.map((item) => [item.label, prefixOf(item)]));
  if (ranked)
    return program('ranking', {
      ...parameters,
      GROUPS: named,
      EXTREME: rank.more ? 'highest' : 'lowest',
      COUNT: rank.n,
    });
  const [time, ...others] = groups;
  if (time && others.length === 0 && isTimeGroup(time)) {
    const day = (value: unknown): string => String(value ?? '').slice(0, 10);
    return program('trend', {
      ...parameters,
      TIME: time.label,
      STARTS: day(time.column?.min),
      ENDS: day(time.column?.max),
      MAX_ROWS: SHOWN_GROUPS,
    });
  }
  const isEstimate = !main.expression.includes('OVER ()');
  const size = isEstimate ? (figures.find((one) => one !== main && isSize(one))?.label ?? '') : '';
  return program('groups', { ...parameters, SIZE: size, GROUPS: named, MAX_ROWS: SHOWN_GROUPS });
}

/** The change between two periods, which are no conditions of the answer then. */
function growthProgram(query: Query, periods: readonly string[], figure: Item, shared: Shared): string {
  const where = query.where.filter((one) => !periods.some((period) => one === `in ${period}`));
  return program('growth', { ...shared, WHERE: conditionOf(where), PERIODS: periods, FIGURE: figureOf(figure) });
}

const isFreeText = ({ column }: Item): boolean =>
  column !== undefined && isText(column) && !isId(column) && !isCategory(column);

function rowsProgram(query: Query, shared: Shared): string {
  const { items, rank, subject, where } = query;
  const name = items.find(({ column }) => column && isName(column)) ?? items.find(isFreeText) ?? items[0];
  return program('rows', {
    ...shared,
    LABELS: labelsOf(items),
    FORMATS: formatsOf(items),
    NAME: { label: name?.label ?? '', prefix: items.length > 1 && name ? prefixOf(name) : '' },
    FIGURE: rank?.by ?? '',
    EXTREME: rank ? (rank.more ? 'highest' : 'lowest') : '',
    NOUN: isOfSubject(query) ? singularOf(phraseOf(subject)) : items.length === 1 && name ? name.label : 'row',
    WHERE: restrictionOf(where),
    MAX_ROWS,
  });
}

function figuresProgram(query: Query, shared: Shared): string {
  const nounOf = ({ op, label }: Item): string =>
    op === 'count' && label.startsWith('number of') ? singularOf(label.replace(/^number of (different )?/, '')) : '';
  const figures = query.items.map((item) => ({ ...figureOf(item), noun: nounOf(item) }));
  const isCount = figures.length === 1 && figures[0]?.noun !== '';
  return program('figures', {
    ...shared,
    FIGURES: figures,
    WHERE: isCount ? restrictionOf(query.where) : conditionOf(query.where),
  });
}

function programOf(query: Query, shared: Shared): string {
  const { task, items } = query;
  const WHERE = conditionOf(query.where);
  const [first, second] = items;
  switch (task) {
    case 'figures':
      return query.csv ? rowsProgram(query, shared) : figuresProgram(query, shared);
    case 'groups': {
      const figure = items.find(({ role }) => role === 'measure');
      if (query.periods && figure) return growthProgram(query, query.periods, figure, shared);
      return groupsProgram(query, shared);
    }
    case 'distribution':
      return program('distribution', { ...shared, WHERE, COLUMN: figureOf(first as Item) });
    case 'correlation':
      return program('correlation', { ...shared, WHERE, LABELS: labelsOf(items) });
    case 'comparison': {
      const measure = second as Item;
      const share = measure.column !== undefined && isFlag(measure.column);
      const group = { column: (first as Item).alias, label: (first as Item).label };
      return program('comparison', { ...shared, WHERE, GROUP: group, FIGURE: { ...figureOf(measure), share } });
    }
    default:
      return rowsProgram(query, shared);
  }
}

/** The program of a query, with its answer in words. */
export function write(asked: Query): Written {
  const query = withLabels(asked);
  const what = descriptionOf(query);
  return {
    plan: `Query the warehouse for ${what}, and put the result into words.`,
    assumptions: [...query.assumptions],
    program: programOf(query, {
      SQL: query.sql,
      NOTES: `${query.csv ? 'The whole table is in `table.csv`. ' : ''}${notes(what)}`,
    }),
  };
}
