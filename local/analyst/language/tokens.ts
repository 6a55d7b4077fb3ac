import { plainWords, writtenOut } from '../schema/names';

export interface Token {
  readonly text: string;
  /** Lower case, apostrophes straight; of a quoted token without its quotes. */
  readonly lower: string;
  readonly kind: 'word' | 'number' | 'quoted' | 'symbol';
  /** Words of a name: `unit_price` has two. Of other tokens the token itself. */
  readonly words: readonly string[];
  readonly value?: number;
  /** Follows the token before it without a space. */
  readonly glued: boolean;
  readonly start: number;
  readonly end: number;
}

const patterns: readonly (readonly [Token['kind'], string])[] = [
  ['quoted', String.raw`"[^"\n]{1,200}"|\x60[^\x60\n]{1,200}\x60|“[^”\n]{1,200}”|«[^»\n]{1,200}»`],
  ['quoted', String.raw`(?<![\p{L}\p{N}])['‘](?!s\b)[^'’\n]{1,200}['’](?![\p{L}\p{N}])`],
  ['number', String.raw`\d{4}-\d{1,2}(?:-\d{1,2})?(?![\p{N}-])|\d{1,2}[./]\d{1,2}[./]\d{2,4}`],
  [
    'number',
    String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{N}])|\d+(?:\.\d+)?(?:[kKmM](?![\p{L}]))?|(?<![\p{N}\p{L}])\.\d+`,
  ],
  [
    'word',
    String.raw`[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{M}\p{N}_]*)*(?:['’](?:s|t|re|ve|ll|d|m)(?![\p{L}]))?`,
  ],
  ['symbol', String.raw`<=|>=|!=|<>|==|[^\s]`],
];
const scanner = new RegExp(patterns.map(([, source]) => `(${source})`).join('|'), 'gu');

const multipliers: Readonly<Record<string, number>> = { k: 1e3, m: 1e6 };

const numberOf = (text: string): number | undefined => {
  if (/[-/]|\..*\./.test(text)) return undefined;
  const multiplier = multipliers[text.at(-1)?.toLowerCase() ?? ''];
  const digits = multiplier ? text.slice(0, -1) : text;
  return Number(digits.replaceAll(',', '')) * (multiplier ?? 1);
};

const unquote = (text: string): string => text.slice(1, -1).trim();

/** Short spellings of phrases, written out; places in the text do not change where it has none. */
export const written = (question: string): string =>
  question
    .replace(/\bw\/o\b/gi, 'without')
    .replace(/(?<![\p{L}\p{N}])w\/(?=\s)/giu, 'with')
    .replace(/(?<=\s)[-–—](?=\s)/g, ',')
    .replace(/\b(vs|approx|avg|incl)\./gi, '$1')
    .replace(/\bno\. of\b/gi, 'number of')
    .replace(/\bexcl\./gi, 'excluding')
    .replace(/\bcan ?not\b/gi, "can't");

/** Splits a question into words, numbers, quoted texts and signs. */
export const tokenise = (question: string): Token[] => {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of question.matchAll(scanner)) {
    const text = match[0];
    const kind = patterns[match.slice(1).findIndex((group) => group !== undefined)]?.[0] ?? 'symbol';
    const start = match.index;
    const bare = kind === 'quoted' ? unquote(text) : text.replaceAll('’', "'");
    const stem = kind === 'word' ? bare.replace(/'s$/i, '') : bare;
    tokens.push({
      text: bare,
      lower: stem.toLowerCase(),
      kind,
      words: kind === 'number' || kind === 'symbol' ? [text] : plainWords(stem).map(writtenOut),
      value: kind === 'number' ? numberOf(text) : undefined,
      glued: start === end && start > 0,
      start,
      end: start + text.length,
    });
    end = start + text.length;
  }
  return tokens;
};
