import type { Operator } from '../plan/query';
import type { Match, Rule } from './pattern';
import type { Reading } from './reading';
import type { Word } from './resolve';

const argOf = (word: Word | undefined, role: string): string | undefined =>
  word?.phrases.find((phrase) => phrase.role === role)?.arg;

const put = (reading: Reading, match: Match, op: Operator, count: number): boolean => {
  const of = match.one('of');
  if (!of) return false;
  reading.related.push({ of, which: match.one('which'), op, count, at: match.words[0]?.at ?? 0 });
  return true;
};

/** Nothing but what belongs to it stands between a number and what is counted: `under 30 have added` counts nothing. */
const standsBy = (reading: Reading, match: Match): boolean => {
  const [number, of] = [match.one('number'), match.one('of')];
  if (!number || !of || of.at < number.at) return true;
  const between = reading.sentence.words.slice(number.at + 1, of.at).filter((word) => !match.words.includes(word));
  return between.every((word) => word.phrases.some(({ arg }) => arg === 'article' || arg === 'of'));
};

const counted = (match: Match, reading: Reading): boolean => {
  const op = argOf(match.one('compare_op'), 'compare_op') ?? argOf(match.one('open_end'), 'open_end') ?? '=';
  const count = match.one('number')?.number;
  if (count === undefined || !Number.isInteger(count)) return false;
  const of = match.one('of');
  if (of?.roles.has('measure') && !of.roles.has('table')) return false;
  if (!standsBy(reading, match)) return false;
  return put(reading, match, op as Operator, count);
};

const none = (match: Match, reading: Reading): boolean => {
  const of = match.one('of');
  if (!of || (of.roles.has('measure') && !of.roles.has('table'))) return false;
  return put(reading, match, '=', 0);
};

const some = (match: Match, reading: Reading): boolean => put(reading, match, '>=', 1);

/** How rows of another kind are asked to be there: in some number, not at all, or at least one. */
export const relatedRules: readonly Rule<Reading>[] = [
  { pattern: 'contains compare_op number of=table|flag|value', read: counted },
  { pattern: 'compare_op number which=value|flag of=table', read: counted },
  { pattern: 'compare_op number of=table|flag|value|id', read: counted },
  { pattern: 'compare_op number distinct of=table|flag|value|id', read: counted },
  {
    pattern: 'of=table|flag|value compare_op number times?',
    read: (match, reading) =>
      match.one('times') !== undefined || match.one('number')?.lower.match(/once|twice/)
        ? counted(match, reading)
        : false,
  },
  { pattern: 'number open_end of=table|flag|value', read: counted },
  { pattern: 'prep:with number of=table|flag|value', read: counted },
  { pattern: 'never|without which=value|flag of=table', read: none },
  { pattern: 'not with which=value|flag of=table', read: none },
  { pattern: 'never|without of=table|flag', read: none },
  { pattern: 'never of=value', read: none },
  { pattern: 'without of=value', read: none },
  { pattern: 'not rel? be? of=flag', read: none },
  { pattern: 'not of=table', read: none },
];

const named = (word: Word | undefined): string | undefined =>
  word?.table?.table.name ?? word?.column?.column.name ?? word?.value?.value;

const split = (match: Match, reading: Reading): boolean => {
  const [first, second] = [match.one('first'), match.one('second')];
  const next = reading.sentence.words.slice((match.words.at(-1)?.at ?? 0) + 1).find((word) => !word.roles.has('skip'));
  if (!second && next && !next.roles.has('stop') && !match.words.some((word) => word.roles.has('without')))
    return false;
  if (!first || (second && named(first) !== named(second))) return false;
  reading.splits.push({ word: first, at: first.at });
  return true;
};

/** `indoors and outdoors`: a flag and its contrary. */
const bothSides = (match: Match, reading: Reading): boolean => {
  const [first, second] = [match.one('first')?.column, match.one('second')?.column];
  if (!first || first.column !== second?.column || first.opposite === second.opposite) return false;
  const word = first.opposite ? match.one('second') : match.one('first');
  if (word) reading.splits.push({ word, at: word.at });
  return true;
};

/** `smokers get readmitted more often than non-smokers`: what they are compared by stands between the two. */
const splitApart = (match: Match, reading: Reading): boolean => {
  const [first, second] = [match.one('first'), match.one('second')];
  if (!first || !second || named(first) !== named(second)) return false;
  reading.splits.push({ word: first, at: first.at });
  const outcome = match.words.filter((word) => word !== first && word !== second && word.column);
  reading.sentence.use(match.words.filter((word) => !outcome.includes(word)));
  return false;
};

/** `managers are more satisfied than the rest`. */
const splitFromRest = (match: Match, reading: Reading): boolean => {
  const first = match.one('first');
  if (!first) return false;
  reading.splits.push({ word: first, at: first.at });
  reading.sentence.use(match.words.filter((word) => word === first || !word.column));
  return false;
};

/** Those that are so beside those that are not, to be read before each of the two. */
export const splitRules: readonly Rule<Reading>[] = [
  { pattern: 'first=flag|value|table and|or|compare rel? not|never dash? second=flag|value|table', read: split },
  { pattern: 'first=flag|value|table and|or|compare rel? not|never', read: split },
  { pattern: 'prep:with and|or without first=table|flag|value', read: split },
  { pattern: 'first=flag and|or|compare|than second=flag', read: bothSides },
  {
    pattern: 'first=flag flag|measure|column comparative|degree? adjective? than not dash? second=flag',
    read: splitApart,
  },
  { pattern: 'first=flag|value degree|comparative column|measure|adjective? than|compare rest', read: splitFromRest },
  { pattern: 'first=flag|value more? adjective? flag|column|measure? than|compare rest', read: split },
];

/** Another table named after the subject: `customers with refunds`, `who ordered`. */
export const existsRules: readonly Rule<Reading>[] = [
  { pattern: 'prep:with of=table', read: some },
  { pattern: 'rel be? of=table', read: some },
];
