import { fillers, MAX_PHRASE, numerals, type Operator, operatorsOf } from '../lexicon/lexicon';
import { singular } from '../lexicon/words';
import type { Column, Schema, Table } from '../schema/model';
import { isTime } from '../schema/roles';
import { type Amount, amountAt } from './amounts';
import { type Band, bandsAt } from './bands';
import { best, type Choice } from './choices';
import { columnChoices } from './columns';
import { conceptsOf } from './concepts';
import { periodAt } from './period-readers';
import type { Period } from './periods';
import { tableChoices } from './tables';
import type { Token } from './tokens';
import { quotedChoices, type ValueRef, valueChoices } from './values';

/** What a span of tokens may mean. Links overlap freely. */
export type Link = { readonly from: number; readonly to: number; readonly score: number } & (
  | { readonly type: 'ent'; readonly choices: readonly Choice<Table>[] }
  | { readonly type: 'col'; readonly choices: readonly Choice<Column>[] }
  | { readonly type: 'val'; readonly choices: readonly Choice<ValueRef>[] }
  | { readonly type: 'unk'; readonly text: string }
  | { readonly type: 'num'; readonly value: number }
  | { readonly type: 'amt'; readonly amount: Amount }
  | { readonly type: 'per'; readonly period: Period }
  | { readonly type: 'bands'; readonly bands: readonly Band[] }
  | { readonly type: 'op'; readonly operator: Operator }
);

/** Consecutive tokens of a question. */
interface Span {
  readonly tokens: readonly Token[];
  readonly from: number;
  readonly to: number;
  readonly all: readonly Token[];
  readonly phrase: string;
  readonly words: readonly string[];
  readonly quoted: boolean;
}

const ARTICLES = new Set(['a', 'an', 'the', 'any', 'each', 'every', 'per', 'no']);
const isNoun = ({ lower, tags }: Token): boolean => tags.has('Noun') || lower === 'show' || lower === 'result';
/** *Owned by* says whose it is more often than it makes groups. */
const AGENT = 0.75;
export const isParticiple = (token: Token | undefined): boolean =>
  token !== undefined && (token.tags.has('PastTense') || token.tags.has('Participle'));
/** Words before a year. */
const DATED = new Set(['in', 'during', 'since', 'until', 'year']);
const DATED_NUMBER = 0.6;
const NUMERAL = 0.95;
/** Words before *one* that make it a pronoun. */
const POINTERS = new Set(['the', 'this', 'that', 'which', 'each', 'every', 'any']);
/** A verb in the past seldom names a column, and never a time: *ordered* is not `ordered_at`. */
const VERB_PENALTY = 0.3;
/** A quoted text is a value, unless it is the name of a column or a table. */
const QUOTED_NAME = 0.95;
/** Of a text that no table is known to have: quoted, or of capitalised words. */
const UNKNOWN = { quoted: 0.9, proper: 0.55 };
const MAX_WORDS = 4;
const MAX_VALUE_WORDS = 7;
const MAX_PROPER_WORDS = 5;
/** Of what a word that seldom has a meaning may mean. */
const SURE = 0.9;

function spanOf(all: readonly Token[], from: number, to: number): Span {
  const tokens = all.slice(from, to);
  return {
    tokens,
    from,
    to,
    all,
    phrase: tokens.map(({ lower }) => lower).join(' '),
    words: tokens.flatMap((one) => (one.kind === 'symbol' ? [] : one.words)),
    quoted: tokens.length === 1 && tokens[0]?.kind === 'quoted',
  };
}

/** Whether a token seldom has a meaning. After an article even *show* is a noun. */
const isFunctional = ({ all, from }: Span, token: Token | undefined): boolean =>
  token !== undefined &&
  fillers.has(token.lower) &&
  !(ARTICLES.has(all[from - 1]?.lower ?? '') && token === all[from] && isNoun(token));

