import { basesOf, isEnglish, isKindOf, partsOf } from '../language/lexicon';
import { isAnybody, isUnit, tellsApart } from '../language/words';
import type { Word } from './resolve';

/** A word that can be left aside; with what is taken for granted by it, where that could matter. */
export interface Aside {
  readonly note?: string;
}

const has = (word: Word | undefined, ...roles: readonly string[]): boolean =>
  roles.some((role) => word?.roles.has(role) ?? false);
const isLinked = (word: Word | undefined): boolean => has(word, 'table', 'column', 'value');
const isUnknown = (word: Word | undefined): boolean => has(word, 'unknown');

const before = (words: readonly Word[], at: number): Word | undefined => words[at - 1];
const after = (words: readonly Word[], at: number): Word | undefined => words[at + 1];

/** A name, a sign or a word of another language: nothing is known of it, so it may be what the question turns on. */
const isForeign = (word: Word, words: readonly Word[]): boolean => {
  const [token, ...more] = word.tokens;
  if (!token || more.length > 0 || token.kind !== 'word' || !isEnglish(word.lower)) return true;
  const starts = word.at === 0 || has(before(words, word.at), 'stop');
  return /^\p{Lu}/u.test(token.text) && !starts;
};

const possessive = new Set(['our', 'my', 'your', 'us']);
const determined = new Set([...possessive, 'the', 'this', 'these', 'whole', 'entire']);

/** What holds all the data there is, when it is called by no name: `our shop`, `at the company`, `on the site`. */
const holders = [
  'organization',
  'institution',
  'establishment',
  'web_site',
  'database',
  'record',
  'business',
  'undertaking',
];
const carriers = new Set(['base', 'pool', 'population', 'file', 'books', 'system', 'platform']);

const isWhole = (word: Word, words: readonly Word[]): boolean => {
  const next = after(words, word.at);
  if (isUnknown(next) || isLinked(next)) return false;
  const previous = before(words, word.at);
  if (carriers.has(word.lower) && (has(previous, 'table') || determined.has(previous?.lower ?? ''))) return true;
  return determined.has(previous?.lower ?? '') && isKindOf(word.lower, holders, 4);
};

/** What numbers are counted in: `25 micrograms`, `in hours`. */
const isCountedIn = (word: Word, words: readonly Word[]): boolean => {
  const previous = before(words, word.at);
  const behind = previous?.number !== undefined || ['in', '(', 'per', ','].includes(previous?.lower ?? '');
  return behind && isUnit(word.lower);
};

/** `satisfaction scores`, `values of the temperature`: says that the column holds such. */
const isCarrier = (word: Word, words: readonly Word[]): boolean => {
  if (!has(word, 'carrier') || isLinked(word)) return false;
  const next = words.slice(word.at + 1).find((one) => !has(one, 'skip', 'prep'));
  return (
    has(before(words, word.at), 'column') ||
    (has(next, 'column') && has(after(words, word.at), 'prep:of')) ||
    isTalk(word, words)
  );
};

/** `as an employer` says in what part somebody is spoken of. */
const isPart = (word: Word, words: readonly Word[]): boolean =>
  ['a', 'an'].includes(before(words, word.at)?.lower ?? '') && before(words, word.at - 1)?.lower === 'as';

/** `people` of whom there is no table, where they are not counted: those whom the rows are about. */
const isNobody = (word: Word, words: readonly Word[]): boolean =>
  isAnybody(word.lower) && !has(before(words, word.at), 'count', 'much', 'distinct');

/** `how strong is it`, `how good`: asks for the degree of what was worked out. */
const isDegree = (word: Word, words: readonly Word[]): boolean =>
  has(before(words, word.at), 'wh:how') && partsOf(word.lower).some((part) => part === 'adj' || part === 'adv');

const clauseEnds = ['stop', 'open'];
/** Whether something of the schema stands on both sides of a word in its sentence. */
const relates = (word: Word, words: readonly Word[]): boolean => {
  const side = (step: number): boolean => {
    for (let at = word.at + step; words[at] && !has(words[at], ...clauseEnds); at += step)
      if (isLinked(words[at]) || has(words[at], 'wh:who')) return true;
    return false;
  };
  return side(-1) && side(1);
};

/** `passengers carried`: what was done with a number that is summed up. */
const isDone = (word: Word, words: readonly Word[]): boolean => has(before(words, word.at), 'measure');

