import { isEnglish } from '../lexicon/forms';

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
    'on',
    'in',
    'is',
    'eur',
    'usd',
    'chf',
    'gbp',
    'kg',
    'km',
    'cm',
    'ms',
    'pct',
  ].concat(['qty', 'amt', 'uuid', 'timestamp', 'datetime', 'url', 'min', 'max', 'avg', 'opt', 'num']),
);
/** The word before may be an unknown abbreviation: `mrrusd`, `npsscore`. */
const tails = new Set(['usd', 'eur', 'chf', 'gbp', 'pct', 'score', 'rate', 'count', 'date', 'amount', 'value', 'id']);
const isPart = (word: string): boolean => glued.has(word) || (word.length >= 3 && isEnglish(word));

interface Cut {
  readonly words: readonly string[];
  readonly cost: number;
}
const segmented = new Map<string, Cut | undefined>();
const heads = new Set([...tails, ...glued]);
/** The fewest words that a text can be cut into; of as many those that end as names do. */
const segment = (text: string): Cut | undefined => {
  if (segmented.has(text)) return segmented.get(text);
  let best: Cut | undefined;
  for (let cut = 2; cut <= text.length; cut += 1) {
    const first = text.slice(0, cut);
    if (!isPart(first)) continue;
    const rest = cut < text.length ? segment(text.slice(cut)) : { words: [], cost: heads.has(first) ? -5 : 0 };
    const found = rest && { words: [first, ...rest.words], cost: rest.cost + 10 };
    if (found && (!best || found.cost < best.cost)) best = found;
  }
  segmented.set(text, best);
  return best;
};

/** The words that a name without signs is glued of: `fleetsize`, `userid`, `fareeur`, `marketingoptin`. */
const unglue = (word: string): readonly string[] => {
  if (word.length < 5 || isEnglish(word) || !/^\p{L}+$/u.test(word)) return [word];
  const words = segment(word)?.words;
  if (words && words.length <= 3 && words.some((part) => part.length >= 3 && !glued.has(part))) return words;
  const tail = [...tails].find((one) => word.endsWith(one) && word.length - one.length >= 3);
  return tail ? [word.slice(0, -tail.length), tail] : [word];
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

/** Abbreviations that are usual in names of tables and columns. */
const short: Readonly<Record<string, string>> = {
  ...{ amt: 'amount', qty: 'quantity', nm: 'name', typ: 'type', cust: 'customer', acct: 'account', txn: 'transaction' },
  ...{ bal: 'balance', cntry: 'country', dept: 'department', cnt: 'count', addr: 'address', prod: 'product' },
  ...{
    emp: 'employee',
    mgr: 'manager',
    pax: 'passengers',
    seg: 'segment',
    grp: 'group',
    chnl: 'channel',
    scr: 'score',
  },
  ...{ dest: 'destination', orig: 'origin', avg: 'average', msg: 'message', vol: 'volume', dur: 'duration' },
  ...{
    freq: 'frequency',
    lat: 'latitude',
    lon: 'longitude',
    lng: 'longitude',
    yr: 'year',
    ord: 'order',
    temp: 'temperature',
  },
  ...{ dob: 'birthdate', tel: 'telephone', lang: 'language', img: 'image', curr: 'currency', descr: 'description' },
};
/** A word written out: `amt` is amount. */
export const writtenOut = (word: string): string => (Object.hasOwn(short, word) ? (short[word] ?? word) : word);

const prefixes = new Set(['dim', 'fact', 'fct', 'tbl', 'stg', 'raw', 'vw', 'mart']);

/** The words of a table's or column's name: `dim_UserAccounts` is user, accounts; `userid` is user, id. */
export const identifierWords = (name: string): string[] => {
  const words = plainWords(name);
  const meaningful = words.length > 1 && prefixes.has(words[0] ?? '') ? words.slice(1) : words;
  return meaningful.flatMap((word) => counted(word) ?? unglue(word)).map(writtenOut);
};
