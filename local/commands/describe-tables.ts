import type { System } from '../system';

type Tables = Pick<System, 'tables'>;

/** The tables with their sizes in one line. */
export function describeTables({ tables }: Tables): string {
  const loaded = tables.tables.map(({ name, rows }) => `${name} (${rows.toLocaleString('en')} rows)`);
  return loaded.join(', ') || 'none';
}

/** A line for each file that could not be read: which, and why. */
export const describeSkipped = ({ tables }: Tables): [string, string][] =>
  tables.skipped.map(({ file, reason }) => ['Left out', `${file}: ${reason}`]);
