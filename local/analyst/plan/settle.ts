import type { Table } from '../schema/model';
import { keyOf, rivalsBetween } from '../schema/relations';
import { isTime } from '../schema/roles';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { settleConditions } from './clauses';
import { dropRepeated, swapUnreachable, takeColumns, takeTables, takeTimes } from './complete';
import { conceptMeasure } from './concepts';
import { contradiction, type Placed, placeConditions } from './conditions';
import type { Condition, Measure } from './query';
import { nameMeasure, type SettledMeasure } from './settle-counts';
import { entityGroups, groupTable, settleGroup } from './settle-groups';
import { settleMeasure } from './settle-measures';
import { askedIsGroup, rankGroups, sameGroup } from './settle-ranks';
import type { Having, NamedGroup, NamedMeasure, Settled } from './settled';
import { personOf, Scope, subjectOf } from './subject';

const joinMeasures = (settled: readonly SettledMeasure[]): { measures: NamedMeasure[]; conditions: Condition[] } => {
  const [only] = settled;
  if (settled.length === 1 && only) return { measures: [only.named], conditions: [...only.conditions] };
  const measures = settled.map(({ named, conditions }): NamedMeasure => {
    const measure: Measure =
      named.measure.kind === 'count' && conditions.length > 0 ? { kind: 'matching', conditions } : named.measure;
    return { ...named, measure };
  });
  return { measures, conditions: [] };
};

/** Over rows further down, rows of a table are counted by their key, each once. */
const countKeys = (named: NamedMeasure, table: Table, base: Table, reading: Reading): NamedMeasure => {
  if (table.name === base.name || named.measure.kind === 'distinct') return named;
  const key = keyOf(table);
  if (named.measure.kind === 'count' && key) return { ...named, measure: { kind: 'distinct', column: key } };
  reading.notes.refuse(
    `A row of ${table.name} has many rows of ${base.name}: its ${named.label} over them would count it more than once.`,
  );
  return named;
};

const baseFor = (
  scope: Scope,
  tables: readonly Table[],
  needed: readonly Table[],
  reading: Reading,
): Table | undefined => {
  const lowest = scope.lowest(tables);
  const base =
    lowest && needed.every((table) => scope.above(lowest, table)) ? lowest : scope.lowest([...tables, ...needed]);
  if (!base) reading.notes.refuse(unjoined(scope, [...tables, ...needed]));
  return base;
};

/** Why tables have no common base: they have no key, or more than one way between them. */
const unjoined = (scope: Scope, tables: readonly Table[]): string => {
  const names = [...new Set(tables.map((table) => table.name))];
  for (const from of names) {
    for (const to of names) {
      const ways = rivalsBetween(scope.schema, from, to);
      if (ways.length > 1)
        return `${from} points to ${to} by ${ways.map(({ name }) => name).join(' and ')}: name one of them.`;
    }
  }
  return `There is no common key between the tables ${names.join(', ')}.`;
};

/** Figures over time of a table without times are those of the rows that belong to it: users by month. */
const timedTable = (scope: Scope, tables: readonly Table[], reading: Reading): Table | undefined => {
  const asked = reading.groups.some((ask) => (ask.kind === 'time' && !ask.word) || ask.kind === 'part');
  const hasTimes = (table: Table): boolean =>
    scope.schema.tables.some((other) => scope.above(table, other) && other.columns.some(isTime));
  const [own] = tables;
  if (!asked || !own || tables.some(hasTimes)) return undefined;
  const below = scope.schema.tables.filter(
    (table) => table !== own && scope.above(table, own) && table.columns.some(isTime),
  );
  const [only] = below.length === 1 ? below : [];
  if (only) reading.notes.assume(`A row of ${own.name} counts in each time in which it has rows of ${only.name}.`);
  if (only) reading.sentence.use(reading.sentence.words.filter((word) => word.roles.has('active')));
  return only;
};

/** Rows of which it is not known whether they are so belong to neither side of a split. */
const knownOnly = (scope: Scope, conditions: readonly Condition[]): Placed[] =>
  conditions.flatMap((condition): Placed[] => {
    if ((condition.kind !== 'flag' && condition.kind !== 'in') || !condition.column.nulls) return [];
    const { column } = condition;
    return [{ condition: { kind: 'null', column, negated: true }, table: scope.table(column.table), at: 0 }];
  });

const splitGroup = (scope: Scope, word: Word, base: Table, reading: Reading): NamedGroup[] => {
  const [column] = base.columns;
  const asks = [{ of: word, op: '>=' as const, count: 1, at: word.at }];
  const conditions = settleConditions(scope, base, [], reading, asks);
  return column && conditions.length > 0
    ? [{ group: { kind: 'met', column, conditions, name: word.lower }, label: word.lower }]
    : [];
};

export interface SettleOptions {
  readonly subject?: Table;
  /** Tables besides those of measures and groups whose columns are needed. */
  readonly needed?: readonly Table[];
  /** Measures that stand in for none being named. */
  readonly fallback?: (subject: Table) => MeasureAsk | undefined;
  /** Splits the conditions of the part from those of the whole, for a share. */
  readonly isPart?: (placed: Placed) => boolean;
}

