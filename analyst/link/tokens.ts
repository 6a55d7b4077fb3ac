import nlp from 'compromise';
import { memoised } from '../lexicon/memoised';
import { baseForms } from '../lexicon/words';
import { plainWords } from '../schema/names';

export interface Token {
  readonly text: string;
  /** Lower case, without quotes and without `'s`. */
  readonly lower: string;
  readonly kind: 'word' | 'number' | 'quoted' | 'symbol';
  /** Words of a name: `unit_price` has two. */
  readonly words: readonly string[];
  readonly value?: number;
  /** Parts of speech, as compromise names them. */
  readonly tags: ReadonlySet<string>;
  /** Whether the token follows the one before it without a space. */
  readonly glued: boolean;
}

const PATTERNS: readonly (readonly [Token['kind'], string])[] = [
  [
    'quoted',
    String.raw`"[^"\n]{1,200}"|\x60\x60[^\x60'\n]{1,200}''|\x60[^\x60\n]{1,200}\x60|“[^”\n]{1,200}”|«[^»\n]{1,200}»`,
  ],
  ['quoted', String.raw`(?<![\p{L}\p{N}])['‘](?!s\b)[^'’\n]{1,200}['’](?![\p{L}\p{N}])`],
  // A code, such as the class 7A; 5K and 2M are numbers.
  ['word', String.raw`\d+(?![KM](?![\p{L}\p{N}]))[A-Z]+\d*(?![\p{L}\p{N}])`],
  ['number', String.raw`\d{4}-\d{1,2}(?:-\d{1,2})?(?![\p{N}-])|\d{1,2}[./]\d{1,2}[./]\d{2,4}`],
  [
    'number',
    String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{N}])|\d+(?:\.\d+)?(?:[kKmM](?![\p{L}]))?|(?<![\p{N}\p{L}])\.\d+`,
  ],
  [
    'word',
    String.raw`[\p{L}_][\p{L}\p{M}\p{N}_]*(?:[.-][\p{L}_][\p{L}\p{M}\p{N}_]*)*(?:['’](?:s|t|re|ve|ll|d|m)(?![\p{L}])|(?<=s)['’](?=\s))?`,
  ],
  ['symbol', String.raw`<=|>=|!=|<>|==|[^\s]`],
];
const SCANNER = new RegExp(PATTERNS.map(([, source]) => `(${source})`).join('|'), 'gu');
const MULTIPLIERS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6 };

const SCALES: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };

function numberOf(text: string): number | undefined {
  if (/[-/]|\..*\./.test(text)) return undefined;
  const multiplier = MULTIPLIERS[text.at(-1)?.toLowerCase() ?? ''];
  return Number((multiplier ? text.slice(0, -1) : text).replaceAll(',', '')) * (multiplier ?? 1);
}

/** Writes out short forms and splits what is written with a hyphen between words of one language. */
const expanded = (question: string): string =>
  question
    .replace(/\bw\/o\b/gi, 'without')
    .replace(/(?<=\s)[-–—](?=\s)/g, ',')
    .replace(/\b(vs|approx|avg|incl|excl)\./gi, '$1')
    .replace(/\bno\. of\b/gi, 'number of')
    .replace(/\bhead ?count\b/gi, 'number of people')
    .replace(/(\d[\d.,]*)\s+(thousand|million|billion)\b/gi, (_, number: string, unit: string) =>
      String(Number(number.replaceAll(',', '')) * (SCALES[unit.toLowerCase()] ?? 1)),
    )
    .replace(/\bcan ?not\b/gi, "can't");

function tagsByStart(text: string): Map<number, Set<string>> {
  const tags = new Map<number, Set<string>>();
  for (const sentence of nlp(text).json({ offset: true }) as {
    terms: { tags: string[]; offset: { start: number } }[];
  }[]) {
    for (const term of sentence.terms) tags.set(term.offset.start, new Set(term.tags));
  }
  return tags;
}

/** Splits a question into words, numbers, quoted texts and symbols. */
export const tokenise = memoised((question: string): readonly Token[] => {
  const text = expanded(question);
  const tags = tagsByStart(text);
  let end = 0;
  return [...text.matchAll(SCANNER)].map((match): Token => {
    const kind = PATTERNS[match.slice(1).findIndex((group) => group !== undefined)]?.[0] ?? 'symbol';
    const raw = match[0];
    const bare = kind === 'quoted' ? raw.replace(/^(``|.)|(''|.)$/gu, '').trim() : raw.replaceAll('’', "'");
    const stem = kind === 'word' ? bare.replace(/'s?$/i, '') : bare;
    const glued = match.index === end && end > 0;
    end = match.index + raw.length;
    return {
      text: bare,
      lower: stem.toLowerCase(),
      kind,
      words: kind === 'word' || kind === 'quoted' ? plainWords(stem) : [raw],
      value: kind === 'number' ? numberOf(bare) : undefined,
      tags: tags.get(match.index) ?? new Set(),
      glued,
    };
  });
});

/** Whether a token is, in one of its forms, one of some words. */
export const isOneOf = (token: Token, words: ReadonlySet<string>): boolean =>
  words.has(token.lower) || baseForms(token.lower).some((form) => words.has(form));
