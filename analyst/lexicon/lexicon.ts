import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export type Aggregate = 'avg' | 'sum' | 'min' | 'max' | 'median' | 'stddev';
export type Comparator = '>' | '<' | '>=' | '<=' | '=' | '<>';
export type Grain = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'weekday';

/** An adjective in one of its forms: the columns that it compares, and in which direction. */
export interface Adjective {
  readonly degree: 'superlative' | 'comparative';
  readonly more: boolean;
  readonly columns: readonly string[];
  /** Columns where the comparison is reversed: who is older has an earlier birthday. */
  readonly inverse: readonly string[];
}

export interface Concept {
  readonly words: readonly string[];
  readonly columns: readonly string[];
  readonly tables: readonly string[];
  /** Two lists of columns, to be multiplied. */
  readonly product?: readonly (readonly string[])[];
  /** Columns of the start and of the end of something that lasts. */
  readonly span?: readonly (readonly string[])[];
}

/** One of the two rows that a row with two references to one table belongs to. */
export type Side = 'from' | 'to';

interface Operators {
  aggregates: Record<Aggregate, string>;
  count: string;
  comparisons: Record<Comparator, string>;
  suffixes: Record<Comparator, string>;
  times: Record<'after' | 'since' | 'before' | 'until', string>;
  superlatives: Record<'max' | 'min', string>;
  adjectives: { max?: string; min?: string; more?: string; less?: string; columns: string; inverse?: string }[];
  words: Record<string, string>;
  grains: Record<Grain, string>;
  numbers: Record<string, number>;
  fillers: string;
  weak: string;
  outcomes: string;
}

interface Concepts {
  concepts: { words: string; columns?: string; tables?: string; product?: string[]; span?: string[] }[];
  values: { columns: string; spellings: string }[];
  sides: Record<Side, string>;
  events: { words: string; not?: string }[];
}

/** From the project's folder, so that a bundle two folders below it finds them as well. */
const LEXICON = fileURLToPath(new URL('../../analyst/lexicon', import.meta.url));

const read = (name: string): unknown => parse(readFileSync(join(LEXICON, name), 'utf8'));
const alternatives = (text = ''): string[] =>
  text
    .split('|')
    .map((one) => one.trim().replace(/^'(.*)'$/, '$1'))
    .filter(Boolean);

const operators = read('operators.yaml') as Operators;
const data = read('concepts.yaml') as Concepts;

/** What a phrase may mean. */
export type Operator =
  | { readonly type: 'agg'; readonly op: Aggregate }
  | { readonly type: 'cnt' }
  | { readonly type: 'cmp'; readonly op: Comparator }
  | { readonly type: 'suf'; readonly op: Comparator }
  | { readonly type: 'when'; readonly op: 'after' | 'since' | 'before' | 'until' }
  | { readonly type: 'sup'; readonly more: boolean }
  | { readonly type: 'adj'; readonly adjective: Adjective }
  | { readonly type: 'grain'; readonly grain: Grain }
  | { readonly type: 'word'; readonly word: string };

const phrases = new Map<string, Operator[]>();

function add(texts: string | undefined, operator: Operator): void {
  for (const text of alternatives(texts)) phrases.set(text, [...(phrases.get(text) ?? []), operator]);
}

for (const [op, texts] of Object.entries(operators.aggregates)) add(texts, { type: 'agg', op: op as Aggregate });
add(operators.count, { type: 'cnt' });
for (const [op, texts] of Object.entries(operators.comparisons)) add(texts, { type: 'cmp', op: op as Comparator });
for (const [op, texts] of Object.entries(operators.suffixes)) add(texts, { type: 'suf', op: op as Comparator });
for (const [op, texts] of Object.entries(operators.times)) add(texts, { type: 'when', op: op as 'after' });
for (const [op, texts] of Object.entries(operators.superlatives)) add(texts, { type: 'sup', more: op === 'max' });
for (const [grain, texts] of Object.entries(operators.grains)) add(texts, { type: 'grain', grain: grain as Grain });
for (const [word, texts] of Object.entries(operators.words)) add(texts, { type: 'word', word });
for (const { max, min, more, less, ...rest } of operators.adjectives) {
  const adjective = { columns: alternatives(rest.columns), inverse: alternatives(rest.inverse) };
  add(max, { type: 'adj', adjective: { ...adjective, degree: 'superlative', more: true } });
  add(min, { type: 'adj', adjective: { ...adjective, degree: 'superlative', more: false } });
  add(more, { type: 'adj', adjective: { ...adjective, degree: 'comparative', more: true } });
  add(less, { type: 'adj', adjective: { ...adjective, degree: 'comparative', more: false } });
}

/** Words of the longest phrase. */
export const MAX_PHRASE = Math.max(...[...phrases.keys()].map((phrase) => phrase.split(' ').length));

/** What a phrase in lower case may mean. */
export const operatorsOf = (phrase: string): readonly Operator[] => phrases.get(phrase) ?? [];

export const fillers: ReadonlySet<string> = new Set(operators.fillers.split(/\s+/));
export const weakWords: ReadonlySet<string> = new Set(operators.weak.split(/\s+/));
export const outcomes: ReadonlySet<string> = new Set(operators.outcomes.split(/\s+/));
/** Every word of the lexicon. */
export const vocabulary: ReadonlySet<string> = new Set([
  ...fillers,
  ...weakWords,
  ...[...phrases.keys()].flatMap((phrase) => phrase.split(' ')),
]);
export const numerals: ReadonlyMap<string, number> = new Map(Object.entries(operators.numbers));

export const concepts: readonly Concept[] = data.concepts.map(({ words, columns, tables, product, span }) => ({
  words: alternatives(words),
  columns: alternatives(columns),
  tables: alternatives(tables),
  ...(product && { product: product.map(alternatives) }),
  ...(span && { span: span.map(alternatives) }),
}));

/** Spellings of one value, of use in columns with one of the words. */
export const valueSpellings = data.values.map(({ columns, spellings }) => ({
  columns: alternatives(columns),
  spellings: alternatives(spellings),
}));

/** The words of columns that refer to one side of a row. */
export const sides: Readonly<Record<Side, readonly string[]>> = {
  from: alternatives(data.sides.from),
  to: alternatives(data.sides.to),
};

/** Words for one event each, and words for what it did not happen to. */
export const events = data.events.map(({ words, not }) => ({ words: alternatives(words), not: alternatives(not) }));
