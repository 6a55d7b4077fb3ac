import type { Column, Table } from '../schema/model';
import { keyOf } from '../schema/relations';
import { isFlag, isId, isMeasure, isNumeric, isTime, isUnique } from '../schema/roles';
import { noteColumn, noteTable, noteValue } from '../understand/notes';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { describeMeasure, spoken } from './describe';
import { timeColumn } from './periods';
import type { Condition, Fn, Measure } from './query';
import type { NamedMeasure } from './settled';
import { isAdditive, type Scope, tableOfWord } from './subject';
import { unitOf } from './units';

/** A measure, and what rows have to be for it. */
export interface SettledMeasure {
  readonly named: NamedMeasure;
  readonly table: Table;
  readonly conditions: readonly Condition[];
}

const formatOf = (measure: Measure): NamedMeasure['format'] => {
  if (measure.kind === 'rate') return 'percent';
  if (
    measure.kind === 'agg' &&
    measure.column.kind === 'integer' &&
    ['sum', 'min', 'max', 'range'].includes(measure.fn)
  )
    return 'count';
  return measure.kind === 'agg' || measure.kind === 'percentile' || measure.kind === 'product' || measure.kind === 'per'
    ? 'number'
    : 'count';
};

export const nameMeasure = (measure: Measure, subject: string): NamedMeasure => ({
  measure,
  label: describeMeasure(measure, subject),
  format: formatOf(measure),
  unit: measure.kind === 'agg' || measure.kind === 'percentile' ? unitOf(measure.column) : undefined,
});

/** The condition that a value or a flag stands for. */
export const conditionOfWord = (word: Word): Condition | undefined => {
  if (word.column && isFlag(word.column.column) && word.column.points >= (word.value?.points ?? 0))
    return { kind: 'flag', column: word.column.column, on: !word.column.opposite };
  if (word.value) return { kind: 'in', column: word.value.column, values: [word.value.value], negated: false };
  return word.column && isFlag(word.column.column)
    ? { kind: 'flag', column: word.column.column, on: !word.column.opposite }
    : undefined;
};

/** Says which of two meanings was taken, when a word is a flag as well as a value. */
export const noteFlag = (word: Word, reading: Reading): void => {
  const { column, value } = word;
  if (
    column &&
    value &&
    isFlag(column.column) &&
    value.table === column.table &&
    column.points >= value.points &&
    value.points >= 0.9
  ) {
    reading.notes.assume(
      `'${word.text}' means rows where ${column.column.name} is yes, rather than where ${value.column.name} is '${value.value}'.`,
    );
  } else if (value) noteValue(reading.notes, word);
};

const isTableWord = (word: Word): boolean =>
  word.table !== undefined && word.table.points >= Math.max(word.column?.points ?? 0, word.value?.points ?? 0) - 0.05;

const countOf = (
  scope: Scope,
  ask: Extract<MeasureAsk, { kind: 'count' }>,
  subject: Table,
  reading: Reading,
): SettledMeasure | undefined => {
  const { of } = ask;
  if (!of) return { named: nameMeasure({ kind: 'count' }, subject.name), table: subject, conditions: [] };
  if (isTableWord(of) && of.table) {
    noteTable(reading.notes, of);
    return { named: nameMeasure({ kind: 'count' }, of.table.table.name), table: of.table.table, conditions: [] };
  }
  const condition = conditionOfWord(of);
  const table = tableOfWord(scope, of) ?? subject;
  if (condition && !(of.column && !isFlag(of.column.column) && of.column.points > (of.value?.points ?? 0))) {
    noteFlag(of, reading);
    const said = of.lower;
    return {
      named: { ...nameMeasure({ kind: 'count' }, said), label: `number of ${said}` },
      table,
      conditions: [condition],
    };
  }
  const column = of.column?.column;
  if (!column) return undefined;
  if (of.column?.how === 'described') {
    reading.notes.refuse(
      `'${of.text}' are not kept in the tables: ${column.name} only mentions them in its description.`,
    );
    return undefined;
  }
  if (isTime(column) && !ask.distinct && !/(date|day|time|stamp)s?$/.test(of.lower)) {
    reading.times.push(of);
    reading.notes.assume(`'${of.text}' are the rows of ${column.table} with a ${column.name}.`);
    const named = { ...nameMeasure({ kind: 'count' }, of.lower), label: `number of ${of.lower}` };
    return {
      named,
      table: scope.table(column.table),
      conditions: column.nulls ? [{ kind: 'null', column, negated: true }] : [],
    };
  }
  if (keyOf(table) === column && isUnique(column, table)) {
    return { named: nameMeasure({ kind: 'count' }, of.lower), table, conditions: [] };
  }
  noteColumn(reading.notes, of, reading.schema);
  if (isMeasure(column) && !ask.distinct && (isAdditive(column) || column.kind === 'integer')) {
    reading.notes.assume(`'${of.text}' is a number in each row: its total is given.`);
    return { named: nameMeasure({ kind: 'agg', fn: 'sum', column }, table.name), table, conditions: [] };
  }
  if (!ask.distinct) reading.notes.assume(`Different values of ${column.name} are counted.`);
  return { named: nameMeasure({ kind: 'distinct', column }, table.name), table, conditions: [] };
};

