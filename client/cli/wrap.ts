import { width } from './terminal';

/** A word in pieces that fit; styles of a word that is cut stay with its pieces. */
function pieces(word: string, columns: number): string[] {
  if (width(word) <= columns) return [word];
  const found: string[] = [];
  let piece = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a style is one piece, it has no width.
  for (const part of word.match(/\x1b\[\d+m|./gu) ?? []) {
    if (width(piece + part) > columns) {
      found.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...found, piece];
}

/** A line broken at spaces so that it fits; what is longer than a line is cut. */
export function wrap(text: string, columns: number): string[] {
  if (width(text) <= columns) return [text];
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ').flatMap((one) => pieces(one, columns))) {
    if (line !== undefined && width(line) + 1 + width(word) <= columns) line += ` ${word}`;
    else {
      if (line !== undefined) lines.push(line);
      line = word;
    }
  }
  return line === undefined ? lines : [...lines, line];
}

/** A line broken so that it fits, what follows the first one put below its beginning. */
export function wrapHanging(text: string, columns: number): string[] {
  const lead = /^\s*(?:·|\d+[.)])?\s*/.exec(text)?.[0] ?? '';
  const most = Math.max(10, columns - width(lead));
  return wrap(text.slice(lead.length), most).map(
    (line, index) => (index === 0 ? lead : ' '.repeat(width(lead))) + line,
  );
}
