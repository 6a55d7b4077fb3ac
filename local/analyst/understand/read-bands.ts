import type { Band } from '../plan/query';
import type { Reading } from './reading';
import type { Word } from './resolve';

interface Piece {
  readonly low?: number;
  readonly high?: number;
  readonly highClosed?: boolean;
  readonly words: readonly Word[];
}

const has = (word: Word | undefined, role: string): boolean => word?.roles.has(role) ?? false;
const silent = (word: Word | undefined): boolean =>
  has(word, 'skip') || has(word, 'unit') || has(word, 'open') || has(word, 'from');

/** One range of numbers from a place on: `18-25`, `under 30`, `65+`, `30 to 50`. */
const pieceAt = (words: readonly Word[], start: number): Piece | undefined => {
  let at = start;
  while (silent(words[at])) at += 1;
  const first = words[at];
  const op = first?.phrases.find((phrase) => phrase.role === 'compare_op')?.arg;
  if (op && words[at + 1]?.number !== undefined) {
    const number = words[at + 1]?.number ?? 0;
    const used = words.slice(start, at + 2);
    if (op.startsWith('<')) return { high: number, highClosed: op === '<=', words: used };
    return op.startsWith('>') ? { low: number, words: used } : undefined;
  }
  const between = has(first, 'between') ? 1 : 0;
  const low = words[at + between]?.number;
  if (low === undefined) return undefined;
  const unit = has(words[at + between + 1], 'unit') ? 1 : 0;
  const next = words[at + between + 1 + unit];
  const below = words[at + between + 2 + unit]?.phrases.some(
    (phrase) => phrase.role === 'compare_op' && phrase.arg === '<',
  )
    ? 1
    : 0;
  const high = words[at + between + 2 + unit + below]?.number;
  if ((has(next, 'dash') || (between && has(next, 'and'))) && high !== undefined)
    return {
      low,
      high,
      highClosed: below ? false : undefined,
      words: words.slice(start, at + between + unit + below + 3),
    };
  const open = next?.phrases.find((phrase) => phrase.role === 'open_end')?.arg;
  if (open)
    return open === '>='
      ? { low, words: words.slice(start, at + unit + 2) }
      : { high: low, highClosed: true, words: words.slice(start, at + unit + 2) };
  return undefined;
};

const piecesFrom = (words: readonly Word[], start: number): Piece[] => {
  const pieces: Piece[] = [];
  let at = start;
  for (;;) {
    const piece = pieceAt(words, at);
    if (!piece) return pieces;
    pieces.push(piece);
    at = (piece.words.at(-1)?.at ?? at) + 1;
    while (has(words[at], 'and') || has(words[at], 'or') || silent(words[at])) at += 1;
  }
};

/** Ranges as they were said become bands without holes: the upper end of `18-25` belongs to it, over 65 begins at 65 or 66. */
const toBands = (pieces: readonly Piece[]): Band[] => {
  const sorted = [...pieces].sort(
    (left, right) => (left.low ?? Number.NEGATIVE_INFINITY) - (right.low ?? Number.NEGATIVE_INFINITY),
  );
  return sorted.map((piece, at) => {
    const next = sorted[at + 1];
    const before = sorted[at - 1];
    const shared = next?.low !== undefined && next.low === piece.high;
    const touches =
      before?.high !== undefined && before.high === piece.low && before.low !== undefined && piece.high === undefined;
    const said =
      piece.low === undefined
        ? `${piece.highClosed ? 'up to' : 'under'} ${piece.high}`
        : piece.high === undefined
          ? `${touches ? 'over ' : ''}${piece.low}${touches ? '' : ' and over'}`
          : `${piece.low} to ${piece.high}`;
    const closed =
      piece.highClosed ??
      (piece.low !== undefined && piece.high !== undefined && (!shared || next?.high === undefined));
    const adjoining = next?.low !== undefined && piece.high !== undefined && next.low === piece.high + 1;
    return adjoining
      ? { low: piece.low, high: next.low, closed: false, label: said }
      : { low: piece.low, high: piece.high, closed, label: said };
  });
};

/** Ranges in a row are bands: three of them, or two where groups are asked for. Marks their words as understood. */
export const readBands = (reading: Reading): { readonly bands: readonly Band[]; readonly first: number } => {
  const { sentence } = reading;
  const grouping = sentence.words.some(
    (word) => has(word, 'bands') || has(word, 'by') || has(word, 'compare') || has(word, 'distribution'),
  );
  for (const word of sentence.words) {
    const pieces = piecesFrom(sentence.words, word.at);
    const ored =
      pieces.length === 2 &&
      sentence.words.some(
        (other) => has(other, 'or') && other.at > word.at && other.at < (pieces[1]?.words[0]?.at ?? 0),
      );
    if (pieces.length < 2 || (pieces.length === 2 && (!grouping || ored))) continue;
    for (const piece of pieces) sentence.use(piece.words);
    return { bands: toBands(pieces), first: word.at };
  }
  return { bands: [], first: 0 };
};
