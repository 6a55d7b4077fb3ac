import { kinship } from '../language/lexicon';
import { synonymous } from '../language/synonyms';
import { abbreviates, nearMiss, sameWord } from '../language/words';

/** How words of a question were found to mean a name. */
export type How = 'exact' | 'form' | 'derived' | 'near' | 'synonym' | 'part' | 'described';

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
const isFiller = (word: string): boolean => fillers.has(word) || units.has(word) || /^\d+$/.test(word);

/** Words that belong to what stands beside a name, not to the name. */
const stray = new Set(['of', 'the', 'in', 'no', 'at', 'num', 'nr']);
const isStray = (word: string): boolean => stray.has(word) || /^[\d.,]+$/.test(word);

/** Words that say no more than that a number of minutes or hours is meant. */
const lengths = new Set([
  'time',
  'times',
  'duration',
  'length',
  'period',
  'minutes',
  'hours',
  'days',
  'seconds',
  'weeks',
  'years',
]);
const sameUnit = (word: string, unit: string): boolean => !timeUnits.has(word) || word[0] === unit[0];
const timeUnits = new Set([
  'min',
  'mins',
  'minutes',
  'h',
  'hours',
  'hrs',
  'days',
  'd',
  'seconds',
  'sec',
  's',
  'ms',
  'weeks',
  'months',
  'years',
]);
const ofTime = (name: readonly string[]): boolean => timeUnits.has(name.at(-1) ?? '') && name.length > 1;

/** Endings of names of dates, which a question may call by any of them: `closing date` is closed_at. */
const dates = new Set(['date', 'day', 'time', 'timestamp', 'dt', 'ts', 'at', 'on']);
const ofDate = (name: readonly string[]): boolean => name.length > 1 && dates.has(name.at(-1) ?? '');

/** `los` for length of stay. */
const isAcronym = (span: readonly string[], name: readonly string[]): boolean =>
  span.length >= 3 && name.length === 1 && span.map((word) => word[0]).join('') === name[0];

const squash = (words: readonly string[]): string => words.join('');

/** How well a word of a question means a word of a name: the same one, a form, a relative, a slip of the pen. */
export const wordScore = (spoken: string, written: string): Score | undefined => {
  if (spoken === written) return { points: 1, how: 'exact' };
  if (sameWord(spoken, written)) return { points: 0.96, how: 'form' };
  const kin = kinship(spoken, written);
  if (kin === 'form' || kin === 'derived') return { points: 0.86, how: 'derived' };
  if (abbreviates(written, spoken)) return { points: 0.82, how: 'derived' };
  if (nearMiss(spoken, written)) return { points: 0.8, how: 'near' };
  if (spoken === 'time' && timeUnits.has(written)) return { points: 0.8, how: 'synonym' };
  if (synonymous(spoken, written)) return { points: 0.74, how: 'synonym' };
  if (kin === 'synonym') return { points: 0.7, how: 'synonym' };
  if (kin === 'attribute') return { points: 0.68, how: 'synonym' };
  return kin === 'kind' ? { points: 0.54, how: 'synonym' } : undefined;
};

/** The poorest of some scores: a name is meant no better than each of its words; not at all when one of them is not. */
const least = (scores: readonly (Score | undefined)[]): Score | undefined =>
  scores.every((score): score is Score => score !== undefined)
    ? scores.reduce((low, score) => (score.points < low.points ? score : low))
    : undefined;

/** The words of a name in another order: `opted in to marketing`. */
const unordered = (span: readonly string[], name: readonly string[]): Score | undefined => {
  const taken = new Set<number>();
  return least(
    span.map((word) => {
      const at = name.findIndex((other, place) => !taken.has(place) && (wordScore(word, other)?.points ?? 0) >= 0.8);
      taken.add(at);
      return at < 0 ? undefined : wordScore(word, name[at] ?? '');
    }),
  );
};

