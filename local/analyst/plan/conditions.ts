import { comparative } from '../language/synonyms';
import { isPerson, singular } from '../language/words';
import type { Column, Table } from '../schema/model';
import { pathBetween } from '../schema/relations';
import { isMeasure, isTime } from '../schema/roles';
import type { Loose, Reading } from '../understand/reading';
import { periodCondition, timeColumn } from './periods';
import type { Condition, Operator } from './query';
import { columnFor, type Scope, tableOfWord } from './subject';

/** A condition with the place in the question where it stands and the table that it is about. */
export interface Placed {
  readonly condition: Condition;
  readonly table: Table;
  readonly at: number;
}

const hinted: Readonly<Record<string, readonly string[]>> = {
  years: ['age'],
  money: ['amount', 'total', 'price', 'revenue', 'cost', 'income', 'salary', 'value', 'fee'],
  percent: ['percent', 'pct', 'percentage', 'rate', 'share', 'humidity', 'battery'],
  degrees: ['temperature', 'temp', 'celsius'],
  stars: ['rating', 'score', 'stars', 'satisfaction'],
};

/** Amounts beside the amount that is meant: `orders over 100 euros` are not those with high shipping costs. */
const contra = new Set(['shipping', 'tax', 'discount', 'fee', 'deposit', 'tip']);
const isContra = (column: Column): boolean => column.words.some((word) => contra.has(word));

/** A year is compared with years, not with ages. */
const isYear = (column: Column): boolean => column.words.includes('birth') || column.words.at(-1) === 'year';

const currencies = new Set(['eur', 'usd', 'chf', 'gbp']);
/** The only number in a currency. */
const onlyMoney = (tables: readonly Table[], hint: string | undefined): Column | undefined => {
  const found = tables.map((table) =>
    table.columns.filter((column) => isMeasure(column) && column.words.some((word) => currencies.has(word))),
  );
  const [only, ...more] = found.find((columns) => columns.length > 0) ?? [];
  return hint === 'money' && more.length === 0 ? only : undefined;
};

const flip = (op: Operator): Operator => (op === '>' ? '<' : op === '<' ? '>' : op);

const looseColumn = (scope: Scope, loose: Loose, base: Table, reading: Reading): Column | undefined => {
  const spoken = [
    ...reading.tables.map(({ table, word }) => ({ table, at: word.at })),
    ...reading.measures.flatMap((ask) =>
      'of' in ask && ask.of ? [{ table: tableOfWord(scope, ask.of), at: ask.of.at }] : [],
    ),
    ...reading.conditions.flatMap((ask) =>
      'column' in ask.condition ? [{ table: scope.table(ask.condition.column.table), at: ask.at }] : [],
    ),
  ];
  const nearest = spoken.filter(({ at }) => at < loose.at).sort((left, right) => right.at - left.at)[0]?.table;
  const above = scope.schema.tables.filter((table) => scope.above(base, table));
  const tables = [...new Set([...(nearest && above.includes(nearest) ? [nearest] : []), base, ...above])];
  const adjective = loose.hint ? comparative(loose.hint) : undefined;
  const concepts = adjective?.concepts ?? hinted[loose.hint ?? ''];
  if (concepts) {
    const fitting = tables
      .map((table) => columnFor(table, concepts))
      .find((column) => column !== undefined && !isYear(column));
    return fitting && isContra(fitting) ? undefined : (fitting ?? onlyMoney(tables, loose.hint));
  }
  const own = tables[0];
  const measures = own?.columns.filter((column) => isMeasure(column) && !isContra(column)) ?? [];
  const age = own && columnFor(own, ['age']);
  if (age) return age;
  return measures.length === 1 ? measures[0] : undefined;
};

const looseCondition = (scope: Scope, loose: Loose, base: Table, reading: Reading): Placed | undefined => {
  const column = looseColumn(scope, loose, base, reading);
  const number = loose.high === undefined ? `${loose.op ?? ''} ${loose.low}`.trim() : `${loose.low} to ${loose.high}`;
  if (!column || isTime(column)) {
    reading.notes.refuse(`It is not clear which column has to be ${number}: name it.`);
    return undefined;
  }
  reading.notes.assume(`The comparison with ${number} is about the column ${column.name}.`);
  const table = scope.table(column.table);
  if (loose.high !== undefined)
    return {
      condition: { kind: 'between', column, low: loose.low, high: loose.high, negated: loose.negated },
      table,
      at: loose.at,
    };
  const adjective = loose.hint ? comparative(loose.hint) : undefined;
  const op = loose.op ?? (adjective?.more === false ? '<' : '>');
  const settled = loose.negated ? flip(op) : op;
  const negatedOp = loose.negated ? (`${settled}=` as Operator) : settled;
  return { condition: { kind: 'compare', column, op: negatedOp, value: loose.low }, table, at: loose.at };
};

