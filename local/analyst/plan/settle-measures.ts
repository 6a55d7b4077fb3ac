import type { Column, Table } from '../schema/model';
import { isId, isNumeric, isTime } from '../schema/roles';
import { noteColumn } from '../understand/notes';
import type { MeasureAsk, Reading } from '../understand/reading';
import { timeColumn } from './periods';
import type { Fn } from './query';
import { countOf, isTableWord, nameMeasure, type SettledMeasure } from './settle-counts';
import { perOf, rateOf } from './settle-rates';
import { isAdditive, type Scope, tableOfWord } from './subject';

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
