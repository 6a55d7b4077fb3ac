import { basesOf, isEnglish } from './forms';
import { isKindOf } from './kinship';
import { memoised } from './memoised';
import { partsOfSpeech } from './wordnet';

/** Plurals of words that the lexicon has as they are, or not at all. */
const cut = (word: string): string => {
  if (word.length < 4 || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
};

/** The singular of an English noun, lower case; what is no plural comes back as it is. */
export const singular = memoised((word: string): string => {
  if (word === 'people') return 'person';
  const bases = basesOf(word, 'noun');
  if (bases.length === 0) return isEnglish(word) && !isEnglish(cut(word)) ? word : cut(word);
  return bases.find((base) => base !== word && base.length > 2) ?? word;
});

/** Whether a noun is a word for people: customer, doctor, respondent. */
export const isPerson = memoised((word: string): boolean => isKindOf(word, ['person', 'people', 'personnel'], 2));

/**
 * The base forms that an English word may have, the word itself first: `left` is left or leave,
 * `readings` is reading or read.
 */
export const baseForms = memoised((word: string): readonly string[] => {
  const bases = partsOfSpeech.flatMap((part) => basesOf(word, part));
  return [...new Set([word, singular(word), ...bases])];
});

/** Whether two words are forms of one: click and clicked, category and categories, favourite and favorite. */
export const sameWord = (left: string, right: string): boolean => {
  if (left === right) return true;
  const forms = baseForms(left);
  return baseForms(right).some((form) => form.length > 2 && forms.includes(form));
};

/** Edits between two words (insert, delete, replace, swap of neighbours), or more than `most`. */
export const editDistance = (left: string, right: string, most = 3): number => {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[right.length] ?? most + 1;
};

/** Whether a word is likely a misspelling of another: it is one letter away, and not an English word. */
export const nearMiss = (left: string, right: string): boolean => {
  const length = Math.min(left.length, right.length);
  if (length < 4 || Math.max(left.length, right.length) < 5 || left[0] !== right[0]) return false;
  if (left === right) return true;
  if (isEnglish(left) && isEnglish(right)) return false;
  const most = length >= 9 ? 2 : 1;
  return editDistance(left, right, most) <= most;
};

/** Letters of the short word in their order in the long one, with the same first letter. */
const isSkeleton = (short: string, long: string): boolean => {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length && short[0] === long[0];
};

/** Abbreviations in names of columns that leave out more than vowels. */
const known: Readonly<Record<string, readonly string[]>> = {
  pax: ['passenger'],
  hr: ['hour'],
  nr: ['number'],
  no: ['number'],
  emp: ['employee'],
  mgr: ['manager'],
};

/** Whether a name's word is short for a word: `dest` for destination, `qty` for quantity. */
export const abbreviates = memoised((short: string, word: string): boolean => {
  const longs = baseForms(word);
  if (known[short]?.some((long) => longs.includes(long))) return true;
  if (short.length < 2 || short.length > 5) return false;
  return longs.some((long) => {
    if (long.length <= short.length) return false;
    const consonants = !/[aeiou]/.test(short.slice(1));
    if (long.startsWith(short))
      return short.length >= 3 && (!isEnglish(short) || (short.length >= 4 && long.length >= short.length + 3));
    return consonants && short.length <= 4 && !isEnglish(short) && isSkeleton(short, long);
  });
});
