import type { Column } from '../schema/model';

/** Units by the words that people use for them, in names and in descriptions. */
const byWord: Readonly<Record<string, string>> = {
  ...{ usd: 'USD', dollars: 'USD', eur: 'EUR', euro: 'EUR', euros: 'EUR', gbp: 'GBP', pounds: 'GBP', chf: 'CHF' },
  ...{ kg: 'kg', kilograms: 'kg', grams: 'g', km: 'km', kilometres: 'km', kilometers: 'km', cm: 'cm', mm: 'mm' },
  ...{ metres: 'metres', meters: 'metres', litres: 'litres', liters: 'litres', kwh: 'kWh', hpa: 'hPa', ms: 'ms' },
  ...{ celsius: '°C', '°c': '°C', fahrenheit: '°F', '°f': '°F', volts: 'V', pct: '%', percent: '%', '%': '%' },
  ...{ seconds: 's', minutes: 'min', hours: 'h', days: 'days', years: 'years' },
};

/** Short units at the end of a name of several words: `altitude_m`, `battery_v`. */
const byEnding: Readonly<Record<string, string>> = { m: 'metres', v: 'V', w: 'W', kw: 'kW', g: 'g', s: 's', h: 'h' };

/** The unit of a column's numbers, as its name or description tells. */
export const unitOf = ({ words, description }: Column): string | undefined => {
  for (const word of words) {
    if (byWord[word]) return byWord[word];
  }
  if (words.includes('age')) return 'years';
  const last = words.at(-1) ?? '';
  if (last === 'c' && words.some((word) => word.startsWith('temp'))) return '°C';
  if (words.length > 1 && byEnding[last]) return byEnding[last];
  if (/\bin micrograms (?:a|per) cubic met(?:re|er)\b/i.test(description)) return 'µg/m³';
  const told = /\bin (?:degrees )?(%|°[CF]|\p{L}+)(?![\p{L}])/iu.exec(description);
  return told?.[1] && byWord[told[1].toLowerCase()];
};
