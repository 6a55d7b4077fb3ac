import { comparative } from '../language/synonyms';
import { conceptMeasure } from '../plan/concepts';
import { settle } from '../plan/settle';
import type { Settled } from '../plan/settled';
import { columnFor, Scope } from '../plan/subject';
import type { Table } from '../schema/model';
import { isTime } from '../schema/roles';
import type { MeasureAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import type { Context } from './shape';

/** `which users purchased most often`: rows of theirs are counted that are said by a verb. */
const belowAsked = (reading: Reading): MeasureAsk | undefined => {
  const scope = new Scope(reading.schema);
  const { asked } = reading;
  const table = asked?.table?.table ?? (asked?.column && scope.table(asked.column.table.name));
  const ask = reading.conditions.find(
    ({ condition, words }) =>
      'column' in condition &&
      words.length === 1 &&
      table !== undefined &&
      !scope.above(table, scope.table(condition.column.table)),
  );
  if (
    !ask ||
    (!reading.rank?.frequent && !reading.rank?.word?.roles.has('degree') && !reading.rank?.word?.roles.has('most'))
  )
    return undefined;
  reading.conditions.splice(reading.conditions.indexOf(ask), 1);
  return { kind: 'count', of: ask.words[0], distinct: false, at: ask.at };
};

/** `oldest` is about an age: when there is none, rows are not counted in its place. */
const isAboutSomething = (adjective: string | undefined): boolean =>
  adjective !== undefined && comparative(adjective) !== undefined;

/** `who ordered most often`: the orders that there have to be are those that are counted. */
const takeRelated = ({ related }: Reading): { readonly word: Word } | undefined => {
  const ask = related.find(({ of, op, count }) => of.table !== undefined && op === '>=' && count === 1);
  if (!ask) return undefined;
  related.splice(related.indexOf(ask), 1);
  return { word: ask.of };
};

/** `most interactions`: what is counted stands behind the word that ranks. */
const rankedBy = (reading: Reading): MeasureAsk | undefined => {
  const { rank } = reading;
  if (!rank) return undefined;
  const below = belowAsked(reading);
  if (below) return below;
  if (isAboutSomething(rank.adjective)) return undefined;
  const after =
    reading.tables.find(({ word }) => word.at > rank.at) ??
    (rank.frequent && reading.who ? (reading.tables[0] ?? takeRelated(reading)) : undefined);
  const condition = reading.conditions.find(
    (ask) => ask.at > rank.at && ['flag', 'in'].includes(ask.condition.kind) && ask.words.length === 1,
  );
  if (
    condition &&
    (!after || condition.at < after.word.at) &&
    rank.word &&
    condition.words[0]?.at === rank.word.at + 1
  ) {
    reading.conditions.splice(reading.conditions.indexOf(condition), 1);
    return { kind: 'count', of: condition.words[0], distinct: false, at: condition.at };
  }
  return after ? { kind: 'count', of: after.word, distinct: false, at: after.word.at } : undefined;
};

/** `the cheapest products`: the number of the rows that the adjective is about. */
const byAdjective = ({ rank, asked }: Reading, table: Table): MeasureAsk | undefined => {
  const adjective = rank?.adjective ? comparative(rank.adjective) : undefined;
  const column = adjective && columnFor(table, adjective.concepts);
  if (!rank || !adjective || !column || isTime(column) || !asked?.column) return undefined;
  const word: Word = {
    ...asked,
    table: undefined,
    value: undefined,
    column: { table, column, points: 0.7, how: 'synonym' },
  };
  return { kind: 'figure', fn: 'avg', word, at: rank.at };
};

export const settleGeneral = (context: Context): Settled | undefined =>
  settle(context.reading, {
    fallback: (subject) =>
      rankedBy(context.reading) ??
      byAdjective(context.reading, subject) ??
      conceptMeasure(new Scope(context.schema), context.reading, subject) ??
      (context.reading.groups.length > 0 ||
      (context.reading.rank && !isAboutSomething(context.reading.rank.adjective)) ||
      context.reading.contrasts.length > 0
        ? { kind: 'count', distinct: false, at: 0 }
        : undefined),
  });
