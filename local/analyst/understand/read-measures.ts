import { isKindOf } from '../language/lexicon';
import { comparative } from '../language/synonyms';
import type { Fn, Operator } from '../plan/query';
import { isMeasure } from '../schema/roles';
import { noteValue } from './notes';
import type { Match, Rule } from './pattern';
import type { MeasureAsk, Reading } from './reading';
import type { Word } from './resolve';

const argOf = (word: Word | undefined, role: string): string | undefined =>
  word?.phrases.find((phrase) => phrase.role === role)?.arg;
const fnOf = (word: Word | undefined): Fn => (argOf(word, 'agg') ?? 'avg') as Fn;
const start = (match: Match): number => match.words[0]?.at ?? 0;

const put = (reading: Reading, ...asks: readonly MeasureAsk[]): boolean => {
  reading.measures.push(...asks);
  return asks.length > 0;
};

const perEach = (match: Match, reading: Reading): boolean => {
  const target = match.one('for');
  return target
    ? put(reading, { kind: 'per', of: match.one('of'), for: target, fn: fnOf(match.one('agg')), at: start(match) })
    : false;
};

const countOf = (match: Match, reading: Reading): boolean =>
  put(reading, { kind: 'count', of: match.one('of'), distinct: match.one('distinct') !== undefined, at: start(match) });

/** A number behind a noun is the number of one: `on which flight number`. */
const countAlone = (match: Match, reading: Reading): boolean => {
  const word = match.one('count');
  const before = reading.sentence.words[(word?.at ?? 0) - 1];
  return !(word?.lower === 'number' && before && (before.table || before.column)) && countOf(match, reading);
};

/** `ticket volume` counts tickets; `ticket number` is the number of one. */
const countBehind = (match: Match, reading: Reading): boolean =>
  match.one('count')?.lower !== 'number' && countOf(match, reading);

/** `total orders` is their number; of what is money itself it is not clear whether it is the number or the sum. */
const totalOf = (match: Match, reading: Reading): boolean => {
  const of = match.one('of');
  const money =
    of && isKindOf(of.lower, ['payment', 'charge', 'cost', 'expense', 'monetary_resource', 'financial_loss'], 3);
  const table = of?.table?.table ?? of?.value?.table;
  if (money && table?.columns.some(isMeasure)) {
    reading.notes.refuse(`It is not clear whether '${of.text}' are to be counted or added up: name the column.`);
    return true;
  }
  return countOf(match, reading);
};

const figures = (match: Match, reading: Reading): boolean => {
  const columns = [...match.all('measure'), ...match.all('of')];
  const fns = match.all('agg');
  return put(
    reading,
    ...columns.flatMap((word) =>
      fns.map((fn): MeasureAsk => ({ kind: 'figure', fn: fnOf(fn), word, at: start(match) })),
    ),
  );
};

const flagged = (match: Match, reading: Reading): boolean => {
  const of = match.one('of');
  if (!of) return false;
  if (fnOf(match.one('agg')) === 'avg') return put(reading, { kind: 'rate', of, at: start(match) });
  return fnOf(match.one('agg')) === 'sum'
    ? put(reading, { kind: 'count', of, distinct: false, at: start(match) })
    : false;
};

const much = (match: Match, reading: Reading): boolean => {
  const word = match.one('measure');
  return word ? put(reading, { kind: 'figure', fn: 'sum', word, at: start(match) }) : false;
};

const percentile = (match: Match, reading: Reading): boolean => {
  const [word, number] = [match.one('measure'), match.one('number')?.number];
  return word && number !== undefined
    ? put(reading, { kind: 'figure', word, percentile: number, at: start(match) })
    : false;
};

const rate = (match: Match, reading: Reading): boolean => {
  const of = match.one('of');
  return of ? put(reading, { kind: 'rate', of, at: start(match) }) : false;
};

const timeEnd = (match: Match, reading: Reading): boolean => {
  const fn = argOf(match.one('extreme_time'), 'extreme_time') as Fn | undefined;
  const of = match.one('of');
  return of && fn ? put(reading, { kind: 'figure', fn, word: of, at: start(match) }) : false;
};

/** Adjectives that any number can have. */
const sizes = /^(long|short|high|low|bigg?|large|small|great)/;

/** `the coldest temperature` is the lowest. */
const extreme = (match: Match, reading: Reading): boolean => {
  const word = match.one('measure');
  const adjective = comparative(match.one('superlative')?.lower ?? '');
  const sized = sizes.test(match.one('superlative')?.lower ?? '');
  if (!word?.column || !adjective) return false;
  if (!sized && !adjective.concepts.some((concept) => word.column?.column.words.includes(concept))) return false;
  return put(reading, { kind: 'figure', fn: adjective.more ? 'max' : 'min', word, at: start(match) });
};

const extremes = (match: Match, reading: Reading): boolean => {
  const word = match.one('measure');
  if (!word) return false;
  const asks = match.all('superlative').map(
    (one): MeasureAsk => ({
      kind: 'figure',
      fn: comparative(one.lower)?.more ? 'max' : 'min',
      word,
      at: start(match),
    }),
  );
  return put(reading, ...asks);
};

