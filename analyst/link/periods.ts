export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A stretch of time that a question names; what is relative is settled when its column is known. */
export type Period =
  | {
      readonly kind: 'absolute' /** First day, inclusive: 2024-03-01. */;
      readonly from: string /** Exclusive. */;
      readonly to: string;
      readonly label: string;
      readonly grain: Grain;
    }
  | {
      readonly kind: 'month' /** 1 to 12, without a year. */;
      readonly month: number;
      readonly label: string;
    }
  | {
      readonly kind: 'day' /** Without a year. */;
      readonly month: number;
      readonly day: number;
      readonly label: string;
    }
  | { readonly kind: 'quarter'; readonly quarter: number; readonly label: string }
  | {
      readonly kind: 'relative' /** How many units, the last one first. */;
      readonly count: number;
      readonly unit: Grain /** Whole calendar units before the present one, or the present one. */;
      readonly which: 'rolling' | 'previous' | 'current';
      readonly label: string;
    };

export interface PeriodMatch {
  readonly length: number;
  readonly period: Period;
}

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
export const pad = (number: number): string => String(number).padStart(2, '0');
const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

/** Month of a name or its abbreviation, 1 to 12. */
export const monthOf = (word: string): number | undefined => {
  const bare = word.replace(/\.$/, '');
  const at = monthNames.findIndex(
    (name) =>
      name === bare || (bare.length >= 3 && (name.slice(0, 3) === bare || (bare === 'sept' && name === 'september'))),
  );
  return at < 0 ? undefined : at + 1;
};
export const monthName = (month: number): string => {
  const name = monthNames[month - 1] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
};

export const step = (year: number, month: number, day: number): string =>
  isoDay(new Date(Date.UTC(year, month - 1, day)));

export const yearPeriod = (year: number): Period => ({
  kind: 'absolute',
  from: `${year}-01-01`,
  to: `${year + 1}-01-01`,
  label: String(year),
  grain: 'year',
});
export const monthPeriod = (year: number, month: number): Period => ({
  kind: 'absolute',
  from: `${year}-${pad(month)}-01`,
  to: step(year, month + 1, 1),
  label: `${monthName(month)} ${year}`,
  grain: 'month',
});
export const quarterPeriod = (year: number, quarter: number): Period => ({
  kind: 'absolute',
  from: step(year, quarter * 3 - 2, 1),
  to: step(year, quarter * 3 + 1, 1),
  label: `Q${quarter} ${year}`,
  grain: 'quarter',
});
export const dayPeriod = (year: number, month: number, day: number): Period | undefined => {
  const from = step(year, month, day);
  if (from !== `${year}-${pad(month)}-${pad(day)}`) return undefined;
  return { kind: 'absolute', from, to: step(year, month, day + 1), label: from, grain: 'day' };
};
