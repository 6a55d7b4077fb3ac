import type { Table } from '../schema/model';
import { keyOf } from '../schema/relations';
import { isMeasure, isNumeric, isTime } from '../schema/roles';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { settleConditions } from './clauses';
import { conceptMeasure } from './concepts';
import { contradiction, type Placed, placeConditions } from './conditions';
import { spoken } from './describe';
import type { Condition, Group, Measure } from './query';
import { entityGroups, groupTable, settleGroup } from './settle-groups';
import { nameMeasure, type SettledMeasure, settleMeasure } from './settle-measures';
import type { Having, NamedGroup, NamedMeasure, Settled } from './settled';
import { personOf, Scope, subjectOf, tableOfWord } from './subject';

/** A number in each row that is named without a word on what to do with it is worked out all the same. */
const takeColumns = (reading: Reading): void => {
  const kept = reading.columns.filter((word) => {
    const column = word.column?.column;
    if (!column || !isNumeric(column)) return true;
    reading.measures.push({ kind: 'figure', word, at: word.at });
    return false;
  });
  reading.columns.splice(0, reading.columns.length, ...kept);
};

/** A further table that is named has to have rows that belong to the row, when each row may have several of them. */
const takeTables = (scope: Scope, base: Table, reading: Reading): void => {
  for (const { table, word } of reading.tables) {
    if (scope.above(base, table) || reading.related.some((ask) => ask.of.table?.table === table)) continue;
    reading.related.push({ of: word, op: '>=', count: 1, at: word.at });
  }
};

/**
 * A time named without one is an event: `cancelled` orders have a date of it, `refunded` ones have rows of refunds.
 */
const takeTimes = (scope: Scope, base: Table, reading: Reading): void => {
  for (const word of reading.times) {
    const column = word.column?.column;
    if (!column || reading.periods.some((ask) => ask.column === column)) continue;
    const table = scope.table(column.table);
    if (!scope.above(base, table)) {
      const of = { ...word, column: undefined, value: undefined, table: { table, points: 0.9, how: 'form' as const } };
      reading.related.push({ of, op: '>=', count: 1, at: word.at });
    } else if (column.nulls && reading.sentence.words.some((one) => one.at === word.at) && !isNoun(word)) {
      reading.notes.assume(`'${word.text}' means that ${column.name} is filled in.`);
      reading.conditions.push({ condition: { kind: 'null', column, negated: true }, at: word.at, words: [word] });
    }
  }
};
const isNoun = (word: Word): boolean => /(date|day|time|dates|days|times)$/.test(word.lower);

/** A number that the groups are too far down for is taken from another column of that meaning that they are not. */
const swapUnreachable = (scope: Scope, reading: Reading): void => {
  const asked =
    reading.asked &&
    (reading.asked.table?.table ?? (reading.asked.column && scope.table(reading.asked.column.table.name)));
  const conditions = reading.conditions.flatMap(({ condition }) =>
    'column' in condition ? [scope.table(condition.column.table)] : [],
  );
  const groups = [
    ...reading.groups.map((ask) => groupTable(scope, ask)),
    asked,
    ...reading.contrasts.map((one) => scope.table(one.column.table)),
    ...conditions,
  ];
  const needed = groups.filter((table): table is Table => table !== undefined);
  for (const [at, ask] of reading.measures.entries()) {
    const link = ask.kind === 'figure' ? ask.word.column : undefined;
    if (ask.kind !== 'figure' || !link || needed.every((table) => scope.above(scope.table(link.table.name), table)))
      continue;
    const other = ask.word.links.columns.find(
      (one) =>
        one.points >= 0.5 &&
        isMeasure(one.column) &&
        needed.every((table) => scope.above(scope.table(one.table.name), table)),
    );
    if (other) reading.measures[at] = { ...ask, word: { ...ask.word, column: other } };
  }
};

/** A number that is named by two words, `battery voltage`, is one number. */
const dropRepeated = (reading: Reading): void => {
  const kept = reading.measures.filter((ask, at) => {
    if (ask.kind === 'count')
      return !reading.measures.some(
        (other, place) =>
          other.kind === 'count' && place < at && other.of?.lower === ask.of?.lower && other.distinct === ask.distinct,
      );
    if (ask.kind !== 'figure') return true;
    return !reading.measures.some(
      (other, place) =>
        other.kind === 'figure' &&
        other.word.column?.column === ask.word.column?.column &&
        (other.fn === ask.fn ? place < at : ask.fn === undefined && place !== at),
    );
  });
  reading.measures.splice(0, reading.measures.length, ...kept);
};

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
  if (!base)
    reading.notes.refuse(
      `There is no common key between the tables ${[...new Set([...tables, ...needed].map((table) => table.name))].join(', ')}.`,
    );
  return base;
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

/** `the coldest day by the daily mean`: said twice. */
const sameGroup = (left: Group, right: Group): boolean =>
  left.kind === right.kind &&
  left.column === right.column &&
  (left.kind !== 'time' || right.kind !== 'time' || left.grain === right.grain);

const rankGroups = (scope: Scope, base: Table, reading: Reading): NamedGroup[] => {
  const { asked } = reading;
  if (!asked) return [];
  if (asked.roles.has('part') && !asked.column)
    return settleGroup(
      scope,
      { kind: 'part', part: asked.phrases.find((phrase) => phrase.role === 'part')?.arg as 'weekday', at: asked.at },
      base,
      reading,
    );
  if (asked.roles.has('grain') && (asked.column?.points ?? 0) < 0.96) {
    return settleGroup(
      scope,
      { kind: 'time', grain: asked.phrases.find((phrase) => phrase.role === 'grain')?.arg as 'day', at: asked.at },
      base,
      reading,
    );
  }
  const column = asked.column?.column;
  if (reading.rank?.frequent && column?.kind === 'integer' && !asked.table)
    return [{ group: { kind: 'column', column }, label: spoken(column) }];
  return settleGroup(scope, { kind: 'word', word: asked, at: asked.at }, base, reading);
};

/** Whether what is asked for stands for groups of the rows that are measured. */
const askedIsGroup = (scope: Scope, base: Table, reading: Reading): boolean => {
  const { asked } = reading;
  if (!asked) return false;
  const table = asked.roles.has('table') ? tableOfWord(scope, asked) : undefined;
  return table === undefined || table.name !== base.name;
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
