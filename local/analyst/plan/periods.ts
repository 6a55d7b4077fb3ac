import { dayPeriod, monthName, monthPeriod, type Period, quarterPeriod } from '../language/periods';
import type { Column, Table } from '../schema/model';
import { isTime } from '../schema/roles';
import type { Notes } from '../understand/notes';
import type { PeriodAsk } from '../understand/reading';
import type { Word } from '../understand/resolve';
import type { Condition } from './query';

type Absolute = Extract<Period, { kind: 'absolute' }>;

const day = (value: string | number | undefined): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? value.slice(0, 10) : undefined;
const yearOf = (iso: string): number => Number(iso.slice(0, 4));

const shift = (iso: string, unit: string, count: number): string => {
  const date = new Date(`${iso}T00:00:00Z`);
  if (unit === 'day' || unit === 'week') date.setUTCDate(date.getUTCDate() + count * (unit === 'week' ? 7 : 1));
  else if (unit === 'year') date.setUTCFullYear(date.getUTCFullYear() + count);
  else date.setUTCMonth(date.getUTCMonth() + count * (unit === 'quarter' ? 3 : 1));
  return date.toISOString().slice(0, 10);
};

const floor = (iso: string, unit: string): string => {
  if (unit === 'year') return `${iso.slice(0, 4)}-01-01`;
  if (unit === 'month') return `${iso.slice(0, 7)}-01`;
  if (unit === 'quarter')
    return `${iso.slice(0, 4)}-${String(Math.floor((Number(iso.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
  if (unit === 'week') {
    const date = new Date(`${iso}T00:00:00Z`);
    return shift(iso, 'day', -((date.getUTCDay() + 6) % 7));
  }
  return iso;
};

const absolute = (from: string, to: string, label: string, grain: Absolute['grain']): Absolute => ({
  kind: 'absolute',
  from,
  to,
  label,
  grain,
});

/** The year of a month or quarter that is named without one: the only one in the data, else the last. */
const yearFor = (column: Column, first: (year: number) => string, label: string, notes: Notes): number | undefined => {
  const [min, max] = [day(column.min), day(column.max)];
  if (!min || !max) return undefined;
  const years = Array.from({ length: yearOf(max) - yearOf(min) + 1 }, (_, at) => yearOf(min) + at);
  const inside = years.filter((year) => first(year) <= max && shift(first(year), 'month', 1) > min);
  const year = inside.at(-1);
  if (year !== undefined)
    notes.assume(
      `${label} means ${label} ${year}${inside.length > 1 ? ', the last one in the data' : ', the only one in the data'}.`,
    );
  return year;
};

/** Settles a time by the data of its column; undefined, with the reason in the notes, when that cannot be done. */
export const settlePeriod = (period: Period, column: Column, notes: Notes, year?: number): Absolute | undefined => {
  if (period.kind === 'absolute') return period;
  if (period.kind === 'month') {
    const found =
      year ??
      yearFor(column, (one) => `${one}-${String(period.month).padStart(2, '0')}-01`, monthName(period.month), notes);
    if (found === undefined) notes.refuse(`The year of ${period.label} is missing.`);
    return found === undefined ? undefined : (monthPeriod(found, period.month) as Absolute);
  }
  if (period.kind === 'day') {
    const first = (one: number): string =>
      `${one}-${String(period.month).padStart(2, '0')}-${String(period.day).padStart(2, '0')}`;
    const found = year ?? yearFor(column, first, period.label, notes);
    const settled = found === undefined ? undefined : dayPeriod(found, period.month, period.day);
    if (!settled) notes.refuse(`The year of ${period.label} is missing.`);
    return settled as Absolute | undefined;
  }
  if (period.kind === 'quarter') {
    const found =
      year ??
      yearFor(column, (one) => `${one}-${String(period.quarter * 3 - 2).padStart(2, '0')}-01`, period.label, notes);
    if (found === undefined) notes.refuse(`The year of ${period.label} is missing.`);
    return found === undefined ? undefined : (quarterPeriod(found, period.quarter) as Absolute);
  }
  const last = day(column.max);
  if (!last) {
    notes.refuse(`'${period.label}' needs the last date in ${column.name}, which is not known. Name the dates.`);
    return undefined;
  }
  const end = shift(last, 'day', 1);
  const current = floor(last, period.unit);
  const settled =
    period.which === 'rolling'
      ? absolute(shift(end, period.unit, -period.count), end, period.label, 'day')
      : period.which === 'current'
        ? absolute(current, shift(current, period.unit, 1), period.label, period.unit)
        : absolute(shift(current, period.unit, -1), current, period.label, period.unit);
  notes.assume(
    `'${period.label}' is counted from the last date in ${column.name}, ${last}: ${settled.from} up to ${shift(settled.to, 'day', -1)}.`,
  );
  return settled;
};

/** Turns a time that was asked for into a condition on a column. */
export const periodCondition = (ask: PeriodAsk, column: Column, notes: Notes): Condition | undefined => {
  const high = ask.high && settlePeriod(ask.high, column, notes);
  const low = settlePeriod(ask.low, column, notes, high && ask.low.kind !== 'absolute' ? yearOf(high.from) : undefined);
  if (!low || (ask.high && !high)) return undefined;
  const make = (from: string | undefined, to: string | undefined, label: string): Condition => ({
    kind: 'period',
    column,
    from,
    to,
    label,
    negated: ask.negated,
  });
  if (high) return make(low.from, high.to, `from ${low.label} to ${high.label}`);
  switch (ask.op) {
    case '<':
      return make(undefined, low.from, `before ${low.label}`);
    case '<=':
      return make(undefined, low.to, `until the end of ${low.label}`);
    case '>':
      return make(low.to, undefined, `after ${low.label}`);
    case '>=':
      return make(low.from, undefined, `since ${low.label}`);
    default:
      return make(low.from, low.to, `${low.grain === 'day' && ask.low.kind === 'absolute' ? 'on' : 'in'} ${low.label}`);
  }
};

const early = ['timestamp', 'date', 'datetime', 'time', 'created', 'at'];

/** The column that tells when a row of a table happened: the one spoken of, else the one that looks like it. */
export const timeColumn = (table: Table, words: readonly Word[], notes: Notes): Column | undefined => {
  const times = table.columns.filter(isTime);
  if (times.length <= 1) return times[0];
  const spoken = words.flatMap((word) =>
    word.links.columns.filter((link) => link.points >= 0.5 && times.includes(link.column)),
  );
  const [best] = spoken.sort((left, right) => right.points - left.points);
  if (best) return best.column;
  const own =
    times.find((column) => column.words.some((word) => table.words.some((name) => name.startsWith(word)))) ??
    times.find((column) => column.words.every((word) => early.includes(word)));
  const chosen = own ?? times[0];
  if (chosen)
    notes.assume(
      `The time of a row of ${table.name} is its ${chosen.name} (there ${times.length > 2 ? 'are' : 'is'} also ${times
        .filter((one) => one !== chosen)
        .map((one) => one.name)
        .join(', ')}).`,
    );
  return chosen;
};
