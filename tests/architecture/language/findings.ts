import type { SourceText } from './source-text';

/** Words that are not used here, and what is used in their place. */
export interface Ban {
  /** A word, several words, or the beginning of a constant's name: `MAX_`. Case does not matter in words. */
  readonly phrase: string;
  readonly use: string;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly phrase: string;
  readonly use: string;
}

export const describeFinding = ({ path, line, phrase, use }: Finding) => `${path}:${line}: ${phrase} → ${use}`;

const NAME = /[A-Za-z][A-Za-z0-9_]*/g;
const HUMP = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;

interface Word {
  readonly word: string;
  readonly offset: number;
}

/** The words of `retryDelay`, `RETRY_DELAY` and `retry delay` alike. */
const wordsOf = (text: string): Word[] =>
  [...text.matchAll(NAME)].flatMap((name) =>
    [...name[0].matchAll(HUMP)].map((hump) => ({ word: hump[0].toLowerCase(), offset: name.index + hump.index })),
  );

/** Where the phrase's words follow each other with nothing but blanks, or an identifier's joints, between them. */
function* offsetsOf(phrase: readonly string[], words: readonly Word[], at: readonly number[], text: string) {
  for (const index of at) {
    const isThere = phrase.every((word, step) => words[index + step]?.word === word);
    const [first, last] = [words[index], words[index + phrase.length - 1]];
    if (isThere && first && last && /^[\w\s]*$/.test(text.slice(first.offset, last.offset))) yield first.offset;
  }
}

/** Every place of a file where a banned phrase stands. */
export function findingsIn(path: string, { prose, identifiers }: SourceText, bans: readonly Ban[]): Finding[] {
  return [prose, identifiers].flatMap((text) => {
    const words = wordsOf(text);
    const places = new Map<string, number[]>();
    words.forEach(({ word }, index) => {
      const found = places.get(word);
      if (found) found.push(index);
      else places.set(word, [index]);
    });
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
    return bans.flatMap(({ phrase, use }) => {
      const offsets = phrase.endsWith('_')
        ? [...text.matchAll(new RegExp(`\\b${phrase}(?=[A-Z])`, 'g'))].map(({ index }) => index)
        : [...offsetsOf(phrase.split(' '), words, places.get(phrase.split(' ')[0] ?? '') ?? [], text)];
      return offsets.map((offset) => ({ path, line: lineOf(offset), phrase, use }));
    });
  });
}
