import { quoted } from '../../lib/sql/quoted';
import { kindOf } from '../shared/tables/kind';
import type { ColumnSchema, TableSchema } from './table-schema';

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const from = (schema: string, table: TableSchema): string => `${quoted(schema)}.${quoted(table.name)}`;

/** Rows of table, column, type and remarks for every table of the schema that the user may read. */
export const columnsStatement = (schema: string): string =>
  'select c.table_name, c.column_name, c.data_type, c.remarks, t.remarks as table_remarks from svv_columns as c' +
  ' left join svv_tables as t on t.table_schema = c.table_schema and t.table_name = c.table_name' +
  ` where c.table_schema = ${literal(schema)} order by c.table_name, c.ordinal_position`;

export const countStatement = (schema: string, table: TableSchema): string =>
  `select count(*) as row_count from ${from(schema, table)}`;

/** A random fraction of a table's rows, `limit` at most. */
export interface Sampling {
  readonly fraction: number;
  readonly limit: number;
}

function rowsOf(schema: string, table: TableSchema, columns: readonly ColumnSchema[], sampling?: Sampling): string {
  if (!sampling) return from(schema, table);
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const { fraction, limit } = sampling;
  return `(select ${names} from ${from(schema, table)} where random() < ${fraction} limit ${limit}) as part`;
}

/** Texts that are numbers, as a cast accepts them. */
const NUMBER_PATTERN = '^[ ]*[-+]?[0-9]+([.][0-9]+)?[ ]*$';

/**
 * One row of statistics: `rows_seen`, `complete_rows`, and for the column with index i `c{i}_filled`, `c{i}_distinct`
 * and, unless the catalog withholds them, `c{i}_min` and `c{i}_max`, of a text `c{i}_numbers`.
 */
export function profileStatement(schema: string, table: TableSchema, sampling?: Sampling): string {
  const statistics = table.columns.flatMap(({ name, type, profile }, index) => {
    const kind = kindOf(type);
    const column = quoted(name);
    const filled = [`count(${column}) as c${index}_filled`];
    if (kind === 'other') return filled;
    const distinct = [...filled, `count(distinct ${column}) as c${index}_distinct`];
    if (profile && kind === 'text') {
      return [...distinct, `sum(case when ${column} ~ '${NUMBER_PATTERN}' then 1 else 0 end) as c${index}_numbers`];
    }
    if (!profile || (kind !== 'number' && kind !== 'time')) return distinct;
    return [...distinct, `min(${column}) as c${index}_min`, `max(${column}) as c${index}_max`];
  });
  const rows = rowsOf(schema, table, table.columns, sampling);
  const filled = table.columns.map(({ name }) => `${quoted(name)} is not null`).join(' and ');
  const complete = `sum(case when ${filled} then 1 else 0 end) as complete_rows`;
  return `select ${['count(*) as rows_seen', complete, ...statistics].join(', ')} from ${rows}`;
}

/** `different_rows` of a table; undefined if it has a withheld column, or one whose values Redshift does not compare. */
export function differentStatement(schema: string, table: TableSchema): string | undefined {
  if (table.columns.some(({ type, profile }) => !profile || kindOf(type) === 'other')) return undefined;
  const names = table.columns.map(({ name }) => quoted(name)).join(', ');
  return `select count(*) as different_rows from (select distinct ${names} from ${from(schema, table)}) as part`;
}

/** Rows of `column_name`, `value` as text and `value_count`: the most frequent values of each column. */
export function valuesStatement(
  schema: string,
  table: TableSchema,
  columns: readonly ColumnSchema[],
  limit: number,
  sampling?: Sampling,
): string {
  return columns
    .map((column) => {
      const name = quoted(column.name);
      // Redshift cannot cast a boolean to text.
      const text =
        kindOf(column.type) === 'boolean'
          ? `case when ${name} then 'true' else 'false' end`
          : `cast(${name} as varchar)`;
      const rows = rowsOf(schema, table, [column], sampling);
      // In a union, Redshift does not infer the type of a bare literal.
      return (
        `select * from (select cast(${literal(column.name)} as varchar) as column_name, ${text} as value,` +
        ` count(*) as value_count from ${rows} where ${name} is not null group by 2 order by 3 desc, 2 limit ${limit}) as v`
      );
    })
    .join(' union all ');
}

export function sampleStatement(
  schema: string,
  table: TableSchema,
  columns: readonly ColumnSchema[],
  rows: number,
): string {
  return `select ${columns.map(({ name }) => quoted(name)).join(', ')} from ${from(schema, table)} limit ${rows}`;
}
