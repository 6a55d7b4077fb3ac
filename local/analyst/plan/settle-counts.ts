import type { Table } from '../schema/model';
import { keyOf } from '../schema/relations';
import { isFlag, isMeasure, isTime, isUnique } from '../schema/roles';
import { noteColumn, noteTable, noteValue } from '../understand/notes';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { describeMeasure } from './describe';
import type { Condition, Measure } from './query';
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

export const isTableWord = (word: Word): boolean =>
  word.table !== undefined && word.table.points >= Math.max(word.column?.points ?? 0, word.value?.points ?? 0) - 0.05;

export const countOf = (
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