/** `female users`: rows of the table that are so. */
const countSuch = (match: Match, reading: Reading): boolean => {
  const which = match.one('which');
  const condition =
    which &&
    (which.value && !which.roles.has('flag')
      ? { kind: 'in' as const, column: which.value.column, values: [which.value.value], negated: false }
      : which.column && { kind: 'flag' as const, column: which.column.column, on: !which.column.opposite });
  if (!which || !condition) return false;
  if (which.value && !which.roles.has('flag')) noteValue(reading.notes, which);
  reading.conditions.push({ condition, at: which.at, words: [which] });
  return countOf(match, reading);
};

/** `unique users` are counted; `list the unique countries` lists them. */
const distinctOf = (match: Match, reading: Reading): boolean => {
  const of = match.one('of');
  const listed = reading.sentence.words.some((word) => word.roles.has('list') || word.roles.has('wh:what'));
  if (!of || reading.measures.length > 0) return false;
  if (!listed || reading.groups.length > 0)
    return put(reading, { kind: 'count', of, distinct: true, at: start(match) });
  reading.groups.push({ kind: 'word', word: of, at: of.at });
  return true;
};

const span = (match: Match, reading: Reading): boolean => {
  const word = match.one('of');
  if (!word) return false;
  return put(
    reading,
    ...(['min', 'max'] as const).map((fn): MeasureAsk => ({ kind: 'figure', fn, word, at: start(match) })),
  );
};

/** A bound for a figure of each group: `average age over 40`. */
const having = (match: Match, reading: Reading): boolean => {
  const op = argOf(match.one('compare_op'), 'compare_op') as Operator | undefined;
  const number = match.one('number')?.number;
  const measure = match.one('measure');
  const of = match.one('of');
  const counted = match.words[0]?.roles.has('count') ?? false;
  const entity = reading.sentence.words.some((word) => word.at < start(match) && (word.table || word.column));
  if (!op || number === undefined || (counted && !entity)) return false;
  const ask: MeasureAsk | undefined = measure
    ? { kind: 'figure', fn: fnOf(match.one('agg')), word: measure, at: start(match) }
    : of && { kind: 'count', of, distinct: false, at: start(match) };
  const next = reading.sentence.words[(match.words.at(-1)?.at ?? 0) + 1];
  if (!measure && next && ['table', 'flag', 'value', 'id', 'unit'].some((role) => next.roles.has(role))) return false;
  if (!ask) return false;
  reading.havings.push({ measure: ask, op, number, at: start(match) });
  return true;
};

/** Bounds for figures, to be read before comparisons of single rows. */
export const havingRules: readonly Rule<Reading>[] = [
  { pattern: 'agg measure be? compare_op unit? number unit?', read: having },
  { pattern: 'measure agg be? compare_op unit? number unit?', read: having },
  { pattern: 'measure prep:of compare_op unit? number prep agg:sum', read: having },
  { pattern: 'count:number of=table|flag|value be? compare_op number', read: having },
];

/** Averages of numbers per thing, to be read before groups. */
export const perRules: readonly Rule<Reading>[] = [
  { pattern: 'agg count of=table|value|flag|column by for=table|column|grain', read: perEach },
  { pattern: 'agg of=table|value|flag by for=table|column|grain', read: perEach },
  { pattern: 'count of=table|value|flag by for=table|column|grain agg:avg', read: perEach },
  { pattern: 'count of=table|value|flag agg:avg for=table', read: perEach },
  { pattern: 'count of=table|value|flag for=table agg:avg', read: perEach },
];

/** What is worked out, most explicit wordings first. */
export const measureRules: readonly Rule<Reading>[] = [
  { pattern: 'number th? percentile measure', read: percentile },
  { pattern: 'agg and* agg and* agg and* agg measure and measure', read: figures },
  { pattern: 'agg and* agg and* agg and* agg measure', read: figures },
  { pattern: 'agg and* agg and* agg measure and measure', read: figures },
  { pattern: 'agg and* agg and* agg measure', read: figures },
  { pattern: 'agg and* agg measure and measure', read: figures },
  { pattern: 'agg and* agg measure', read: figures },
  { pattern: 'agg measure and* measure and* measure', read: figures },
  { pattern: 'agg measure and* measure', read: figures },
  { pattern: 'agg distinct? measure', read: figures },
  { pattern: 'superlative and superlative measure', read: extremes },
  { pattern: 'superlative measure', read: extreme },
  { pattern: 'agg of=timecol', read: figures },
  { pattern: 'agg of=flag', read: flagged },
  { pattern: 'grain|timecol agg:range of=table|timecol', read: span },
  { pattern: 'of=flag|value|table rate', read: rate },
  { pattern: 'rate of=flag|value|table', read: rate },
  { pattern: 'distinct count of=table|column|value', read: (match, reading) => countOf(match, reading) },
  { pattern: 'count distinct? which=value|flag of=table', read: countSuch },
  { pattern: 'count distinct? of=table', read: countOf },
  { pattern: 'count distinct? of=flag|value', read: countOf },
  { pattern: 'count of=timecol by', read: countOf },
  { pattern: 'count distinct? of=column', read: countOf },
  { pattern: 'of=table|value|flag count', read: countBehind },
  { pattern: 'agg:sum of=table|value', read: totalOf },
  { pattern: 'much measure', read: much },
  { pattern: 'measure agg', read: figures },
  { pattern: 'extreme_time of=table|timecol', read: timeEnd },
  { pattern: 'distinct of=table|column', read: distinctOf },
  { pattern: 'count', read: countAlone },
];
