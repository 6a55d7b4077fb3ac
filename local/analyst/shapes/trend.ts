import { timeFor } from '../plan/conditions';
import { settlePeriod } from '../plan/periods';
import type { Grain } from '../plan/query';
import { settle } from '../plan/settle';
import type { Settled } from '../plan/settled';
import { Scope, subjectOf } from '../plan/subject';
import { growthProgram, type Stretch } from '../program/growth';
import { readingOf, whereWords } from '../program/naming';
import { trendProgram } from '../program/trend';
import { find } from '../understand/pattern';
import type { Reading } from '../understand/reading';
import { closingFor } from './closing';
import type { Context, Shape } from './shape';

const counting = { kind: 'count', distinct: false, at: 0 } as const;
const overTime = (reading: Reading): boolean => reading.groups.some((ask) => ask.kind === 'time');

/** A figure over time. */
export const trendShape: Shape = {
  name: 'trend',
  general: true,
  uses: {
    aspects: ['groups', 'measures', 'contrasts', 'conditions'],
    intents: ['trend', 'growth', 'cumulative', 'moving', 'distribution'],
  },
  fits: ({ reading }) =>
    !reading.rank &&
    (['trend', 'cumulative', 'moving', 'growth'].some((intent) => reading.wants(intent)) ||
      (overTime(reading) && reading.groups.length <= 2)),
  draft: (context) => {
    const { reading, notes } = context;
    if (!overTime(reading)) reading.groups.unshift({ kind: 'time', at: Number.MAX_SAFE_INTEGER });
    const settled = settle(reading, { fallback: () => counting });
    if (!settled) return undefined;
    const groups = [...settled.groups].sort(
      (left, right) => Number(right.group.kind === 'time') - Number(left.group.kind === 'time'),
    );
    if (groups.length > 2 || groups[0]?.group.kind !== 'time') {
      notes.refuse('Over time, figures can be told apart by one more column only.');
      return undefined;
    }
    const ordered: Settled = {
      ...settled,
      groups,
      query: { ...settled.query, groups: groups.map((one) => one.group) },
    };
    const said = readingOf(ordered);
    const options = {
      growth: reading.wants('growth'),
      cumulative: reading.wants('cumulative'),
      moving: reading.wants('moving') ? windowOf(reading, groups[0].group.grain) : undefined,
      simple: context.simple,
      bars: reading.charts.includes('bar'),
    };
    return {
      plan: `Work out the ${said}, and its change.`,
      program: trendProgram(ordered, context.schema, closingFor(context, said), options),
    };
  },
};

/** The periods of a moving average: as said (`7-day moving average`), else a week of days or three of others. */
const windowOf = (reading: Reading, grain: Grain): number => {
  const said = find(reading.sentence, 'number dash? grain') ?? find(reading.sentence, 'number');
  if (said) {
    reading.sentence.use(said.words);
    return Math.max(2, Math.round(said.one('number')?.number ?? 3));
  }
  const window = grain === 'day' ? 7 : 3;
  reading.notes.assume(`The moving average is over ${window} ${grain}s.`);
  return window;
};

/** The two times that a change lies between: the ends of `from 2023 to 2024`, or two times that are named. */
const stretches = (context: Context): readonly [Stretch, Stretch] | undefined => {
  const { reading, notes } = context;
  const [first, second] = reading.periods;
  if (!first || reading.periods.some((ask) => ask.op || ask.negated)) return undefined;
  const pair =
    first.high && !second
      ? [first.low, first.high]
      : second && !first.high && !second.high
        ? [first.low, second.low]
        : undefined;
  if (!pair) return undefined;
  const scope = new Scope(reading.schema);
  const subject = subjectOf(scope, reading);
  const column = first.column ?? (subject && timeFor(scope, subject, reading, Number.MAX_SAFE_INTEGER));
  if (!column) {
    notes.refuse(`There is no date or time in ${subject?.name ?? 'the table'}.`);
    return undefined;
  }
  const later = pair[1] && settlePeriod(pair[1], column, notes);
  const earlier =
    pair[0] &&
    settlePeriod(
      pair[0],
      column,
      notes,
      later && pair[0].kind !== 'absolute' ? Number(later.from.slice(0, 4)) : undefined,
    );
  if (!later || !earlier) return undefined;
  const sorted = earlier.from <= later.from ? [earlier, later] : [later, earlier];
  const make = (period: typeof later): Stretch => ({
    label: period.label,
    condition: { kind: 'period', column, from: period.from, to: period.to, label: `in ${period.label}` },
  });
  const [before, after] = sorted.map(make);
  return before && after ? [before, after] : undefined;
};

const betweenTimes = (reading: Reading): boolean => {
  const named = reading.periods.filter((ask) => !ask.op && !ask.negated);
  return named.length === 2 || (named.length === 1 && named[0]?.high !== undefined);
};

/** The change of a figure from one time to another. */
export const growthShape: Shape = {
  name: 'growth',
  general: true,
  uses: {
    aspects: ['groups', 'measures', 'conditions', 'rank', 'asked'],
    intents: ['growth', 'compare', 'trend', 'share'],
  },
  fits: ({ reading }) =>
    betweenTimes(reading) &&
    ((reading.wants('growth') && !overTime(reading)) ||
      (reading.wants('compare') && reading.periods.length === 2 && !overTime(reading))),
  draft: (context) => {
    const { reading } = context;
    const times = stretches(context);
    if (!times) return undefined;
    reading.periods.splice(0);
    const settled = settle(reading, { fallback: () => counting });
    if (!settled) return undefined;
    if (settled.groups.length > 1) {
      context.notes.refuse('A change between two times is worked out for one group only.');
      return undefined;
    }
    const said = `the change of the ${readingOf(settled)}, from ${times[0].label} to ${times[1].label}${whereWords([])}`;
    return {
      plan: `Work out ${said}.`,
      program: growthProgram(settled, times, context.schema, closingFor(context, said)),
    };
  },
};