/** Words that rank by single values rather than by all of them together. */
const highest = /highest|lowest|max|min|peak|largest|smallest|biggest|greatest/;

/** Numbers on a scale: of them the most is no sum. */
const scales = new Set([
  'age',
  'rating',
  'score',
  'satisfaction',
  'rate',
  'percent',
  'pct',
  'temperature',
  'humidity',
  'price',
  'grade',
  'level',
]);
const isScale = (column: Column): boolean => column.words.some((word) => scales.has(word));

const defaultFn = (column: Column, reading: Reading): Fn => {
  const most = reading.rank?.word?.phrases.some(({ role }) => role === 'most') ?? false;
  const amount = most && !highest.test(reading.rank?.word?.lower ?? '') && !isScale(column);
  const fn: Fn =
    isAdditive(column) || amount
      ? 'sum'
      : reading.rank !== undefined && highest.test(reading.rank.word?.lower ?? '')
        ? reading.rank?.direction === 'asc'
          ? 'min'
          : 'max'
        : 'avg';
  reading.notes.assume(
    `Of ${column.name} the ${{ sum: 'total', avg: 'average', max: 'highest value', min: 'lowest value' }[fn as 'sum']} is taken.`,
  );
  return fn;
};

const figureOf = (
  scope: Scope,
  ask: Extract<MeasureAsk, { kind: 'figure' }>,
  reading: Reading,
): SettledMeasure | undefined => {
  const { word } = ask;
  const table = tableOfWord(scope, word);
  if (!table) return undefined;
  const column =
    word.column?.column ?? (isTableWord(word) ? timeColumn(table, reading.sentence.words, reading.notes) : undefined);
  if (!column) {
    reading.notes.refuse(`There is no date or time in ${table.name}.`);
    return undefined;
  }
  const home = scope.table(column.table);
  if (word.column) noteColumn(reading.notes, word, reading.schema);
  if (ask.percentile !== undefined)
    return {
      named: nameMeasure({ kind: 'percentile', column, at: ask.percentile }, home.name),
      table: home,
      conditions: [],
    };
  const fn = ask.fn ?? defaultFn(column, reading);
  if (!isNumeric(column) && !isTime(column)) {
    reading.notes.refuse(`${column.name} is ${column.type}: it has no ${fn === 'avg' ? 'average' : fn}.`);
    return undefined;
  }
  if (isTime(column) && fn !== 'min' && fn !== 'max') {
    reading.notes.refuse(`${column.name} is a ${column.type}: ask for its first or last.`);
    return undefined;
  }
  if (isId(column)) {
    reading.notes.refuse(`${column.name} is an identifier: its ${fn} says nothing.`);
    return undefined;
  }
  return { named: nameMeasure({ kind: 'agg', fn, column }, home.name), table: home, conditions: [] };
};

