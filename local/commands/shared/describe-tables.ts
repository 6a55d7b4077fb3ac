import type { System } from '../../system';

type Tables = Pick<System, 'tables'>;

/** The loaded tables and their row counts in one line. */
export function describeTables({ tables }: Tables): string {
  const loaded = tables.tables.map(({ name, rows }) => `${name} (${rows.toLocaleString('en')} rows)`);
  return loaded.join(', ') || 'none';
}

/** Label and text for each skipped file. */
export const describeSkipped = ({ tables }: Tables): [string, string][] =>
  tables.skipped.map(({ file, reason }) => ['Skipped', `${file}: ${reason}`]);
