import type { Table } from '../schema/model';
import { keyOf } from '../schema/relations';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { spoken } from './describe';
import { timeColumn } from './periods';
import type { Measure } from './query';
import { conditionOfWord, countOf, isTableWord, nameMeasure, noteFlag, type SettledMeasure } from './settle-counts';
import { type Scope, tableOfWord } from './subject';

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

export const rateOf = (
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

export const perOf = (
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
