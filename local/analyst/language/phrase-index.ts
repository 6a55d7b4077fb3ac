import { isEnglish } from './lexicon';
import { phrases } from './phrases';
import { baseForms, nearMiss } from './words';

/** A phrase that means something in a question whatever the tables are. */
export interface Phrase {
  /** What the phrase does: the patterns of the grammar are made of roles. */
  readonly role: string;
  /** Which one of its role: the function's name, the operator, the grain … */
  readonly arg: string;
  readonly words: readonly string[];
}

const index = new Map<string, Phrase[]>();
for (const [role, byArg] of Object.entries(phrases)) {
  for (const [arg, alternatives] of Object.entries(byArg)) {
    for (const alternative of alternatives.split(';')) {
      const words = alternative.trim().split(/\s+/);
      const first = words[0] ?? '';
      index.set(first, [...(index.get(first) ?? []), { role, arg, words }]);
    }
  }
}

const fits = (phrase: Phrase, words: readonly string[], at: number): boolean =>
  phrase.words.every((word, offset) => words[at + offset] === word);

/** Roles of words that are what they are in one form only: `return` asks for a list, `returned` does not. */
const asWritten = new Set(['list', 'build', 'article', 'polite', 'vague', 'prep', 'change', 'describe', 'exclusive']);

/** Phrases of one word that a word that is none is a slip of the pen of: `corelation`, `wich`. */
const misspelled = (word: string): readonly Phrase[] => {
  if (word.length < 4 || !/^\p{L}+$/u.test(word)) return [];
  for (const [first, list] of index)
    if (nearMiss(word, first)) return list.filter((phrase) => phrase.words.length === 1);
  return [];
};

/** The phrases that begin at a word of a question (lower case), longest first. */
export const phrasesAt = (words: readonly string[], at: number): Phrase[] => {
  const word = words[at] ?? '';
  const found = new Map<string, Phrase>();
  for (const form of [word, ...baseForms(word)]) {
    for (const phrase of index.get(form) ?? []) {
      if (form !== word && (phrase.words.length > 1 || asWritten.has(phrase.role) || asWritten.has(phrase.arg)))
        continue;
      const rest = [...words.slice(0, at), form, ...words.slice(at + 1)];
      if (fits(phrase, rest, at)) found.set(`${phrase.role}/${phrase.arg}/${phrase.words.length}`, phrase);
    }
    if (found.size > 0 && form === word) break;
  }
  if (found.size === 0 && !isEnglish(word))
    for (const phrase of misspelled(word)) found.set(`${phrase.role}/${phrase.arg}`, phrase);
  return [...found.values()].sort((left, right) => right.words.length - left.words.length);
};
