import { isEnglish } from '../lexicon/forms';
import { kinship } from '../lexicon/kinship';
import { memoised } from '../lexicon/memoised';
import { abbreviates, nearMiss, sameWord, singular } from '../lexicon/words';
import { writtenOut } from '../schema/names';

/** How well words of a question name something, and why. */
export interface Match {
  readonly score: number;
  readonly why:
    | 'exact'
    | 'stem'
    | 'glued'
    | 'part'
    | 'abbreviation'
    | 'concept'
    | 'related'
    | 'misspelt'
    | 'description';
}

/** Words of names that say little: units, and words such as `number of`. */
const LIGHT = new Set(
  'of in by the a an to for at on num number no nr count total c m v s kg km cm mm sqm sqft m2 km2 g l t mg ml litres liters tonnes tons kwh mwh kw mw w wh v mph kmh hz gb mb mbps lbs lb mi ft eur usd gbp chf nok sek dkk jpy inr sec secs second seconds min mins minute minutes hr hrs hours pct percent millions million thousand thousands'.split(
    ' ',
  ),
);
/** Whether a word of a name says little: `satisfaction (1-5)` is satisfaction. */
const isLight = (word: string): boolean => LIGHT.has(word) || /^\d+$/.test(word);
/** Words of a question that a name may lack. */
const LINKING = new Set(['of', 'the', 'in', 'by', 'a', 'an', 'for']);
const RATES = new Set(['pct', 'percent', 'percentage', 'rate', 'ratio', 'share']);
const MIN_PREFIX = 3;

/** Whether a name is glued from beginnings of the words: `life expectancy` and `lifeexp`. */
function isGluedFrom(words: readonly string[], name: string): boolean {
  const [first, ...rest] = words;
  if (first === undefined) return name === '';
  for (let length = Math.min(first.length, name.length); length >= Math.min(MIN_PREFIX, first.length); length -= 1) {
    if (name.startsWith(first.slice(0, length)) && isGluedFrom(rest, name.slice(length))) return true;
  }
  return false;
}

/** How one word of a question agrees with one of a name. */
const wordScore = memoised((word: string, named: string): Match | undefined => {
  // The words of a name are written out, those of a question as people write them, also as the name.
  if (word === named || writtenOut(word) === named) return { score: 1, why: 'exact' };
  if (sameWord(word, named)) return { score: 0.96, why: 'stem' };
  // *Viewed* and viewings, the plural of a noun that is made of the verb.
  if (named.length > 4 && sameWord(word, singular(named))) return { score: 0.86, why: 'stem' };
  if (RATES.has(word) && RATES.has(named)) return { score: 0.95, why: 'abbreviation' };
  if (abbreviates(named, word)) return { score: 0.82, why: 'abbreviation' };
  if (word.length >= 5 && !isEnglish(word) && nearMiss(singular(word), singular(named)))
    return { score: 0.75, why: 'misspelt' };
  const kin = word.length > 3 && named.length > 3 ? kinship(word, named) : undefined;
  if (kin === 'derived') return { score: 0.72, why: 'related' };
  if (kin === 'synonym') return { score: 0.6, why: 'related' };
  return undefined;
});

/** The words in the singular, glued. */
const singulars = (words: readonly string[]): string => words.map(singular).join('');
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

const worst = (matches: readonly Match[]): Match['why'] =>
  matches.reduce(
    (one, other) => (other.score < one.score ? other : one),
    matches[0] ?? { score: 1, why: 'exact' as const },
  ).why;

/**
 * How well words of a question name something: all words of the name, in any order; or its last word; or a part of it.
 * Undefined if a word of the question is not in the name.
 */
export function nameMatch(words: readonly string[], name: readonly string[]): Match | undefined {
  if (words.length === 0 || name.length === 0) return undefined;
  const spelled = words.join('');
  const glued = name.join('');
  if (spelled === glued) return { score: 1, why: 'exact' };
  if (singulars(words) === singulars(name) || singular(spelled) === singular(glued)) {
    return { score: 0.97, why: 'stem' };
  }
  if (spelled.length >= 6 && /^(er|r)s?$/.test(glued.slice(spelled.length)) && glued.startsWith(spelled))
    return { score: 0.85, why: 'glued' };
  const content = words.filter((word) => !LINKING.has(word));
  if (content.length === 0) return undefined;
  const remaining = name.map((word, at) => ({ word, at }));
  const matches: Match[] = [];
  for (const word of content) {
    const best = remaining
      .flatMap((one) => {
        const match = wordScore(word, one.word);
        return match ? [{ ...one, match }] : [];
      })
      .sort((one, other) => other.match.score - one.match.score)[0];
    if (!best) {
      matches.length = 0;
      break;
    }
    matches.push(best.match);
    remaining.splice(
      remaining.findIndex(({ at }) => at === best.at),
      1,
    );
  }
  if (matches.length > 0) {
    const quality = mean(matches.map(({ score }) => score));
    const left = remaining.filter(({ word }) => !isLight(word));
    if (left.length === 0) return { score: quality - 0.02, why: worst(matches) };
    if (left.length === 1 && left[0]?.word === 'id') return { score: quality - 0.1, why: worst(matches) };
    const head = name
      .map((word, at) => ({ word, at }))
      .filter(({ word }) => !isLight(word))
      .at(-1);
    const hasHead = !left.some(({ at }) => at === head?.at);
    return { score: quality * (hasHead ? 0.86 : 0.66) - 0.04 * (left.length - 1), why: 'part' };
  }
  if (words.length > 1 && isGluedFrom(content, glued) && glued.length > 4) return { score: 0.9, why: 'glued' };
  return undefined;
}
