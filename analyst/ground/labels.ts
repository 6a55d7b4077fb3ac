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

/** What people call a table or a column: `cars` for cars_data. */
export const phraseOf = ({ words }: { readonly words: readonly string[] }): string =>
  words
    .filter((word, at) => at === 0 || !(at === words.length - 1 && (SUFFIXES.has(word) || /^\d+$/.test(word))))
    .join(' ');

export const plural = (noun: string): string =>
  /s$/.test(noun)
    ? noun
    : /[^aeiou]y$/.test(noun)
      ? `${noun.slice(0, -1)}ies`
      : /(sh|ch|x)$/.test(noun)
        ? `${noun}es`
        : `${noun}s`;

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
