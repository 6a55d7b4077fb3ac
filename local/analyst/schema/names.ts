import { isEnglish } from '../language/lexicon';

/** Short words that are glued to names though they are no English words, or hardly ones. */
const glued = new Set(
  [
    'id',
    'no',
    'nr',
    'dt',
    'ts',
    'nm',
    'cd',
    'at',
    'eur',
    'usd',
    'chf',
    'gbp',
    'kg',
    'km',
    'cm',
    'pct',
    'qty',
    'amt',
    'uuid',
  ].concat(['timestamp', 'datetime', 'url', 'min', 'max', 'avg']),
);
const isPart = (word: string): boolean => word.length >= 3 && isEnglish(word);

/** The words that a name without signs is glued of: `fleetsize`, `userid`, `fareeur`. */
const unglue = (word: string): string[] => {
  if (word.length < 5 || isEnglish(word) || !/^\p{L}+$/u.test(word)) return [word];
  const cuts = Array.from({ length: word.length - 3 }, (_, at) => word.length - 2 - at);
  const fitting = cuts.filter((cut) => {
    const [first, last] = [word.slice(0, cut), word.slice(cut)];
    return isPart(first) && (isPart(last) || glued.has(last));
  });
  const cut = fitting.find((at) => glued.has(word.slice(at))) ?? fitting.at(-1);
  return cut ? [word.slice(0, cut), word.slice(cut)] : [word];
};

/** Words of a name as written: at signs, at changes of case and between letters and digits at signs only. */
export const plainWords = (name: string): string[] =>
  name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);

const timesShort: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  w: 'weeks',
  m: 'months',
  y: 'years',
  min: 'minutes',
};
/** `30d` is 30 days. */
const counted = (word: string): string[] | undefined => {
  const [, number, unit] = /^(\d+)(d|h|w|m|y|min)$/.exec(word) ?? [];
  return number && unit ? [number, timesShort[unit] ?? unit] : undefined;
};

const prefixes = new Set(['dim', 'fact', 'fct', 'tbl', 'stg', 'raw', 'vw', 'mart']);

/** The words of a table's or column's name: `dim_UserAccounts` is user, accounts; `userid` is user, id. */
export const identifierWords = (name: string): string[] => {
  const words = plainWords(name);
  const meaningful = words.length > 1 && prefixes.has(words[0] ?? '') ? words.slice(1) : words;
  return meaningful.flatMap((word) => counted(word) ?? unglue(word));
};
