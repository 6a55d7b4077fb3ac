import type { Aggregate } from '../lexicon/lexicon';
import { singular } from '../lexicon/words';
import type { Column, Table } from '../schema/model';
import type { Item } from './query';

export const AGGREGATES: Readonly<Record<Aggregate, (expression: string) => string>> = {
  avg: (one) => `AVG(CAST(${one} AS double precision))`,
  sum: (one) => `SUM(${one})`,
  min: (one) => `MIN(${one})`,
  max: (one) => `MAX(${one})`,
  median: (one) => `MEDIAN(${one})`,
  stddev: (one) => `STDDEV_SAMP(${one})`,
};

export const AGGREGATE_WORDS: Readonly<Record<Aggregate, string>> = {
  avg: 'average',
  sum: 'total',
  min: 'lowest',
  max: 'highest',
  median: 'median',
  stddev: 'standard deviation of',
};

/** Columns that are added up where an amount is asked for. */
const ADDITIVE = new Set(
  'amount total fee downtime energy fuel tonnes sales revenue quantity qty units sum spent spend cost price tickets count num number pieces minutes hours salary points goals votes population killed injured passengers'.split(
    ' ',
  ),
);

export const isAdditive = (column: Column): boolean =>
  column.words.some((word) => ADDITIVE.has(word) || ADDITIVE.has(singular(word)));

/** Columns whose sum means nothing. */
const INTENSIVE = new Set(
  'age rate ratio percent pct percentage share price rating score temperature humidity speed height rank position grade average mean mpg horsepower level stars year'.split(
    ' ',
  ),
);

export const isIntensive = (column: Column): boolean => column.words.some((word) => INTENSIVE.has(word));

/**
 * How the values of several rows become one, where a question does not say it; undefined if it is not clear. What is no
 * event, such as a country, has one number, not one of many.
 */
export function summaryOf(column: Column, { columns }: Table, words: ReadonlySet<string>): 'sum' | 'avg' | undefined {
  if (column.words.some((word) => TOTALS.has(word))) return 'sum';
  if (isIntensive(column)) return 'avg';
  return isAdditive(column) || CONSUMING.some((word) => words.has(word))
    ? 'sum'
    : columns.some(isEventTime)
      ? undefined
      : 'avg';
}

/** Whether rows use up or make something that is not named: what *sells best*. */
export const isConsumed = (column: Column, words: ReadonlySet<string>): boolean =>
  CONSUMING.some((word) => words.has(word)) && !column.words.some((word) => words.has(word));

/** Whether a column says when something happened. */
export const isEventTime = ({ kind }: Column): boolean => kind === 'date' || kind === 'timestamp';
const TOTALS = new Set(['total', 'amount', 'sum', 'count', 'number']);
/** Words for what rows use up or make. */
const CONSUMING = [
  'use',
  'used',
  'consume',
  'burn',
  'produce',
  'make',
  'spend',
  'sell',
  'need',
  'lose',
  'generate',
  'most',
  'least',
];

const SUFFIXES = new Set(['data', 'list', 'info', 'table', 'details', 'records']);

/** Numbers at the end of a name: a year of a table, or the scale of a column. The one of `sales_2024` is a part of it. */
function isLittle({ words, ...named }: Named, at: number): boolean {
  const numbers = words.length - 1 - words.findLastIndex((word) => !/^\d+$/.test(word));
  return at >= words.length - numbers
    ? numbers > 1 || !('kind' in named)
    : at === words.length - 1 && SUFFIXES.has(words[at] ?? '');
}

type Named = Pick<Table | Column, 'words'>;

/** What people call a table or a column: `cars` for cars_data, `satisfaction` for satisfaction (1-5). */
export const phraseOf = (named: Named): string =>
  named.words.filter((_, at) => at === 0 || !isLittle(named, at)).join(' ');

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['person', 'people'],
  ['child', 'children'],
  ['man', 'men'],
  ['woman', 'women'],
]);

/** The plural of a phrase; of a word that is one, such as `people`, the word itself. */
export function plural(phrase: string): string {
  const [last = '', ...before] = phrase.split(' ').reverse();
  return [...before.reverse(), pluralOf(last)].join(' ');
}

const pluralOf = (noun: string): string =>
  IRREGULAR.get(noun) ??
  (/[^s]s$/.test(noun) || singular(noun) !== noun
    ? noun
    : /[^aeiou]y$/.test(noun)
      ? `${noun.slice(0, -1)}ies`
      : /(sh|ch|x|ss)$/.test(noun)
        ? `${noun}es`
        : `${noun}s`);

/** A name for a column of the result that no other one has. */
export function aliasFor(label: string, items: readonly Item[]): string {
  const base =
    label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .replace(/^(?=\d)/, 'c_') || 'value';
  const safe = [
    'order',
    'group',
    'user',
    'table',
    'date',
    'position',
    'month',
    'year',
    'name',
    'count',
    'hour',
    'day',
    'week',
    'quarter',
  ].includes(base)
    ? `${base}_`
    : base;
  let alias = safe;
  for (let n = 2; items.some((item) => item.alias === alias); n += 1) alias = `${safe}_${n}`;
  return alias;
}
