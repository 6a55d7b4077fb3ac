import type { Word } from '../understand/resolve';
import type { Shape } from './shape';

const has = (word: Word | undefined, role: string): boolean => word?.roles.has(role) ?? false;
const polite = (word: Word): boolean => has(word, 'skip') || has(word, 'and');

/** Verbs that change data, where a sentence or a part of it begins: `Delete all users`, `and then drop the table`. */
const orders = (words: readonly Word[]): Word | undefined =>
  words.find((word) => {
    if (!has(word, 'change') || has(word, 'growth'))
      return has(word, 'change') && begins(words, word.at) && names(words[word.at + 1], words[word.at + 2]);
    return begins(words, word.at);
  });

const begins = (words: readonly Word[], at: number): boolean => {
  for (let before = at - 1; before >= 0; before -= 1) {
    const word = words[before];
    if (!word || has(word, 'stop') || has(word, 'and')) return true;
    if (!polite(word)) return false;
  }
  return true;
};
const names = (...words: readonly (Word | undefined)[]): boolean =>
  words.some((word) => has(word, 'table') || has(word, 'column'));

/** A request to change data. */
export const changeShape: Shape = {
  name: 'change',
  general: false,
  uses: { aspects: [], intents: [] },
  fits: ({ sentence }) => orders(sentence.words) !== undefined,
  draft: ({ sentence, notes }) => {
    const word = orders(sentence.words);
    notes.refuse(`The data can only be read here: '${word?.text}' asks to change it.`);
    sentence.use(sentence.words);
    return undefined;
  },
};
