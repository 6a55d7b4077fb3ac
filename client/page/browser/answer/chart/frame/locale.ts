/** Numbers and times in the reader's language, as Vega's locales describe them. */

export interface NumberLocale {
  readonly decimal: string;
  readonly thousands: string;
  readonly grouping: readonly number[];
  readonly currency: readonly [string, string];
  readonly percent: string;
  readonly minus: string;
}

export function numberLocale(languages: readonly string[]): NumberLocale {
  const parts = new Intl.NumberFormat([...languages]).formatToParts(-1_234_567.8);
  const part = (type: Intl.NumberFormatPartTypes, usual: string) =>
    parts.find((one) => one.type === type)?.value ?? usual;
  const integers = parts.filter(({ type }) => type === 'integer').map(({ value }) => value.length);
  return {
    decimal: part('decimal', '.'),
    thousands: part('group', ','),
    grouping: integers.length > 1 ? integers.slice(1).reverse() : [3],
    currency: ['$', ''],
    percent: new Intl.NumberFormat([...languages], { style: 'percent' }).format(0.5).replace(/^\d+/, '') || '%',
    minus: part('minusSign', '-'),
  };
}

export interface TimeLocale {
  readonly dateTime: string;
  readonly date: string;
  readonly time: string;
  readonly periods: readonly [string, string];
  readonly days: readonly string[];
  readonly shortDays: readonly string[];
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];
}

const DIRECTIVES: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = { year: '%Y', month: '%b', day: '%-d' };

export function timeLocale(languages: readonly string[]): TimeLocale {
  const tags = [...languages];
  const names = (count: number, options: Intl.DateTimeFormatOptions, dateOf: (index: number) => number): string[] => {
    const format = new Intl.DateTimeFormat(tags, { ...options, timeZone: 'UTC' });
    return Array.from({ length: count }, (_, index) => format.format(dateOf(index)));
  };
  // 2023-01-01 was a Sunday.
  const day = (index: number) => Date.UTC(2023, 0, 1 + index);
  const month = (index: number) => Date.UTC(2023, index, 1);
  const date = new Intl.DateTimeFormat(tags, { year: 'numeric', month: 'short', day: 'numeric' })
    .formatToParts(0)
    .map(({ type, value }) => DIRECTIVES[type] ?? value.replaceAll('%', '%%'))
    .join('');
  return {
    dateTime: `${date}, %H:%M`,
    date,
    time: '%H:%M',
    periods: ['AM', 'PM'],
    days: names(7, { weekday: 'long' }, day),
    shortDays: names(7, { weekday: 'short' }, day),
    months: names(12, { month: 'long' }, month),
    shortMonths: names(12, { month: 'short' }, month),
  };
}