/** `refund rate`: what part of the rows above has rows of this table. */
const rateOfRows = (scope: Scope, table: Table, word: Word, reading: Reading): SettledMeasure | undefined => {
  const parents = scope.relations.filter((one) => one.from === table);
  const [parent] = parents;
  if (!parent || parents.length > 1) {
    reading.notes.refuse(`It is not clear of what the ${word.lower} rate is a part.`);
    return undefined;
  }
  reading.notes.assume(
    `The ${word.lower} rate is the part of ${parent.to.name} with at least one row of ${table.name}.`,
  );
  const condition = { kind: 'related', table, conditions: [], op: '>=', count: 1 } as const;
  const named = nameMeasure({ kind: 'rate', conditions: [condition], name: `${word.lower} rate` }, parent.to.name);
  return { named, table: parent.to, conditions: [] };
};

const rateOf = (
  scope: Scope,
  ask: Extract<MeasureAsk, { kind: 'rate' }>,
  subject: Table,
  reading: Reading,
): SettledMeasure | undefined => {
  const own = isTableWord(ask.of) ? ask.of.table?.table : undefined;
  if (own) return rateOfRows(scope, own, ask.of, reading);
  const condition = conditionOfWord(ask.of);
  if (!condition) return undefined;
  noteFlag(ask.of, reading);
  const table = tableOfWord(scope, { ...ask.of, table: undefined }) ?? subject;
  return {
    named: nameMeasure({ kind: 'rate', conditions: [condition], name: `${ask.of.lower} rate` }, table.name),
    table,
    conditions: [],
  };
};

const perOf = (
  scope: Scope,
  ask: Extract<MeasureAsk, { kind: 'per' }>,
  subject: Table,
  reading: Reading,
): SettledMeasure | undefined => {
  const counted = countOf(scope, { kind: 'count', of: ask.of, distinct: false, at: ask.at }, subject, reading);
  if (!counted) return undefined;
  if (ask.fn !== 'avg') {
    reading.notes.refuse(
      'Of a number per group only the average is worked out. Ask for the groups with the most or the fewest instead.',
    );
    return undefined;
  }
  const { table } = counted;
  const grain = ask.for.phrases.find((phrase) => phrase.role === 'grain')?.arg;
  const over =
    ask.for.table && !(ask.for.column && ask.for.column.points > ask.for.table.points)
      ? ask.for.table.table
      : undefined;
  const subjectSaid = counted.named.label.replace(/^number of /, '');
  const make = (measure: Measure): SettledMeasure => ({
    named: {
      ...nameMeasure(measure, subjectSaid),
      label: `average number of ${subjectSaid} per ${measure.kind === 'per' ? measure.name : ''}`,
    },
    table,
    conditions: counted.conditions,
  });
  if (over) {
    const relation = scope.relations.find((one) => one.from === table && one.to === over);
    const column = relation?.fromColumn ?? keyOf(over);
    if (!column || !scope.above(table, over)) {
      reading.notes.refuse(`There is no key by which ${table.name} belong to ${over.name}.`);
      return undefined;
    }
    reading.notes.assume(`Only ${over.name} with at least one row of ${table.name} are counted.`);
    return make({ kind: 'per', column, name: ask.for.lower });
  }
  if (ask.for.column && (ask.for.column.points >= 0.96 || !grain))
    return make({ kind: 'per', column: ask.for.column.column, name: spoken(ask.for.column.column) });
  const column = timeColumn(table, reading.sentence.words, reading.notes);
  if (!column || !grain) {
    reading.notes.refuse(`There is no date or time in ${table.name}.`);
    return undefined;
  }
  return make({ kind: 'per', column, grain: grain as 'day', name: grain });
};

/** Settles what is worked out; undefined, with the reason in the notes where there is one, when it cannot be. */
export const settleMeasure = (
  scope: Scope,
  ask: MeasureAsk,
  subject: Table,
  reading: Reading,
): SettledMeasure | undefined => {
  if (ask.kind === 'count') return countOf(scope, ask, subject, reading);
  if (ask.kind === 'figure') return figureOf(scope, ask, reading);
  return ask.kind === 'rate' ? rateOf(scope, ask, subject, reading) : perOf(scope, ask, subject, reading);
};