const periodTables = (scope: Scope, base: Table, reading: Reading, at: number): Table[] => {
  const spoken = reading.related.filter((ask) => ask.at < at).map((ask) => tableOfWord(scope, ask.of));
  const conditions = reading.conditions
    .filter((ask) => ask.at < at && ask.condition.kind !== 'related' && ask.condition.kind !== 'or')
    .map((ask) => ('column' in ask.condition ? scope.table(ask.condition.column.table) : undefined));
  const below = [...spoken, ...conditions]
    .filter((table): table is Table => table !== undefined && !scope.above(base, table))
    .reverse();
  const distance = (table: Table): number => pathBetween(scope.relations, base, table)?.length ?? 9;
  const above = scope.schema.tables
    .filter(
      (table) => table !== base && scope.above(base, table) && !table.words.some((word) => isPerson(singular(word))),
    )
    .sort((left, right) => distance(left) - distance(right));
  return [...below, base, ...above];
};

/** Why no row can lie in a time: the data end before it or begin after it. */
const outsideOf = (condition: Condition, column: Column): string | undefined => {
  if (condition.kind !== 'period' || condition.negated) return undefined;
  const [min, max] = [String(column.min ?? '').slice(0, 10), String(column.max ?? '').slice(0, 10)];
  const late = max !== '' && condition.from !== undefined && condition.from > max;
  const early = min !== '' && condition.to !== undefined && condition.to <= min;
  return late || early ? `There is nothing ${condition.label}: ${column.name} goes from ${min} to ${max}.` : undefined;
};

/** All conditions of a question on single rows, for a table that the rows are of. */
export const placeConditions = (scope: Scope, base: Table, reading: Reading): Placed[] => {
  const placed: Placed[] = [];
  for (const { condition, at } of reading.conditions) {
    if ('column' in condition) placed.push({ condition, table: scope.table(condition.column.table), at });
  }
  for (const loose of reading.loose) {
    const found = looseCondition(scope, loose, base, reading);
    if (found) placed.push(found);
  }
  for (const ask of reading.periods) {
    const earlier = reading.periods.findLast((other) => other.at < ask.at && other.column)?.column;
    const column = ask.column ?? earlier ?? timeFor(scope, base, reading, ask.at);
    if (!column) {
      reading.notes.refuse(`${ask.low.label}: there is no date or time in ${base.name}.`);
      continue;
    }
    const condition = periodCondition(ask, column, reading.notes);
    const outside = condition && outsideOf(condition, column);
    if (outside) reading.notes.refuse(outside);
    if (condition) placed.push({ condition, table: scope.table(column.table), at: ask.at });
  }
  for (const ask of reading.weekdays) {
    const column = timeFor(scope, base, reading, ask.at);
    if (!column) reading.notes.refuse(`There is no date or time in ${base.name}.`);
    else {
      const days = ask.negated ? [0, 1, 2, 3, 4, 5, 6].filter((day) => !ask.days.includes(day)) : ask.days;
      placed.push({
        condition: { kind: 'weekday', column, days, label: ask.label },
        table: scope.table(column.table),
        at: ask.at,
      });
    }
  }
  return placed;
};

/** The column that a time said without one is about. */
export const timeFor = (scope: Scope, base: Table, reading: Reading, at: number): Column | undefined => {
  for (const table of periodTables(scope, base, reading, at)) {
    if (!table.columns.some(isTime)) continue;
    return timeColumn(table, reading.sentence.words, reading.notes);
  }
  return undefined;
};

/** Conditions that no row can meet at once, as words. */
export const contradiction = (placed: readonly Placed[]): string | undefined => {
  const sets = new Map<Column, Set<string>>();
  for (const { condition } of placed) {
    if (condition.kind !== 'in' || condition.negated) continue;
    const before = sets.get(condition.column);
    const now = new Set(before ? condition.values.filter((value) => before.has(value)) : condition.values);
    if (now.size === 0)
      return `${condition.column.name} cannot be ${[...(before ?? [])].join(', ')} and ${condition.values.join(', ')} at once.`;
    sets.set(condition.column, now);
  }
  return undefined;
};
