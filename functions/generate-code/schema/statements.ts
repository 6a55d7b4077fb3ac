import type { KnownColumn, KnownTable } from './tables';

export type Kind = 'number' | 'time' | 'text' | 'boolean' | 'other';

/** What can be asked of a column of a Redshift type. */
export function kindOf(type: string): Kind {
  if (/^(small|big)?int|^integer|^numeric|^decimal|^double|^real|^float/i.test(type)) return 'number';
  if (/^date|^time/i.test(type)) return 'time';
  if (/^(n|bp)?(var)?char|^character|^text/i.test(type)) return 'text';
  return /^bool/i.test(type) ? 'boolean' : 'other';
}

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const from = (schema: string, table: KnownTable): string => `${quoted(schema)}.${quoted(table.name)}`;

/** Columns of all tables of a schema that the user may read. */
export const dictionaryStatement = (schema: string): string =>
  'select table_name, column_name, data_type, remarks from svv_columns' +
  ` where table_schema = ${literal(schema)} order by table_name, ordinal_position`;

export const countStatement = (schema: string, table: KnownTable): string =>
  `select count(*) as row_count from ${from(schema, table)}`;

/** A part of a large table: rows from all over it, and no more than `limit` of them. */
export interface Sampling {
  readonly fraction: number;
  readonly limit: number;
}

function rowsOf(schema: string, table: KnownTable, columns: readonly KnownColumn[], sampling?: Sampling): string {
  if (!sampling) return from(schema, table);
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const { fraction, limit } = sampling;
  return `(select ${names} from ${from(schema, table)} where random() < ${fraction} limit ${limit}) as part`;
}

/**
 * One row of figures: `rows_seen`, and for the column of index i `c{i}_filled`, `c{i}_distinct`, and where these
 * may be told `c{i}_min` and `c{i}_max`.
 */
export function profileStatement(schema: string, table: KnownTable, sampling?: Sampling): string {
  const figures = table.columns.flatMap(({ name, type, profile }, index) => {
    const kind = kindOf(type);
    const column = quoted(name);
    const filled = [`count(${column}) as c${index}_filled`];
    if (kind === 'other') return filled;
    const distinct = [...filled, `count(distinct ${column}) as c${index}_distinct`];
    if (!profile || (kind !== 'number' && kind !== 'time')) return distinct;
    return [...distinct, `min(${column}) as c${index}_min`, `max(${column}) as c${index}_max`];
  });
  const rows = rowsOf(schema, table, table.columns, sampling);
  return `select ${['count(*) as rows_seen', ...figures].join(', ')} from ${rows}`;
}

/** Rows of `column_name`, `value` as text, `value_count`: the most frequent values of each column. */
export function valuesStatement(
  schema: string,
  table: KnownTable,
  columns: readonly KnownColumn[],
  atMost: number,
  sampling?: Sampling,
): string {
  return columns
    .map((column) => {
      const name = quoted(column.name);
      // Redshift does not cast a boolean to text.
      const text =
        kindOf(column.type) === 'boolean'
          ? `case when ${name} then 'true' else 'false' end`
          : `cast(${name} as varchar)`;
      const rows = rowsOf(schema, table, [column], sampling);
      // Cast, because in a union Redshift does not know a bare literal's type.
      return (
        `select * from (select cast(${literal(column.name)} as varchar) as column_name, ${text} as value,` +
        ` count(*) as value_count from ${rows} where ${name} is not null group by 2 order by 3 desc, 2 limit ${atMost}) as v`
      );
    })
    .join(' union all ');
}

export function sampleStatement(
  schema: string,
  table: KnownTable,
  columns: readonly KnownColumn[],
  rows: number,
): string {
  return `select ${columns.map(({ name }) => quoted(name)).join(', ')} from ${from(schema, table)} limit ${rows}`;
}
