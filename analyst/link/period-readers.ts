import {
  dayPeriod,
  type Grain,
  monthName,
  monthOf,
  monthPeriod,
  type Period,
  type PeriodMatch,
  pad,
  quarterPeriod,
  step,
  yearPeriod,
} from './periods';
import type { Token } from './tokens';

const yearOf = (token: Token | undefined): number | undefined => {
  if (token?.kind !== 'number' || !/^(19|20)\d\d$/.test(token.text)) return undefined;
  return Number(token.text);
};
const dayOf = (token: Token | undefined): number | undefined => {
  const match = token?.kind === 'number' ? /^([1-9]|0[1-9]|[12]\d|3[01])$/.exec(token.text) : null;
  return match ? Number(match[1]) : undefined;
};

const written = (token: Token): Period | undefined => {
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(token.text);
  if (iso) {
    const [year, month] = [Number(iso[1]), Number(iso[2])];
    if (month < 1 || month > 12) return undefined;
    return iso[3] ? dayPeriod(year, month, Number(iso[3])) : monthPeriod(year, month);
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(token.text);
  if (dotted) return dayPeriod(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(token.text);
  if (!slashed) return undefined;
  const [first, second, year] = [Number(slashed[1]), Number(slashed[2]), Number(slashed[3])];
  return first > 12 ? dayPeriod(year, second, first) : dayPeriod(year, first, second);
};

type Reader = (tokens: readonly Token[], at: number) => PeriodMatch | undefined;
const match = (length: number, period: Period | undefined): PeriodMatch | undefined =>
  period ? { length, period } : undefined;
const isOrdinal = (token: Token | undefined): boolean =>
  token?.glued === true && ['st', 'nd', 'rd', 'th'].includes(token.lower);
const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token !== undefined && words.includes(token.lower);

/** `1 to 7 July 2026`. */
const dayRange: Reader = (tokens, at) => {
  const first = dayOf(tokens[at]);
  if (!first || !isWord(tokens[at + 1], 'to', 'and', '-', '–', 'until', 'till', 'through')) return undefined;
  const last = dayFirst(tokens, at + 2);
  if (last?.period.kind !== 'absolute' || last.period.grain !== 'day') return undefined;
  const from = `${last.period.from.slice(0, 8)}${pad(first)}`;
  if (from >= last.period.from) return undefined;
  return match(last.length + 2, { ...last.period, from, label: `${from} to ${last.period.label}` });
};

/** `5 March 2024`, `5th of March 2024`. */
const dayFirst: Reader = (tokens, at) => {
  const day = dayOf(tokens[at]);
  if (!day) return undefined;
  let next = at + 1;
  if (isOrdinal(tokens[next])) next += 1;
  if (isWord(tokens[next], 'of')) next += 1;
  const month = monthOf(tokens[next]?.lower ?? '');
  if (!month) return undefined;
  const comma = isWord(tokens[next + 1], ',') ? 1 : 0;
  const year = yearOf(tokens[next + 1 + comma]);
  if (year) return match(next + 2 + comma - at, dayPeriod(year, month, day));
  return match(next + 1 - at, { kind: 'day', month, day, label: `${day} ${monthName(month)}` });
};

/** `March 5, 2024`, `March 2024`, `March of 2024`, `March`. */
const monthFirst: Reader = (tokens, at) => {
  const month = monthOf(tokens[at]?.lower ?? '');
  const token = tokens[at];
  if (!month || !token) return undefined;
  let next = at + 1;
  const day = dayOf(tokens[next]);
  if (day) {
    next += 1;
    if (isOrdinal(tokens[next])) next += 1;
    if (isWord(tokens[next], ',')) next += 1;
    const year = yearOf(tokens[next]);
    if (year) return match(next + 1 - at, dayPeriod(year, month, day));
    const end = isWord(tokens[next - 1], ',') ? next - 1 : next;
    return match(end - at, { kind: 'day', month, day, label: `${day} ${monthName(month)}` });
  }
  if (isWord(tokens[next], 'of', ',', 'in')) next += 1;
  const year = yearOf(tokens[next]);
  if (year) return match(next + 1 - at, monthPeriod(year, month));
  const name = /^(may|mar|dec|sun|jan)$/.test(token.text) ? undefined : monthName(month);
  return match(1, name ? { kind: 'month', month, label: name } : undefined);
};

const ordinals = ['first', 'second', 'third', 'fourth'];
/** `Q1 2024`, `2024 Q1`, `first quarter of 2024`, `Q1`. */
const quarter: Reader = (tokens, at) => {
  const early = yearOf(tokens[at]);
  const start = early ? at + 1 : at;
  const short = /^q([1-4])$/.exec(tokens[start]?.lower ?? '');
  const ordinal = ordinals.indexOf(tokens[start]?.lower ?? '') + 1;
  const long = ordinal > 0 && isWord(tokens[start + 1], 'quarter');
  if (!short && !long) return undefined;
  const number = short ? Number(short[1]) : ordinal;
  let next = start + (long ? 2 : 1);
  if (early) return match(next - at, quarterPeriod(early, number));
  if (isWord(tokens[next], 'of', ',', 'in', '/')) next += 1;
  const year = yearOf(tokens[next]);
  if (year) return match(next + 1 - at, quarterPeriod(year, number));
  return match(start + (long ? 2 : 1) - at, { kind: 'quarter', quarter: number, label: `Q${number}` });
};

/** `first half of 2024`, `H2 2024`. */
const half: Reader = (tokens, at) => {
  const short = /^h([12])$/.exec(tokens[at]?.lower ?? '');
  const ordinal = ordinals.slice(0, 2).indexOf(tokens[at]?.lower ?? '') + 1;
  const long = ordinal > 0 && isWord(tokens[at + 1], 'half');
  if (!short && !long) return undefined;
  let next = at + (long ? 2 : 1);
  if (isWord(tokens[next], 'of', 'in')) next += 1;
  const year = yearOf(tokens[next]);
  if (!year) return undefined;
  const number = short ? Number(short[1]) : ordinal;
  const period: Period = {
    kind: 'absolute',
    from: step(year, number * 6 - 5, 1),
    to: step(year, number * 6 + 1, 1),
    label: `H${number} ${year}`,
    grain: 'quarter',
  };
  return match(next + 1 - at, period);
};

const grains: Readonly<Record<string, Grain>> = {
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
  quarter: 'quarter',
  quarters: 'quarter',
  year: 'year',
  years: 'year',
};
const numerals: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  twelve: 12,
};
/** `last month`, `past 30 days`, `this year`, `yesterday`. */
const relative: Reader = (tokens, at) => {
  const before = isWord(tokens[at], 'last', 'past', 'previous', 'preceding', 'recent');
  const current = isWord(tokens[at], 'this', 'current');
  if (!before && !current) return undefined;
  const second = tokens[at + 1];
  const unit = grains[second?.lower ?? ''];
  if (unit && second) {
    const rolling = isWord(tokens[at], 'past');
    const label = `${tokens[at]?.lower} ${second.lower}`;
    return match(2, {
      kind: 'relative',
      count: 1,
      unit,
      which: current ? 'current' : rolling ? 'rolling' : 'previous',
      label,
    });
  }
  const count = second?.value ?? numerals[second?.lower ?? ''];
  const counted = grains[tokens[at + 2]?.lower ?? ''];
  if (!before || !count || !counted) return undefined;
  return match(3, {
    kind: 'relative',
    count,
    unit: counted,
    which: 'rolling',
    label: `last ${count} ${tokens[at + 2]?.lower}`,
  });
};

const single: Reader = (tokens, at) => {
  const token = tokens[at];
  if (!token) return undefined;
  if (isWord(token, 'today'))
    return match(1, { kind: 'relative', count: 1, unit: 'day', which: 'current', label: 'today' });
  if (isWord(token, 'yesterday'))
    return match(1, { kind: 'relative', count: 1, unit: 'day', which: 'previous', label: 'yesterday' });
  const period = token.kind === 'number' || token.kind === 'quoted' ? written(token) : undefined;
  if (period) return match(1, period);
  if (isWord(token, 'year') && yearOf(tokens[at + 1])) return match(2, yearPeriod(yearOf(tokens[at + 1]) ?? 0));
  const year = yearOf(token);
  return year ? match(1, yearPeriod(year)) : undefined;
};

const readers: readonly Reader[] = [dayRange, dayFirst, monthFirst, quarter, half, relative, single];

/** The time named by the words from `at` on, if any. */
export const periodAt = (tokens: readonly Token[], at: number): PeriodMatch | undefined => {
  for (const read of readers) {
    const found = read(tokens, at);
    if (found) return found;
  }
  return undefined;
};
