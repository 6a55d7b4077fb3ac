import { type Period, step } from '../link/periods';
import { quoteText } from '../render/identifiers';
import type { Column } from '../schema/model';

/** Days: the first one, and the one after the last. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const dayOf = (value: unknown): string | undefined => /^\d{4}(-\d{2}-\d{2})?/.exec(String(value ?? ''))?.[0];
const parts = (day: string): [number, number, number] => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return [year, month, date];
};

/** First day of the unit that a day is in, some units later. */
function startOf(day: string, unit: 'day' | 'week' | 'month' | 'quarter' | 'year', later = 0): string {
  const [year, month, date] = parts(day);
  if (unit === 'year') return step(year + later, 1, 1);
  if (unit === 'quarter') return step(year, month - ((month - 1) % 3) + 3 * later, 1);
  if (unit === 'month') return step(year, month + later, 1);
  const weekday = (new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7;
  return unit === 'week' ? step(year, month, date - weekday + 7 * later) : step(year, month, date + later);
}

/**
 * The days of a period, for a column. What a question leaves open is relative to the last day of the data.
 * Undefined if the column has no range.
 */
export function spanOf(period: Period, column: Column): Span | undefined {
  if (period.kind === 'absolute') return period;
  const last = dayOf(column.max);
  const first = dayOf(column.min);
  if (!last || !first) return undefined;
  const { label } = period;
  if (period.kind === 'relative') {
    const { unit, count, which } = period;
    if (which === 'current') return { from: startOf(last, unit), to: startOf(last, unit, 1), label };
    if (which === 'previous') return { from: startOf(last, unit, -1), to: startOf(last, unit), label };
    const [year, month, date] = parts(last);
    const to = step(year, month, date + 1);
    if (unit === 'day' || unit === 'week')
      return { from: step(year, month, date + 1 - count * (unit === 'week' ? 7 : 1)), to, label };
    const months = count * { month: 1, quarter: 3, year: 12 }[unit];
    return { from: step(year, month - months, date + 1), to, label };
  }
  const [year] = parts(last);
  const candidates = [year, year - 1].map((one) => {
    if (period.kind === 'month') return { from: step(one, period.month, 1), to: step(one, period.month + 1, 1) };
    if (period.kind === 'quarter')
      return { from: step(one, period.quarter * 3 - 2, 1), to: step(one, period.quarter * 3 + 1, 1) };
    return { from: step(one, period.month, period.day), to: step(one, period.month, period.day + 1) };
  });
  const within = candidates.find(({ from, to }) => from <= last && to > first) ?? candidates[0];
  return within && { ...within, label: `${label} ${within.from.slice(0, 4)}` };
}

/** Whether the data of a column has any day of a span. */
export function overlaps(span: Span, column: Column): boolean {
  const [first, last] = [dayOf(column.min), dayOf(column.max)];
  if (!first || !last) return true;
  const [from, to] = column.kind === 'year' ? [span.from.slice(0, 4), span.to.slice(0, 4)] : [span.from, span.to];
  return from <= last && (column.kind === 'year' ? to >= first : to > first);
}

/** Whether a time is in a period, or on one side of it, as SQL. */
export function periodSql(
  expression: string,
  { kind }: Column,
  op: 'in' | 'after' | 'since' | 'before' | 'until',
  { from, to }: Span,
): string {
  const year = kind === 'year';
  const quoted = (day: string): string => (year ? day.slice(0, 4) : quoteText(day));
  if (op === 'after') return year ? `${expression} > ${Number(to.slice(0, 4)) - 1}` : `${expression} >= ${quoted(to)}`;
  if (op === 'since') return `${expression} >= ${quoted(from)}`;
  if (op === 'before') return `${expression} < ${quoted(from)}`;
  if (op === 'until') return `${expression} < ${quoted(to)}`;
  const one = Number(to.slice(0, 4)) - Number(from.slice(0, 4)) === 1;
  if (year && one) return `${expression} = ${quoted(from)}`;
  return `${expression} >= ${quoted(from)} AND ${expression} < ${quoted(to)}`;
}
