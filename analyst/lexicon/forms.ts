import adjectives from 'wink-lexicon/src/wn-adjective-exceptions.js';
import nouns from 'wink-lexicon/src/wn-noun-exceptions.js';
import verbs from 'wink-lexicon/src/wn-verb-exceptions.js';
import { memoised } from './memoised';
import { type PartOfSpeech, partsOfSpeech, sensesOf } from './wordnet';

const irregular: Readonly<Record<PartOfSpeech, Readonly<Record<string, string>>>> = {
  noun: nouns,
  verb: verbs,
  adj: adjectives,
  adv: {},
};

/** Endings of inflected forms with what stands there in the base form: the rules of WordNet's own morphology. */
const endings: Readonly<Record<PartOfSpeech, readonly (readonly [ending: string, base: string])[]>> = {
  noun: [
    ...([
      ['s', ''],
      ['ses', 's'],
      ['xes', 'x'],
      ['zes', 'z'],
      ['ches', 'ch'],
    ] as const),
    ...([
      ['shes', 'sh'],
      ['men', 'man'],
      ['ies', 'y'],
    ] as const),
  ],
  verb: [
    ...([
      ['s', ''],
      ['ies', 'y'],
      ['es', 'e'],
      ['es', ''],
      ['ed', 'e'],
      ['ed', ''],
      ['ied', 'y'],
    ] as const),
    ...([
      ['ing', 'e'],
      ['ing', ''],
    ] as const),
  ],
  adj: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
    ['ier', 'y'],
    ['iest', 'y'],
  ],
  adv: [],
};

const undoubled = (stem: string): string => (/([bdfglmnprtz])\1$/.test(stem) ? stem.slice(0, -1) : stem);

/** What base form a word may be a form of, by its ending alone. */
const candidates = (word: string, part: PartOfSpeech): string[] => {
  const known = Object.hasOwn(irregular[part], word) ? irregular[part][word] : undefined;
  const cut = endings[part]
    .filter(([ending]) => word.endsWith(ending) && word.length > ending.length + 1)
    .flatMap(([ending, base]) => {
      const stem = word.slice(0, -ending.length);
      return base === '' && ending !== 's' ? [stem, undoubled(stem)] : [stem + base];
    });
  return [word, ...(known ? [known] : []), ...cut];
};

const american = (word: string): string =>
  word
    .replace(/is(e[ds]?|ing|ations?)$/, 'iz$1')
    .replace(/(?<=[a-z]{2})our/, 'or')
    .replace(/ll(ed|ing)$/, 'l$1');

const isBase = (word: string, ...parts: readonly PartOfSpeech[]): boolean =>
  parts.some((part) => sensesOf(word, part).length > 0);

/** The base forms of a word (lower case) that are in the lexicon as a part of speech: `led` is lead, as a verb. */
export const basesOf = memoised((word: string, part: PartOfSpeech): readonly string[] => {
  // *Offer* is no form of *off*.
  if (part === 'adj' && /e(r|st)$/.test(word) && isBase(word, 'noun', 'verb')) return isBase(word, 'adj') ? [word] : [];
  const spellings = [...new Set([word, american(word)])];
  const found = spellings.flatMap((one) => candidates(one, part)).filter((base) => sensesOf(base, part).length > 0);
  return [...new Set(found)];
});

/** What a word can be; nothing when it is no English word. */
export const partsOf = (word: string): readonly PartOfSpeech[] =>
  partsOfSpeech.filter((part) => basesOf(word, part).length > 0);

/** Whether the lexicon has the word in any form. */
export const isEnglish = memoised((word: string): boolean => partsOf(word).length > 0);
