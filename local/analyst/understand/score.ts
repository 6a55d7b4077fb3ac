import { synonymous } from '../language/synonyms';
import { nearMiss, sameWord } from '../language/words';

/** How words of a question were found to mean a name. */
export type How = 'exact' | 'form' | 'near' | 'synonym' | 'part' | 'described';

export interface Score {
  /** 0 to 1. */
  readonly points: number;
  readonly how: How;
}

/** Words that a name may have and that people leave out. */
const fillers = new Set([
  'id',
  'is',
  'has',
  'at',
  'was',
  'flag',
  'of',
  'the',
  'in',
  'num',
  'no',
  'nr',
  'code',
  'dt',
  'ts',
  'cd',
  'pct',
  'usd',
  'eur',
]);
const units = new Set([
  'c',
  'f',
  'kg',
  'g',
  'km',
  'm',
  'cm',
  'mm',
  'ms',
  's',
  'sec',
  'min',
  'kwh',
  'hpa',
  'celsius',
  'gbp',
  'chf',
  'cents',
]);
const isFiller = (word: string): boolean => fillers.has(word) || units.has(word);

const squash = (words: readonly string[]): string => words.join('');
const paired = (left: readonly string[], right: readonly string[], same: (a: string, b: string) => boolean): boolean =>
  left.length === right.length && left.every((word, at) => same(word, right[at] ?? ''));

const wholes = (span: readonly string[], name: readonly string[]): Score | undefined => {
  const spoken = squash(span);
  const written = squash(name);
  if (spoken === written) return { points: 1, how: 'exact' };
  if (paired(span, name, sameWord) || sameWord(spoken, written)) return { points: 0.96, how: 'form' };
  if (paired(span, name, (a, b) => sameWord(a, b) || nearMiss(a, b)) || nearMiss(spoken, written)) {
    return { points: 0.8, how: 'near' };
  }
  const alike = (a: string, b: string): boolean => sameWord(a, b) || synonymous(a, b);
  if (paired(span, name, alike)) return { points: 0.74, how: 'synonym' };
  const [only, ...more] = span;
  if (only && more.length === 0 && name.every((word) => alike(only, word))) return { points: 0.72, how: 'synonym' };
  return undefined;
};

const generic = new Set([
  'name',
  'type',
  'date',
  'time',
  'number',
  'code',
  'value',
  'status',
  'group',
  'level',
  'total',
  'count',
  'rate',
  'day',
  'year',
  'month',
]);

/** The last word of a name is what it is about: `revenue` may mean `order_total`. */
const heads = (span: readonly string[], name: readonly string[]): Score | undefined => {
  const [only, ...more] = span;
  const head = name.at(-1);
  if (!only || more.length > 0 || name.length < 2 || !head || generic.has(head) || generic.has(only)) return undefined;
  return synonymous(only, head) ? { points: 0.5, how: 'synonym' } : undefined;
};

const parts = (span: readonly string[], name: readonly string[]): Score | undefined => {
  if (span.length >= name.length) return undefined;
  const at = span.map((word) => name.findIndex((other) => sameWord(word, other)));
  if (at.some((index) => index < 0) || new Set(at).size < span.length) return undefined;
  const head = at.includes(name.length - 1);
  const points = (head ? 0.58 : 0.5) + 0.2 * (span.length / name.length);
  const vague = span.every((word) => generic.has(word)) ? 0.08 : 0;
  return { points: points - vague, how: 'part' };
};

/** How well words of a question mean a name; undefined when they do not. All words lower case. */
export const scoreName = (span: readonly string[], name: readonly string[]): Score | undefined => {
  const direct = wholes(span, name);
  if (direct && direct.points > 0.9) return direct;
  const core = name.filter((word) => !isFiller(word));
  const spoken = span.length > 1 ? span.filter((word) => !isFiller(word)) : span;
  if (core.length > 0 && spoken.length > 0 && core.length < name.length) {
    const score = wholes(spoken, core);
    const less = score && { points: score.points - 0.06, how: score.how === 'exact' ? ('form' as const) : score.how };
    if (less && less.points >= (direct?.points ?? 0)) return less;
  }
  if (direct) return direct;
  const meant = core.length > 0 ? core : name;
  return parts(spoken, meant) ?? heads(spoken, meant);
};
