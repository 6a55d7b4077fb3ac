import type { Item } from '../ground/query';
import type { Column } from '../schema/model';
import { isFlag, isId, isNumeric } from '../schema/roles';

const UNITS: Readonly<Record<string, string>> = {
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  usd: 'USD',
  dollars: 'USD',
  gbp: 'GBP',
  chf: 'CHF',
  km: 'km',
  kg: 'kg',
  cm: 'cm',
  mm: 'mm',
  minutes: 'minutes',
  mins: 'minutes',
  hours: 'hours',
  days: 'days',
  seconds: 'seconds',
  celsius: '°C',
  metres: 'm',
  meters: 'm',
};

/** Endings of names that are units only there: `altitude_m`, `battery_v`. */
const ENDINGS: Readonly<Record<string, string>> = { c: '°C', m: 'm', g: 'g', s: 's', v: 'V', pct: '%', hrs: 'hours' };
const DESCRIBED = /\bin (euros|dollars|kilometres|metres|minutes|hours|days|years|degrees celsius)\b/i;
const DESCRIBED_UNITS: Readonly<Record<string, string>> = {
  ...UNITS,
  kilometres: 'km',
  years: 'years',
  'degrees celsius': '°C',
};

const endingOf = (column: Column): string | undefined =>
  column.words.length > 1 ? ENDINGS[column.words.at(-1) ?? ''] : undefined;

/** The unit of a column's values, by its name or its description. */
export function unitOf(column: Column | undefined): string {
  if (!column || !isNumeric(column) || isId(column)) return '';
  const own = column.words.map((word) => UNITS[word]).find(Boolean) ?? endingOf(column);
  if (own) return own === '%' ? '' : own;
  if (column.words.at(-1) === 'age' && column.words.length === 1) return 'years';
  const described = DESCRIBED.exec(column.description)?.[1]?.toLowerCase();
  return described ? (DESCRIBED_UNITS[described] ?? '') : '';
}

/** The unit of a column of the result. */
export const unitOfItem = ({ column, op }: Item): string => {
  if (op === 'share') return '%';
  if (op === 'count') return '';
  if (op === 'avg' && column && isFlag(column)) return '%';
  return unitOf(column);
};

/** The label of a column of the result without the unit at its end: `average shipping` for shipping_eur. */
export function withoutUnit(label: string, column: Column | undefined): string {
  const last = column && column.words.length > 1 ? (column.words.at(-1) ?? '') : '';
  const isUnit = unitOf(column) !== '' && (last in UNITS || last in ENDINGS);
  return isUnit && label.endsWith(` ${last}`) ? label.slice(0, -last.length - 1) : label;
}
