import { numerals } from '../lexicon/lexicon';
import type { Column } from '../schema/model';
import type { Token } from './tokens';

/** A length of time, such as *two hours*. */
export interface Amount {
  readonly value: number;
  readonly unit: Unit;
}

/** Seconds of each unit. */
const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_629_800, year: 31_557_600 };
export type Unit = keyof typeof SECONDS;

const UNIT_WORDS: Readonly<Record<string, Unit>> = {
  ...{ second: 'second', seconds: 'second', sec: 'second', secs: 'second' },
  ...{ minute: 'minute', minutes: 'minute', min: 'minute', mins: 'minute' },
  ...{ hour: 'hour', hours: 'hour', hr: 'hour', hrs: 'hour' },
  ...{ day: 'day', days: 'day', night: 'day', nights: 'day' },
  ...{ week: 'week', weeks: 'week', month: 'month', months: 'month', year: 'year', years: 'year' },
};

/** The unit of a column's numbers, where its name has one. */
export const unitOf = ({ words }: Column): Unit | undefined =>
  words.flatMap((word) => UNIT_WORDS[word] ?? (word === 'age' || word === 'tenure' ? 'year' : []))[0];

/** An amount in the unit of a column; the number as it is where the column has none. */
export function inUnitOf(column: Column, { value, unit }: { readonly value: number; readonly unit?: Unit }): number {
  const own = unitOf(column);
  if (!unit || !own) return value;
  return Number(((value * SECONDS[unit]) / SECONDS[own]).toPrecision(12));
}

/** `two hours`, `90 minutes`, `a week`, `half an hour`. */
export function amountAt(tokens: readonly Token[], at: number): { amount: Amount; length: number } | undefined {
  const half = tokens[at]?.lower === 'half';
  const start = half ? at + 1 : at;
  const token = tokens[start];
  const unit = UNIT_WORDS[tokens[start + 1]?.lower ?? ''];
  if (!token || !unit) return undefined;
  const value = /^an?$/.test(token.lower) ? 1 : (token.value ?? numerals.get(token.lower));
  if (value === undefined) return undefined;
  return { amount: { value: half ? value / 2 : value, unit }, length: start + 2 - at };
}
