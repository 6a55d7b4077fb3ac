import type { Table } from '../schema/model';
import { isMeasure, isNumeric } from '../schema/roles';
import type { Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { groupTable } from './settle-groups';
import type { Scope } from './subject';

/** A number in each row that is named without a word on what to do with it is worked out all the same. */
export const takeColumns = (reading: Reading): void => {
  const kept = reading.columns.filter((word) => {
    const column = word.column?.column;
    if (!column || !isNumeric(column)) return true;
    reading.measures.push({ kind: 'figure', word, at: word.at });
    return false;
  });
  reading.columns.splice(0, reading.columns.length, ...kept);
};

/** A further table that is named has to have rows that belong to the row, when each row may have several of them. */
export const takeTables = (scope: Scope, base: Table, reading: Reading): void => {
  for (const { table, word } of reading.tables) {
    if (scope.above(base, table) || reading.related.some((ask) => ask.of.table?.table === table)) continue;
    reading.related.push({ of: word, op: '>=', count: 1, at: word.at });
  }
};

/**
 * A time named without one is an event: `cancelled` orders have a date of it, `refunded` ones have rows of refunds.
 */
export const takeTimes = (scope: Scope, base: Table, reading: Reading): void => {
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
export const swapUnreachable = (scope: Scope, reading: Reading): void => {
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
export const dropRepeated = (reading: Reading): void => {
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
