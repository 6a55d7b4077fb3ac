import { periodAt } from '../language/period-readers';
import type { Period } from '../language/periods';
import { type Phrase, phrasesAt } from '../language/phrase-index';
import type { Token } from '../language/tokens';
import type { Schema } from '../schema/model';
import { type Links, linkSpan } from './links';

/** A stretch of the question that means one thing, or one of a few things. */
export interface Mark {
  readonly text: string;
  readonly lower: string;
  readonly tokens: readonly Token[];
  readonly phrases: readonly Phrase[];
  readonly links: Links;
  readonly number?: number;
  readonly period?: Period;
  readonly quoted?: string;
}

interface Candidate {
  readonly mark: Mark;
  readonly weight: number;
}

const numerals: Readonly<Record<string, number>> = {
  ...{
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
  },
  ...{
    once: 1,
    twice: 2,
    fifteen: 15,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    hundred: 100,
    thousand: 1000,
  },
};

const none: Links = { tables: [], columns: [], values: [] };
const longest = 6;

const topPoints = (links: Links): number =>
  Math.max(0, ...[links.tables, links.columns, links.values].map((list) => list[0]?.points ?? 0));

const linkable = (tokens: readonly Token[]): boolean =>
  tokens[0]?.kind !== 'symbol' &&
  tokens.at(-1)?.kind !== 'symbol' &&
  tokens.every((token) => token.kind !== 'symbol' || token.text === '-' || token.text === '/' || token.text === '&');

/** Words that stand between those of a name: `added something to the cart`. */
const isIdle = (token: Token): boolean =>
  token.lower === 'within' || phrasesAt([token.lower], 0).some(({ arg }) => arg === 'article' || arg === 'vague');

const linksOf = (schema: Schema, tokens: readonly Token[], text: string): Links => {
  if (!linkable(tokens)) return none;
  const said = tokens.filter(
    (token, at) => token.kind !== 'symbol' && !(at > 0 && at < tokens.length - 1 && isIdle(token)),
  );
  const words = said.flatMap((token) => token.words);
  return words.length === 0 || words.every((word) => /^[\d.,]+$/.test(word)) ? none : linkSpan(schema, words, text);
};

/** Roles of words that are nouns as well: a name may begin or end with them. */
const nouns = new Set([
  'carrier',
  'times',
  'grain',
  'part',
  'time_unit',
  'unit',
  'rate',
  'count',
  'bands',
  'model',
  'growth',
  'rest',
  'quality',
]);

/** Spans with a word or number at their edge that means something by itself are names only when they are spelled so. */
const strict = (tokens: readonly Token[]): boolean => {
  if (tokens.length < 2) return false;
  const edges = [tokens[0], tokens.at(-1)];
  return (
    tokens.some((token) => token.kind === 'number') ||
    edges.some(
      (token) =>
        token && phrasesAt([token.lower], 0).some((phrase) => phrase.arg !== 'data' && !nouns.has(phrase.role)),
    )
  );
};
/** What is spelled as the schema has it; a column that has the numbers in its name is meant by less. */
const sure = (links: Links, numbers: readonly string[]): Links => ({
  tables: links.tables.filter((link) => link.points >= 0.93),
  columns: links.columns.filter(
    (link) =>
      link.points >= 0.93 ||
      link.opposite ||
      (numbers.length > 0 && link.points >= 0.8 && numbers.every((number) => link.column.words.includes(number))),
  ),
  values: links.values.filter((link) => link.points >= 0.95),
});

/** Longer spans count more than the words in them one by one. */
const weigh = (points: number, length: number): number => points * length ** 1.3;

const candidatesAt = (
  schema: Schema,
  question: string,
  tokens: readonly Token[],
  at: number,
): Map<number, Candidate> => {
  const found = new Map<number, Candidate>();
  const lowers = tokens.map((token) => token.lower);
  const phrases = phrasesAt(lowers, at);
  const period = periodAt(tokens, at);
  for (let length = 1; length <= longest && at + length <= tokens.length; length += 1) {
    const span = tokens.slice(at, at + length);
    const first = span[0];
    const last = span.at(-1);
    if (!first || !last) break;
    const text = first.kind === 'quoted' && length === 1 ? first.text : question.slice(first.start, last.end);
    const own = phrases.filter((phrase) => phrase.words.length === length);
    const numbers = span.filter((token) => token.kind === 'number').map((token) => token.text);
    const links = strict(span) ? sure(linksOf(schema, span, text), numbers) : linksOf(schema, span, text);
    const dated = period?.length === length ? period.period : undefined;
    const counted = length === 1 && numerals[first.lower] !== undefined;
    const points = Math.max(
      counted ? 0.9 : 0,
      own.length === 0 ? 0 : length === 1 && own.every((phrase) => phrase.role === 'skip') ? 0.4 : 0.95,
      dated ? 1.05 : 0,
      topPoints(links),
    );
    if (length > 1 && points === 0) continue;
    const mark: Mark = {
      ...{ text, lower: text.toLowerCase(), tokens: span, phrases: own, links, period: dated },
      number: length === 1 ? (first.kind === 'number' ? first.value : numerals[first.lower]) : undefined,
      quoted: length === 1 && first.kind === 'quoted' ? first.text : undefined,
    };
    found.set(length, { mark, weight: weigh(points, length) });
  }
  return found;
};

/** Cuts a question into the marks that explain it best: known spans, long ones rather than short ones. */
export const markQuestion = (schema: Schema, question: string, tokens: readonly Token[]): Mark[] => {
  const bestFrom: { weight: number; length: number; mark?: Mark }[] = [];
  bestFrom[tokens.length] = { weight: 0, length: 0 };
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    let chosen = { weight: -1, length: 1, mark: undefined as Mark | undefined };
    for (const [length, candidate] of candidatesAt(schema, question, tokens, at)) {
      const weight = candidate.weight + (bestFrom[at + length]?.weight ?? 0);
      if (weight > chosen.weight) chosen = { weight, length, mark: candidate.mark };
    }
    bestFrom[at] = chosen;
  }
  const marks: Mark[] = [];
  for (let at = 0; at < tokens.length; at += bestFrom[at]?.length || 1) {
    const mark = bestFrom[at]?.mark;
    if (mark) marks.push(mark);
  }
  return marks;
};
