import type { Table } from '../schema/model';
import type { MeasureAsk, Reading, RelatedAsk } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { conceptMeasure } from './concepts';
import { Scope, subjectOf, tableOfWord } from './subject';

/** What the groups are that have to reach a bound: the thing asked for, or the thing that is counted. */
const entityOf = (reading: Reading): { readonly word: Word; readonly counted?: MeasureAsk } | undefined => {
  if (reading.asked) return { word: reading.asked };
  const counted = reading.measures.find((ask) => ask.kind === 'count' && ask.of);
  if (counted?.kind === 'count' && counted.of) return { word: counted.of, counted };
  const [named] = reading.tables;
  return named && { word: named.word };
};

const isColumn = (word: Word): boolean => word.column !== undefined && (word.table?.points ?? 0) < word.column.points;

/** `countries with more than 100 customers`: rows of each value of a column are counted. */
const boundsOfColumn = (scope: Scope, reading: Reading, entity: Word): readonly RelatedAsk[] => {
  const home = tableOfWord(scope, entity);
  if (!isColumn(entity) || !home) return [];
  return reading.related.filter((ask) => {
    const of = tableOfWord(scope, ask.of);
    return of !== undefined && scope.above(of, home) && ask.count > 0 && !(ask.op === '>=' && ask.count === 1);
  });
};

/** `customers who spent more than 1000`: a bound for a sum over the rows of each of them. */
const boundsOfVerb = (scope: Scope, reading: Reading, subject: Table): void => {
  const [loose] = reading.loose;
  const verb = reading.sentence.words.findLast(
    (word) => word.roles.has('deal') && loose !== undefined && word.at < loose.at,
  );
  if (!loose?.op || !verb || loose.high !== undefined || reading.measures.some((ask) => ask.kind === 'figure')) return;
  const measure = conceptMeasure(scope, reading, subject);
  if (measure?.kind !== 'figure') return;
  reading.loose.splice(0, 1);
  const column = measure.word.column?.column;
  if (column && column.table === subject.name) {
    reading.conditions.push({
      condition: { kind: 'compare', column, op: loose.op, value: loose.low },
      at: loose.at,
      words: [verb],
    });
    return;
  }
  reading.havings.push({ measure, op: loose.op, number: loose.low, at: loose.at });
};

/** Bounds for the figures of groups make groups of what was asked for. */
const groupByEntity = (scope: Scope, reading: Reading): void => {
  const entity = entityOf(reading);
  if (!entity || reading.groups.length > 0 || reading.rank) return;
  for (const ask of boundsOfColumn(scope, reading, entity.word)) {
    reading.related.splice(reading.related.indexOf(ask), 1);
    reading.havings.push({
      measure: { kind: 'count', of: ask.of, distinct: false, at: ask.at },
      op: ask.op,
      number: ask.count,
      at: ask.at,
    });
  }
  const [having] = reading.havings;
  if (!having) return;
  reading.counting = entity.counted !== undefined;
  reading.measures.splice(0, reading.measures.length, having.measure);
  const tables = reading.tables.filter(({ word }) => word !== entity.word);
  reading.tables.splice(0, reading.tables.length, ...tables);
  reading.groups.push({ kind: 'word', word: entity.word, at: entity.word.at });
  reading.asked = undefined;
};

/** `How many products were sold` asks for pieces, not for rows of products. */
const countPieces = (scope: Scope, reading: Reading): void => {
  const sold = reading.sentence.words.find((word) => word.roles.has('deal:units'));
  const [ask] = reading.measures;
  const table = ask?.kind === 'count' ? ask.of?.table?.table : undefined;
  if (!sold || reading.sentence.isUsed(sold) || !table || reading.related.length > 0) return;
  const measure = conceptMeasure(scope, reading, table);
  if (measure?.kind !== 'figure' || measure.word.column?.table === table) return;
  reading.measures.splice(0, 1, measure);
};

/** `products never sold`: what they never were is said by a verb; it is the rows that belong to them. */
const openNever = (scope: Scope, reading: Reading): void => {
  const { sentence } = reading;
  const never = sentence.words.find(
    (word) => (word.roles.has('never') || word.roles.has('not')) && !sentence.isUsed(word),
  );
  const deal = sentence.words.find(
    (word) =>
      (word.roles.has('deal') ||
        word.roles.has('act') ||
        word.phrases.some(({ arg }) => arg === 'verb' || arg === 'vague')) &&
      never !== undefined &&
      word.at > never.at,
  );
  const subject = subjectOf(scope, reading);
  if (!never || !deal || !subject) return;
  const below = scope.schema.tables.filter((table) =>
    scope.relations.some((one) => one.from === table && one.to === subject),
  );
  const [child] = below.length === 1 ? below : [];
  if (!child) return;
  reading.notes.assume(`'${never.text} ${deal.text}' means: without a row in ${child.name}.`);
  reading.related.push({
    of: { ...deal, column: undefined, value: undefined, table: { table: child, points: 1, how: 'exact' } },
    op: '=',
    count: 0,
    at: never.at,
  });
  sentence.use([never, deal]);
};

/** `missing values in age` asks how many there are. */
const countMissing = (reading: Reading): void => {
  const [only, ...more] = reading.conditions;
  const bare =
    reading.measures.length + reading.groups.length + reading.columns.length === 0 && !reading.asked && !reading.rank;
  if (bare && only?.condition.kind === 'null' && more.length === 0 && reading.intents.size === 0)
    reading.measures.push({ kind: 'count', distinct: false, at: only.at });
};

/** Settles what verbs and bounds stand for, before a shape is chosen. */
export const prepare = (reading: Reading): void => {
  const scope = new Scope(reading.schema);
  openNever(scope, reading);
  const subject = subjectOf(scope, reading);
  if (subject) boundsOfVerb(scope, reading, subject);
  countPieces(scope, reading);
  groupByEntity(scope, reading);
  countMissing(reading);
  const measured = reading.measures.some((ask) => ask.kind === 'figure') || reading.havings.length > 0;
  const money = reading.columns.some((word) => word.roles.has('measure'));
  if (measured || money) reading.sentence.use(reading.sentence.words.filter((word) => word.roles.has('deal')));
};
