import { isEnglish } from '../lexicon/forms';
import { vocabulary } from '../lexicon/lexicon';
import { nearMiss } from '../lexicon/words';
import { type Link, linksOf } from '../link/links';
import { type Token, tokenise } from '../link/tokens';
import type { Schema } from '../schema/model';
import { type Part, parse } from './chart';
import { grammar } from './grammar';
import type { Meaning } from './meaning';
import { SKIP, skipCosts } from './skips';

export interface Reading {
  readonly meaning: Meaning;
  readonly cost: number;
}

export interface Readings {
  readonly tokens: readonly Token[];
  readonly readings: readonly Reading[];
  /** Words that no reading explains. */
  readonly unexplained: readonly string[];
}

export const MAX_COST = 1.6;

/** Words that are no words, but one letter away from one of the lexicon, are read as that one. */
function corrected(schema: Schema, tokens: readonly Token[]): Token[] {
  return tokens.map((token) => {
    const { lower, kind } = token;
    if (kind !== 'word' || lower.length < 5 || isEnglish(lower) || vocabulary.has(lower)) return token;
    const named = schema.tables.some((table) =>
      [table, ...table.columns].some(
        ({ words, name }) => words.some((word) => nearMiss(lower, word)) || name.startsWith(lower),
      ),
    );
    const word = named ? undefined : [...vocabulary].find((one) => one.length > 3 && nearMiss(lower, one));
    return word ? { ...token, lower: word, words: [word] } : token;
  });
}

const LINK_WEIGHT = 1.3;
const RELATING = new Set(['with', 'has', 'have', 'had', 'having']);
const FIGURE_COST = 0.15;

function partOf(link: Link, ofRows: boolean): Part {
  const { from, to } = link;
  const figure =
    ofRows && link.type === 'op' && link.operator.type === 'agg' && ['min', 'max'].includes(link.operator.op);
  const cost = (1 - link.score) * LINK_WEIGHT + (figure ? FIGURE_COST : 0);
  if (link.type === 'op') {
    const { operator } = link;
    const cat = operator.type === 'word' ? `:${operator.word}` : operator.type;
    const sem =
      'op' in operator
        ? operator.op
        : 'more' in operator
          ? operator.more
          : 'adjective' in operator
            ? operator.adjective
            : 'grain' in operator
              ? operator.grain
              : 'word' in operator
                ? operator.word
                : true;
    return { cat, from, to, cost, sem };
  }
  const sem =
    'choices' in link
      ? link.choices
      : link.type === 'unk'
        ? link.text
        : link.type === 'num'
          ? link.value
          : link.type === 'amt'
            ? link.amount
            : link.type === 'bands'
              ? link.bands
              : link.period;
  return { cat: link.type, from, to, cost, sem };
}

/** The readings of a question, the cheapest first. */
export function read(schema: Schema, question: string): Readings {
  const tokens = corrected(schema, tokenise(question));
  const links = linksOf(schema, tokens);
  const costs = skipCosts(schema, tokens, links);
  // A word that can only be left out, and costs nothing, is left out at once.
  const linked = new Set(links.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)));
  const kept = tokens.flatMap((_, at) => (linked.has(at) || (costs[at] ?? 0) > 0 ? [at] : []));
  const place = new Map(kept.map((at, index) => [at, index]));
  const index = (at: number): number => place.get(at) ?? kept.filter((one) => one < at).length;
  // Of *which country has the highest …* and *the country with the highest …* the country is asked for, not the figure.
  const asksWhich = tokens.findIndex(({ lower }) => lower === 'which' || lower === 'who');
  const ofRows = ({ from }: Link): boolean => {
    const before = tokens[from - 1]?.lower === 'the' ? from - 2 : from - 1;
    return (asksWhich >= 0 && asksWhich < from) || RELATING.has(tokens[before]?.lower ?? '');
  };
  const parts = links
    .map((link) => partOf(link, ofRows(link)))
    .map((part) => ({ ...part, from: index(part.from), to: index(part.to - 1) + (place.has(part.to - 1) ? 1 : 0) }));
  const skips = kept.map((at) => costs[at] ?? 0);
  const roots = parse(
    grammar,
    parts.filter(({ from, to }) => to > from),
    skips,
    'root',
    MAX_COST,
  );
  const open = tokens.filter((_, at) => !linked.has(at) && (costs[at] ?? 0) >= SKIP.pointed).map(({ text }) => text);
  return { tokens, readings: roots.map(({ sem, cost }) => ({ meaning: sem as Meaning, cost })), unexplained: open };
}
