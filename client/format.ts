/** A size for display, such as `1.7 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A value for display: thousands separators from 10,000, six significant digits, integers unrounded. */
export function formatValue(value: string | number | boolean | null): string {
  if (typeof value !== 'number') return value === null ? 'unknown' : String(value);
  if (Number.isInteger(value)) return Math.abs(value) < 10_000 ? String(value) : value.toLocaleString('en');
  return value.toLocaleString('en', { maximumSignificantDigits: 6, useGrouping: Math.abs(value) >= 10_000 });
}
