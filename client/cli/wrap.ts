import { width } from './terminal';

/** Splits a word into pieces of at most `columns`; style codes stay where they are. */
function pieces(word: string, columns: number): string[] {
  if (width(word) <= columns) return [word];
  const parts: string[] = [];
  let piece = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a style code is one unit without width.
  for (const part of word.match(/\x1b\[\d+m|./gu) ?? []) {
    if (width(piece + part) > columns) {
      parts.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...parts, piece];
}

/** Wraps a line at spaces; breaks words that are longer than a line. */
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

/** Wraps a line with a hanging indent: continuation lines start below the text, not below the bullet. */
export function wrapHanging(text: string, columns: number): string[] {
  const lead = /^\s*(?:·|\d+[.)])?\s*/.exec(text)?.[0] ?? '';
  const available = Math.max(10, columns - width(lead));
  return wrap(text.slice(lead.length), available).map(
    (line, index) => (index === 0 ? lead : ' '.repeat(width(lead))) + line,
  );
}