/** Numbers, ranges and periods from a token on. */
function quantities(all: readonly Token[], from: number): Link[] {
  const token = all[from];
  if (!token) return [];
  const period = periodAt(all, from);
  const bands = bandsAt(all, from);
  const amount = amountAt(all, from);
  const before = all[from - 1]?.lower ?? '';
  const numeral = numerals.get(token.lower);
  const pronoun = numeral === 1 && POINTERS.has(before);
  const to = from + 1;
  return [
    // *In 2024* is a year.
    ...(token.value === undefined
      ? []
      : [
          { from, to, score: period && DATED.has(before) ? DATED_NUMBER : 1, type: 'num', value: token.value } as const,
        ]),
    ...(numeral === undefined || pronoun ? [] : [{ from, to, score: NUMERAL, type: 'num', value: numeral } as const]),
    ...(amount ? [{ from, to: from + amount.length, score: 1, type: 'amt', amount: amount.amount } as const] : []),
    ...(bands ? [{ from, to: bands.to, score: 1, type: 'bands', bands: bands.bands } as const] : []),
    ...(period ? [{ from, to: from + period.length, score: 1, type: 'per', period: period.period } as const] : []),
  ];
}

const isComparison = (token: Token | undefined): boolean =>
  /^(longer|shorter|more|less|over|under|at|between|exactly|for)$/.test(token?.lower ?? '');

const operators = ({ all, from, to, phrase, quoted }: Span): Link[] =>
  (quoted ? [] : operatorsOf(phrase))
    .filter(({ type }) => type !== 'suf' || all[to]?.kind !== 'number')
    // *Classes that last longer than …*: a verb.
    .filter(({ type }) => type !== 'adj' || phrase !== 'last' || !isComparison(all[to]))
    .map((operator) => ({
      from,
      to,
      score: phrase === 'by' && isParticiple(all[from - 1]) ? AGENT : 1,
      type: 'op',
      operator,
    }));

/** Columns and tables that a span names. */
function names(schema: Schema, span: Span): Link[] {
  const { from, to, tokens, words, phrase, quoted } = span;
  if (tokens.length > MAX_WORDS || tokens.some(({ kind }) => kind === 'symbol')) return [];
  const trivial = isFunctional(span, tokens[0]) || isFunctional(span, tokens.at(-1));
  const concept = conceptsOf(schema, [phrase]).length > 0;
  if (trivial && tokens.length > 1 && !concept) return [];
  const [token] = tokens;
  const imperative = from === 0 && operatorsOf(phrase).some((one) => one.type === 'word' && one.word === 'list');
  const verb = tokens.length === 1 && token?.tags.has('PastTense') && !token.tags.has('Noun');
  const counts = ({ score }: { readonly score: number }): boolean => !trivial || concept || score > SURE;
  const columns = best(
    columnChoices(schema, words)
      .filter(({ to: column }) => !(verb || imperative) || !isTime(column))
      .map(({ to: column, score }) => ({
        to: column,
        score: verb && score < QUOTED_NAME ? score - VERB_PENALTY : score,
      })),
  ).filter(counts);
  const tables = best(tableChoices(schema, words)).filter(counts);
  const [column, table] = [columns[0], tables[0]];
  return [
    ...(column ? [{ from, to, score: column.score, type: 'col', choices: columns } as const] : []),
    ...(table && (!quoted || table.score > QUOTED_NAME)
      ? [{ from, to, score: table.score, type: 'ent', choices: tables } as const]
      : []),
  ];
}

