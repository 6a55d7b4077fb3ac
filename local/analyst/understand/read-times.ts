import { comparative } from '../language/synonyms';
import { isTime } from '../schema/roles';
import type { Match, Rule } from './pattern';
import type { Reading } from './reading';

const words = (match: Match, op?: string): Parameters<typeof put>[2] => ({
  op,
  low: match.one('low')?.period,
  high: match.one('high')?.period,
  negated: match.one('not') !== undefined,
});

const put = (
  match: Match,
  reading: Reading,
  ask: {
    op?: string;
    low?: Reading['periods'][number]['low'];
    high?: Reading['periods'][number]['high'];
    negated: boolean;
  },
): boolean => {
  const column = match.one('column')?.column?.column;
  if (!ask.low || (column && !isTime(column))) return false;
  reading.periods.push({
    op: ask.op,
    low: ask.low,
    high: ask.high,
    negated: ask.negated,
    column,
    at: match.words[0]?.at ?? 0,
  });
  return true;
};

const within = (match: Match, reading: Reading): boolean => put(match, reading, words(match));
const bounded = (match: Match, reading: Reading): boolean => {
  const op =
    match.one('time_op')?.phrases.find((phrase) => phrase.role === 'time_op')?.arg ??
    match.one('compare_op')?.phrases.find((phrase) => phrase.role === 'compare_op')?.arg;
  return put(match, reading, words(match, op));
};

/** `over the year 2025` is in it; a year behind another comparison may be a number. */
const throughout = (match: Match, reading: Reading): boolean =>
  match.one('compare_op')?.lower === 'over' && put(match, reading, words(match));

/** `older than 2020` is before it. */
const older = (match: Match, reading: Reading): boolean => {
  const adjective = comparative(match.one('comparative')?.lower ?? '');
  return put(match, reading, words(match, adjective?.more ? '<' : '>'));
};

const onDays = (match: Match, reading: Reading): boolean => {
  const args = match
    .all('day_name')
    .flatMap((word) => word.phrases.filter((phrase) => phrase.role === 'day_name').map((phrase) => phrase.arg));
  const days = args.flatMap((arg) => (arg === 'weekend' ? [0, 6] : arg === 'week' ? [1, 2, 3, 4, 5] : [Number(arg)]));
  reading.weekdays.push({
    days,
    label: match
      .all('day_name')
      .map((word) => word.text)
      .join(', '),
    negated: match.one('not') !== undefined,
    at: match.words[0]?.at ?? 0,
  });
  return true;
};

/** How rows are narrowed down by time. */
export const timeRules: readonly Rule<Reading>[] = [
  { pattern: 'column? be? not? between low=period and|dash high=period', read: within },
  { pattern: 'column? be? from|time_op low=period and? dash|time_op high=period', read: within },
  { pattern: 'column? low=period dash high=period', read: within },
  { pattern: 'column be? time_op|compare_op low=period', read: bounded },
  { pattern: 'time_op low=period', read: bounded },
  { pattern: 'compare_op low=period', read: throughout },
  { pattern: 'between low=period', read: within },
  { pattern: 'comparative than low=period', read: older },
  { pattern: 'column be? not? low=period', read: within },
  { pattern: 'not? low=period', read: within },
  { pattern: 'not? day_name and|or day_name', read: onDays },
  { pattern: 'not? day_name', read: onDays },
];