const isVerb = (word: Word, words: readonly Word[]): boolean => {
  const parts = partsOf(word.lower);
  if (!parts.includes('verb')) return false;
  const inflected = !basesOf(word.lower, 'verb').includes(word.lower);
  const previous = before(words, word.at);
  const verbal =
    has(previous, 'table', 'column', 'value', 'rel', 'be', 'never', 'not') || has(previous, 'skip:aux', 'wh');
  return inflected || (verbal && !isLinked(after(words, word.at)));
};

/** `Please evaluate …`: what is to be done with the question, at the beginning of a sentence. */
const isOrder = (word: Word, words: readonly Word[]): boolean => {
  let at = word.at - 1;
  while (words[at]?.phrases.some(({ arg }) => arg === 'polite')) at -= 1;
  const starts = at < 0 || has(words[at], 'stop');
  return (
    starts &&
    basesOf(word.lower, 'verb').includes(word.lower) &&
    !has(word, 'change') &&
    isLinked(words.slice(word.at + 1).find((one) => !has(one, 'skip', 'prep', 'agg', 'count')))
  );
};

/** Talk between the sentences that are about the data: `How good is it?`, `Thanks a lot!` */
const isTalk = (word: Word, words: readonly Word[]): boolean => {
  let [from, to] = [word.at, word.at];
  while (words[from - 1] && !has(words[from - 1], 'stop')) from -= 1;
  while (words[to + 1] && !has(words[to + 1], 'stop')) to += 1;
  const own = words.slice(from, to + 1);
  const others = [...words.slice(0, from), ...words.slice(to + 1)];
  const personal = own.some((one) =>
    ['it', 'that', 'this', 'i', 'you', 'me', 'thanks', 'thank you'].includes(one.lower),
  );
  const silent = own.every(
    (one) =>
      isUnknown(one) ||
      has(one, 'skip', 'prep', 'be', 'wh', 'rel', 'stop', 'list', 'and', 'open', 'chart') ||
      isSaidBefore(one),
  );
  return (
    personal &&
    silent &&
    others.some(isLinked) &&
    !own.some((one) => has(one, 'not', 'exclusive', 'only', 'without') && !has(one, 'rel', 'prep'))
  );
};
const isSaidBefore = (word: Word): boolean => has(word, 'build', 'model', 'significance');

/**
 * Whether a word that nothing made use of can be left aside: it can when it neither narrows the rows down nor changes
 * what is measured. Names, numbers, quoted words, nouns and adjectives that the tables do not have may, so with them
 * the question is refused; undefined then.
 */
export const asideOf = (word: Word, words: readonly Word[]): Aside | undefined => {
  if (isUnitWord(word, words)) return {};
  if (isCarrier(word, words)) return {};
  if (!isUnknown(word)) return undefined;
  if (isTalk(word, words)) return {};
  if (isForeign(word, words)) return undefined;
  if (isCountedIn(word, words) || isDegree(word, words) || isPart(word, words)) return {};
  if (isNobody(word, words)) return { note: `'${word.text}' was taken for those whom the rows are about.` };
  if (isWhole(word, words)) return { note: `'${word.text}' was taken for all that the tables hold.` };
  if (isVerb(word, words)) {
    if (has(after(words, word.at), 'without')) return {};
    if (tellsApart(word.lower) || !(relates(word, words) || isDone(word, words))) return undefined;
    return { note: `'${word.text}' was taken to say that the rows belong together.` };
  }
  if (isOrder(word, words)) return {};
  return degrees.has(word.lower) ? {} : undefined;
};

/** `in hours`, `(minutes)`: a word for a time that only says in what a number is counted. */
const isUnitWord = (word: Word, words: readonly Word[]): boolean =>
  has(word, 'time_unit', 'unit') &&
  !has(word, 'column', 'table', 'value') &&
  (isCountedIn(word, words) || (has(word, 'unit') && ['(', 'in'].includes(before(words, word.at)?.lower ?? '')));

/** Adverbs that weigh and do not tell apart. */
const degrees = new Set(
  [
    'strongly',
    'closely',
    'highly',
    'really',
    'truly',
    'actually',
    'heavily',
    'tightly',
    'greatly',
    'markedly',
    'typically',
    'usually',
  ].concat(
    [
      'normally',
      'generally',
      'largely',
      'mainly',
      'mostly',
      'roughly',
      'nearly',
      'together',
      'altogether',
      'approximately',
      'ultimately',
    ],
    [
      'eventually',
      'yet',
      'already',
      'still',
      'ever',
      'altogether',
      'precisely',
      'basically',
      'badly',
      'much',
      'well',
      'even',
      'else',
    ],
  ),
);
