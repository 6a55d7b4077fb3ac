import { fillers, operatorsOf, weakWords } from '../lexicon/lexicon';
import { baseForms } from '../lexicon/words';
import { type Link, linksOf } from '../link/links';
import { type Token, tokenise } from '../link/tokens';
import type { Schema } from '../schema/model';
import { type Part, parse } from './chart';
import { grammar } from './grammar';
import type { Meaning } from './meaning';

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

/** What it costs to leave out a word of this kind. */
const SKIP = { filler: 0, weak: 0.3, verb: 2.2, relatedVerb: 0.15, adverb: 0.5, content: 3, number: 9, negation: 9, function: 0.1, alternative: 1.2 };
export const MAX_COST = 2.1;

const FUNCTION_TAGS = ['Determiner', 'Preposition', 'Pronoun', 'Auxiliary', 'Copula', 'Conjunction', 'QuestionWord', 'Modal', 'Expression'];

/** Verbs made from the name of a table, such as *teach* of teachers, only name its relation to another. */
function isRelated(schema: Schema, token: Token): boolean {
  return schema.tables.some((table) =>
    [...table.words, ...table.columns.filter(({ words }) => words.at(-1) === 'id').flatMap(({ words }) => words)].some(
      (word) => word.length > 3 && baseForms(token.lower).some((form) => form.length > 3 && form.slice(0, 5) === word.slice(0, 5)),
    ),
  );
}

function skipCost(schema: Schema, token: Token): number {
  if (token.kind === 'symbol') return token.text === '%' ? 0 : 0.02;
  if (token.kind !== 'word') return SKIP.number;
  if (operatorsOf(token.lower).some((operator) => operator.type === 'word' && operator.word === 'not')) return SKIP.negation;
  if (token.lower === 'or') return SKIP.alternative;
  if (token.lower === 'by') return SKIP.function;
  if (fillers.has(token.lower)) return SKIP.filler;
  if (weakWords.has(token.lower)) return SKIP.weak;
  if (FUNCTION_TAGS.some((tag) => token.tags.has(tag))) return SKIP.function;
  if (token.tags.has('Adverb')) return SKIP.adverb;
  if (token.tags.has('Verb') && !token.tags.has('Noun')) return isRelated(schema, token) ? SKIP.relatedVerb : SKIP.verb;
  if (isRelated(schema, token) && operatorsOf(token.lower).length === 0) return SKIP.relatedVerb + 0.4;
  return SKIP.content;
}

const LINK_WEIGHT = 1.3;

function partOf(link: Link): Part {
  const { from, to } = link;
  const cost = (1 - link.score) * LINK_WEIGHT;
  if (link.type === 'op') {
    const { operator } = link;
    const cat = operator.type === 'word' ? `:${operator.word}` : operator.type;
    const sem = 'op' in operator ? operator.op : 'more' in operator ? operator.more : 'adjective' in operator ? operator.adjective : 'grain' in operator ? operator.grain : 'word' in operator ? operator.word : true;
    return { cat, from, to, cost, sem };
  }
  const sem = 'choices' in link ? link.choices : link.type === 'unk' ? link.text : link.type === 'num' ? link.value : link.period;
  return { cat: link.type, from, to, cost, sem };
}

/** The readings of a question, the cheapest first. */
export function read(schema: Schema, question: string): Readings {
  const tokens = tokenise(question);
  const links = linksOf(schema, tokens);
  const costs = tokens.map((token) => skipCost(schema, token));
  // A word that can only be left out, and costs nothing, is left out at once.
  const linked = new Set(links.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)));
  const kept = tokens.flatMap((_, at) => (linked.has(at) || (costs[at] ?? 0) > 0 ? [at] : []));
  const place = new Map(kept.map((at, index) => [at, index]));
  const index = (at: number): number => place.get(at) ?? kept.filter((one) => one < at).length;
  const parts = links.map(partOf).map((part) => ({ ...part, from: index(part.from), to: index(part.to - 1) + (place.has(part.to - 1) ? 1 : 0) }));
  const skips = kept.map((at) => costs[at] ?? 0);
  const roots = parse(grammar, parts.filter(({ from, to }) => to > from), skips, 'root', MAX_COST);
  const open = tokens.filter((_, at) => !linked.has(at) && (costs[at] ?? 0) >= SKIP.verb).map(({ text }) => text);
  return { tokens, readings: roots.map(({ sem, cost }) => ({ meaning: sem as Meaning, cost })), unexplained: open };
}