/** Values that a span may be, known ones and others. */
function values(schema: Schema, span: Span): Link[] {
  const { from, to, tokens, words, phrase, quoted } = span;
  if (tokens.length > MAX_VALUE_WORDS) return [];
  const alone = tokens.length === 1 && !quoted && isFunctional(span, tokens[0]);
  const number = tokens.length === 1 && tokens[0]?.kind === 'number';
  const lookUp = quoted ? quotedChoices : valueChoices;
  const choices = number ? [] : best(lookUp(schema, [phrase, ...words])).filter(({ score }) => !alone || score > SURE);
  const proper =
    from > 0 &&
    tokens.length <= MAX_PROPER_WORDS &&
    tokens.every(({ kind, text }) => kind === 'word' && /^\p{Lu}/u.test(text));
  const text = tokens.map((one) => one.text.replace(/'s$/, '')).join(' ');
  const score = quoted ? UNKNOWN.quoted : UNKNOWN.proper;
  return [
    ...(choices[0] ? [{ from, to, score: choices[0].score, type: 'val', choices } as const] : []),
    ...(quoted || proper ? [{ from, to, score, type: 'unk', text } as const] : []),
  ];
}

/** Whether a span begins and ends with a word, or ends with a bracket: `satisfaction (1-5)`. */
function isWhole({ tokens }: Span): boolean {
  const [first, last] = [tokens[0], tokens.at(-1)];
  return first?.kind !== 'symbol' && (last?.kind !== 'symbol' || last.text === ')');
}

/** All links of a question's tokens to the tables, their columns and values, to operators, numbers and periods. */
export function linksOf(schema: Schema, tokens: readonly Token[]): Link[] {
  const longest = Math.max(MAX_PHRASE, MAX_VALUE_WORDS);
  const links = tokens.flatMap((_, from) => {
    const spans = Array.from({ length: Math.min(longest, tokens.length - from) }, (__, length) =>
      spanOf(tokens, from, from + length + 1),
    );
    return [
      ...quantities(tokens, from),
      ...distributed(schema, tokens, from),
      ...spans.flatMap((span) => [
        ...operators(span),
        ...(isWhole(span) ? [...names(schema, span), ...values(schema, span)] : []),
      ]),
    ];
  });
  return [...links.map((link) => shadowed(link, links)), ...compounds(links, tokens)];
}

/** More than for a column of only the one word. */
const DISTRIBUTED = 1.1;
const LINKING_WORDS = new Set(['the', 'a', 'an', 'all', 'each', 'every']);

/** Columns that share the end of a phrase: *name and release year of the song* are `song_name` and `song_release_year`. */
function distributed(schema: Schema, tokens: readonly Token[], start: number): Link[] {
  const word = tokens[start];
  if (word?.kind !== 'word' || tokens[start + 1]?.lower !== 'and') return [];
  const of = tokens.findIndex(
    ({ lower }, at) => at > start + 2 && at < start + 7 && (lower === 'of' || lower === 'for'),
  );
  const noun = tokens.slice(of + 1).find(({ lower }) => !LINKING_WORDS.has(lower));
  const second = tokens.slice(start + 2, of).filter(({ lower }) => !LINKING_WORDS.has(lower));
  if (of < 0 || noun?.kind !== 'word' || second.length === 0) return [];
  const exact = (words: readonly string[]) => columnChoices(schema, words).filter(({ score }) => score > 0.95);
  const others = exact([singular(noun.lower), ...second.flatMap(({ words }) => words)]);
  const choices = exact([singular(noun.lower), ...word.words]).filter(({ to }) =>
    others.some((one) => one.to.table === to.table),
  );
  return choices.length > 0 ? [{ from: start, to: start + 1, score: DISTRIBUTED, type: 'col', choices }] : [];
}

/** An operator that is a part of a longer one seldom stands for itself: *least* in *at least*. */
const SHADOW = 0.3;
function shadowed(link: Link, links: readonly Link[]): Link {
  if (link.type !== 'op') return link;
  const longer = links.some(
    ({ type, from, to }) => type === 'op' && from <= link.from && to >= link.to && to - from > link.to - link.from,
  );
  return longer ? { ...link, score: link.score - SHADOW } : link;
}

const COMPOUND = 0.92;
/** Two nouns where the first one only says more about the second: *car models* are models. */
function compounds(links: readonly Link[], tokens: readonly Token[]): Link[] {
  const entities = links.filter((link) => link.type === 'ent');
  return entities.flatMap((first) =>
    entities.flatMap((second): Link[] => {
      const word = tokens[first.to - 1];
      if (first.to !== second.from || !word || singular(word.lower) !== word.lower || word.text.endsWith("'s"))
        return [];
      const choices = second.choices.map(({ to, score }) => ({ to, score: score * COMPOUND }));
      return [{ from: first.from, to: second.to, score: second.score * COMPOUND, type: 'ent', choices }];
    }),
  );
}
