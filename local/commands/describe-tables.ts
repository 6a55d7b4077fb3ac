import type { System } from '../system';

/** The tables with their sizes in one line, and why files were left out. */
export function describeTables({ tables }: Pick<System, 'tables'>): string {
  const loaded = tables.tables.map(({ name, rows }) => `${name} (${rows.toLocaleString('en')} rows)`);
  const skipped = tables.skipped.map(({ file, reason }) => `${file} was left out: ${reason}`);
  return [loaded.join(', ') || 'none', ...skipped].join('; ');
}
