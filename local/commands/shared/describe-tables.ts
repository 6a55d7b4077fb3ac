import type { System } from '../../system';

type Tables = Pick<System, 'tables'>;

const MAX_LISTED = 10;
const MAX_NOTES = 20;

/** A list in which the lines after the first `maximum` are only counted. */
function firstOf(lines: readonly string[], maximum: number, others: string): string[] {
  const rest = lines.length - maximum;
  return rest > 0 ? [...lines.slice(0, maximum), `and ${rest.toLocaleString('en')} more ${others}`] : [...lines];
}

/** The loaded tables and their row counts in one line; of many, the number and the first ones. */
export function describeTables({ tables }: Tables): string {
  const loaded = tables.tables.map(({ name, rows }) => `${name} (${rows.toLocaleString('en')} rows)`);
  const count = loaded.length > MAX_LISTED ? `${loaded.length} tables: ` : '';
  return `${count}${firstOf(loaded, MAX_LISTED, 'tables').join(', ')}`;
}

/** Label and text for each note on how a file was read, each file that could not be read, and what was not looked at. */
export function describeFiles({ tables: { tables, skipped, ignored } }: Tables): [string, string][] {
  const notes = tables.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`));
  const unread = ignored.map(({ file, reason }) => `${file} (${reason})`);
  return [
    ...firstOf(notes, MAX_NOTES, 'notes').map((note): [string, string] => ['Note', note]),
    ...skipped.map(({ file, reason }): [string, string] => ['Skipped', `${file}: ${reason}`]),
    ...(unread.length > 0 ? [['Not read', firstOf(unread, MAX_LISTED, 'files').join(', ')] as [string, string]] : []),
  ];
}

/** Label and text for each problem of the catalog and the tables. */
export const describeProblems = ({ tableProblems }: Pick<System, 'tableProblems'>): [string, string][] =>
  firstOf(tableProblems, MAX_NOTES, 'problems').map((problem): [string, string] => ['Problem', problem]);
