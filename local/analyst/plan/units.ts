import type { Column } from '../schema/model';

const byWord: Readonly<Record<string, string>> = {
  ...{
    usd: 'USD',
    eur: 'EUR',
    gbp: 'GBP',
    chf: 'CHF',
    kg: 'kg',
    km: 'km',
    cm: 'cm',
    mm: 'mm',
    ms: 'ms',
    kwh: 'kWh',
    hpa: 'hPa',
  },
  ...{
    celsius: '°C',
    fahrenheit: '°F',
    pct: '%',
    percent: '%',
    seconds: 's',
    minutes: 'min',
    hours: 'h',
    age: 'years',
  },
};

/** The unit of a column's numbers, as its name or description tells. */
export const unitOf = (column: Column): string | undefined => {
  for (const word of column.words) {
    if (byWord[word]) return byWord[word];
  }
  if (column.words.at(-1) === 'c' && column.words.some((word) => word.startsWith('temp'))) return '°C';
  const told = /\bin (USD|EUR|GBP|CHF|kg|km|°C|°F|kWh|seconds|minutes|hours|days|years|percent|%)(?![\p{L}])/iu.exec(
    column.description,
  );
  return told?.[1];
};