/** Settles all that was read into a query; problems are in the notes. */
export const settle = (reading: Reading, options: SettleOptions = {}): Settled | undefined => {
  const scope = new Scope(reading.schema);
  if (reading.measures.length === 0) takeColumns(reading);
  const subject = options.subject ?? subjectOf(scope, reading);
  if (!subject) {
    reading.notes.refuse('The question names no table or column.');
    return undefined;
  }
  if (reading.measures.length === 0) {
    const fallback = options.fallback?.(subject);
    if (fallback) reading.measures.push(fallback);
  }
  if (reading.measures.length === 0) {
    const concept = conceptMeasure(scope, reading, subject);
    if (concept) reading.measures.push(concept);
  }
  swapUnreachable(scope, reading);
  dropRepeated(reading);
  const settled = reading.measures.flatMap((ask) => settleMeasure(scope, ask, subject, reading) ?? []);
  if (settled.length < reading.measures.length) {
    if (reading.notes.problems.length === 0)
      reading.notes.refuse('It is not clear what is to be counted or worked out.');
    return undefined;
  }
  const asked =
    reading.asked &&
    (reading.asked.table?.table ?? (reading.asked.column && scope.table(reading.asked.column.table.name)));
  const person = reading.who ? personOf(scope, reading) : undefined;
  const groupTables = [
    ...reading.groups.map((ask) => groupTable(scope, ask)),
    asked,
    person,
    ...reading.contrasts.map((one) => scope.table(one.column.table)),
    ...(options.needed ?? []),
  ].filter((table): table is Table => table !== undefined);
  const tables = settled.length > 0 ? settled.map((one) => one.table) : [subject];
  const timed = timedTable(scope, tables, reading);
  if (timed) groupTables.push(timed);
  const base = baseFor(scope, tables, groupTables, reading);
  if (!base) return undefined;
  takeTables(scope, base, reading);
  takeTimes(scope, base, reading);
  const groups = reading.groups.flatMap((ask) => settleGroup(scope, ask, base, reading));
  let outer = groups.length;
  if (reading.rank && askedIsGroup(scope, base, reading)) {
    const ranked = rankGroups(scope, base, reading);
    const others = groups.filter((one) => !ranked.some((other) => sameGroup(one.group, other.group)));
    outer = others.length;
    groups.splice(0, groups.length, ...others, ...ranked);
  } else if (person && person.name !== base.name) groups.push(...entityGroups(person, reading));
  for (const contrast of reading.contrasts) {
    if (!groups.some(({ group }) => group.column === contrast.column))
      groups.unshift({ group: { kind: 'column', column: contrast.column }, label: contrast.column.words.join(' ') });
  }
  groups.push(...reading.splits.flatMap(({ word }) => splitGroup(scope, word, base, reading)));
  const placed: Placed[] = [
    ...placeConditions(scope, base, reading),
    ...groups.flatMap(({ group }) => (group.kind === 'met' ? knownOnly(scope, group.conditions) : [])),
    ...reading.contrasts.map(
      (one): Placed => ({
        condition: { kind: 'in', column: one.column, values: one.values, negated: false },
        table: scope.table(one.column.table),
        at: one.at,
      }),
    ),
  ];
  for (const { condition, amount } of reading.conditions)
    if (amount && 'column' in condition && !scope.above(base, scope.table(condition.column.table)))
      reading.notes.refuse(
        `Each row of ${base.name} has several ${condition.column.name}: it is not clear whether one of them is meant or all together.`,
      );
  const clash = contradiction(placed);
  if (clash) reading.notes.refuse(clash);
  const { measures, conditions } = joinMeasures(
    settled.filter((one, at) => settled.findIndex((other) => other.named.label === one.named.label) === at),
  );
  const isPart = options.isPart ?? (() => false);
  const havingOfGroups =
    groups.length > 0 ? reading.related.filter((ask) => ask.of.table && scope.above(base, ask.of.table.table)) : [];
  const others = reading.related.filter((ask) => !havingOfGroups.includes(ask));
  const partAsks = others.filter((ask) => isPart({ condition: { kind: 'or', either: [] }, table: base, at: ask.at }));
  const whole = settleConditions(
    scope,
    base,
    placed.filter((one) => !isPart(one)),
    reading,
    others.filter((ask) => !partAsks.includes(ask)),
  );
  const part = settleConditions(scope, base, placed.filter(isPart), reading, partAsks);
  const havings: Having[] = [
    ...reading.havings.flatMap((ask): Having[] => {
      const found = settleMeasure(scope, ask.measure, subject, reading);
      return found ? [{ named: found.named, op: ask.op, number: ask.number }] : [];
    }),
    ...havingOfGroups.map(
      (ask): Having => ({ named: nameMeasure({ kind: 'count' }, base.name), op: ask.op, number: ask.count }),
    ),
  ];
  return {
    subject,
    query: {
      base,
      conditions: [...conditions, ...whole],
      groups: groups.map((one) => one.group),
      measures: measures.map((one, at) => countKeys(one, settled[at]?.table ?? base, base, reading).measure),
    },
    measures: measures.map((one, at) => countKeys(one, settled[at]?.table ?? base, base, reading)),
    groups,
    havings,
    within: reading.rank && groups.length > outer ? outer : 0,
    part,
  };
};
