import { type Concept, concepts } from '../lexicon/lexicon';
import { sameWord, singular } from '../lexicon/words';
import type { Column, Table } from '../schema/model';
import { isId } from '../schema/roles';
import { oncePerPhrase } from './choices';

const matches = (phrase: string, words: readonly string[]): boolean =>
  words.some((word) => word === phrase || (!word.includes(' ') && !phrase.includes(' ') && sameWord(word, phrase)));

/** The concepts that a phrase names. */
export const conceptsOf = oncePerPhrase((_, words): readonly Concept[] =>
  concepts.filter((concept) => matches(words.join(' '), concept.words)),
);

const hasWords = (names: readonly string[], words: string): boolean =>
  words.split(' ').every((word) => names.some((name) => singular(name) === singular(word)));

/** The first kind of column in a list that a table has. */
export function firstOf(
  table: Table,
  kinds: readonly string[],
  fits: (column: Column) => boolean = () => true,
): Column | undefined {
  const named = kinds.flatMap((kind) => table.columns.filter((one) => hasWords(one.words, kind) && fits(one)));
  return named.find((one) => !isId(one)) ?? named[0];
}

const isCounted = (column: Column): boolean => (column.kind === 'integer' || column.kind === 'number') && !isId(column);
const isMoment = ({ kind }: Column): boolean => kind === 'timestamp' || kind === 'date';

const base = (table: Table) =>
  ({
    table: table.name,
    kind: 'number',
    description: '',
    nulls: 0,
    unique: false,
    values: [],
    complete: false,
  }) as const;

/** An amount: the product of two columns, such as quantity and price. */
function amount(table: Table, product: NonNullable<Concept['product']>): Column | undefined {
  const [one, other] = product.map((kinds) => firstOf(table, kinds, isCounted));
  if (!one || !other || one === other) return undefined;
  return {
    ...base(table),
    name: `${one.name} × ${other.name}`,
    words: ['revenue'],
    formula: (of) => `${of(one.name)} * ${of(other.name)}`,
  };
}

/** A duration: the time between two columns, in days where one of them has days only, else in minutes. */
function duration(table: Table, [starts = [], ends = []]: NonNullable<Concept['span']>): Column | undefined {
  const [start, end] = [firstOf(table, starts, isMoment), firstOf(table, ends, isMoment)];
  if (!start || !end || start === end) return undefined;
  const inDays = start.kind === 'date' || end.kind === 'date';
  return {
    ...base(table),
    name: `${start.name} to ${end.name}`,
    words: ['duration', inDays ? 'days' : 'minutes'],
    formula: (of) =>
      inDays
        ? `DATEDIFF(day, ${of(start.name)}, ${of(end.name)})`
        : `DATEDIFF(second, ${of(start.name)}, ${of(end.name)}) / 60.0`,
  };
}

/** What a concept computes from two columns of a table. */
export const computed = (table: Table, { product, span }: Concept): Column | undefined =>
  (product && amount(table, product)) ?? (span && duration(table, span));

/** How long the rows of a table last, where they have a start and an end. */
export const durationOf = (table: Table): Column | undefined =>
  concepts.flatMap((concept) => (concept.span ? (computed(table, concept) ?? []) : []))[0];