const wholes = (span: readonly string[], name: readonly string[]): Score | undefined => {
  const spoken = squash(span);
  const written = squash(name);
  if (spoken === written) return { points: 1, how: 'exact' };
  if (sameWord(spoken, written)) return { points: 0.96, how: 'form' };
  const [only, ...more] = span;
  if (!only) return undefined;
  const paired =
    span.length === name.length ? least(span.map((word, at) => wordScore(word, name[at] ?? ''))) : undefined;
  if (paired) return paired;
  const turned = span.length === name.length && span.length > 1 ? unordered(span, name) : undefined;
  if (turned) return { points: turned.points - 0.04, how: 'derived' };
  if (nearMiss(spoken, written)) return { points: 0.8, how: 'near' };
  // One word may mean the same as each word of a name: `pay` of salary_amount.
  const each = more.length === 0 ? least(name.map((word) => wordScore(only, word))) : undefined;
  return each && { points: each.points - 0.02, how: 'synonym' };
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
  const score = wordScore(only, head);
  return score && score.points >= 0.7 ? { points: score.points >= 0.8 ? 0.56 : 0.5, how: 'synonym' } : undefined;
};

/** Whether words say too little by themselves to mean a flag: the `time` of part_time. */
export const isGeneric = (span: readonly string[]): boolean => span.every((word) => generic.has(word));

const prepositions = new Set(['at', 'of', 'in', 'for', 'to', 'on', 'per', 'with', 'by', 'from', 'since']);

const parts = (span: readonly string[], name: readonly string[], whole: readonly string[]): Score | undefined => {
  if (span.length >= name.length) return undefined;
  const at = span.map((word) => name.findIndex((other) => (wordScore(word, other)?.points ?? 0) >= 0.8));
  if (at.some((index) => index < 0) || new Set(at).size < span.length) return undefined;
  const preposition = whole.findIndex((word, place) => place > 0 && prepositions.has(word));
  const headAt = preposition > 0 ? name.indexOf(whole[preposition - 1] ?? '') : name.length - 1;
  const points = (at.includes(headAt) ? 0.58 : preposition > 0 ? 0.25 : 0.5) + 0.2 * (span.length / name.length);
  const vague = isGeneric(span) ? 0.08 : 0;
  return { points: points - vague, how: 'part' };
};

/** How well words of a question mean a name; undefined when they do not. All words lower case. */
export const scoreName = (span: readonly string[], name: readonly string[]): Score | undefined => {
  const direct = wholes(span, name);
  if (direct && direct.points > 0.9) return direct;
  if (span.length > 1 && ofDate(name) && dates.has(span.at(-1) ?? '') && !(direct && direct.points > 0.8)) {
    const score = wholes(span.slice(0, -1), name.slice(0, -1));
    return score && { points: score.points - 0.04, how: score.how === 'exact' ? 'form' : score.how };
  }
  const timed = ofTime(name);
  const core = name.filter((word, at) => !isFiller(word) && !(timed && at === name.length - 1));
  if (isAcronym(span, core)) return { points: 0.9, how: 'derived' };
  if (span.length > 1 && (isStray(span[0] ?? '') || isStray(span.at(-1) ?? '')) && !(direct && direct.points > 0.7))
    return undefined;
  const said = span.length > 1 ? span.filter((word) => !isFiller(word)) : span;
  const last = said.at(-1) ?? '';
  const counts = timed && said.length > 1 && lengths.has(last) && sameUnit(last, name.at(-1) ?? '');
  const spoken = counts ? said.slice(0, -1) : said;
  if (core.length > 0 && spoken.length > 0 && core.length < name.length) {
    const score = wholes(spoken, core);
    const less = score && { points: score.points - 0.06, how: score.how === 'exact' ? ('form' as const) : score.how };
    if (less && less.points >= (direct?.points ?? 0)) return less;
  }
  if (direct) return direct;
  const meant = core.length > 0 ? core : name;
  return parts(spoken, meant, name) ?? heads(spoken, meant);
};
