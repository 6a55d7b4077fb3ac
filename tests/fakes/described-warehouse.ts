import type { Cell } from '../../functions/shared/warehouse/port';
import { type FakeWarehouse, fakeWarehouse, rowsOf } from './warehouse';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly remarks?: string;
  readonly cells: readonly Cell[];
}

export type Contents = Readonly<Record<string, readonly Column[]>>;

export const shops: Contents = {
  shops: [
    { name: 'id', type: 'integer', cells: [1, 2, 3] },
    { name: 'city', type: 'character varying', remarks: 'Where it is', cells: ['Bern', 'Genf', 'Bern'] },
    { name: 'open', type: 'boolean', cells: [true, null, false] },
    { name: 'since', type: 'date', cells: ['2020-01-01', '2021-05-05', '2019-03-03'] },
    { name: 'note', type: 'super', cells: ['{}', '{}', '{}'] },
  ],
};

/** A warehouse that returns metadata and statistics of these columns. */
export function warehouseOf(contents: Contents, rowCount?: number): FakeWarehouse {
  return fakeWarehouse((sql) => {
    if (sql.includes('svv_columns')) {
      const rows = Object.entries(contents).flatMap(([table, columns]) =>
        columns.map(({ name, type, remarks = null }) => ({ table, name, type, remarks })),
      );
      return rowsOf(...rows);
    }
    const columns = contents[/from "public"\."(\w+)"/.exec(sql)?.[1] ?? ''] ?? [];
    const rows = columns[0]?.cells.length ?? 0;
    if (sql.includes('row_count')) return rowsOf({ row_count: rowCount ?? rows });
    if (sql.includes('different_rows')) {
      const different = new Set(Array.from({ length: rows }, (_, row) => JSON.stringify(rowAt(columns, row))));
      return rowsOf({ different_rows: different.size });
    }
    if (sql.includes('rows_seen')) return rowsOf(statisticsOf(columns, sql, rows));
    if (sql.includes('value_count')) return rowsOf(...columns.flatMap((column) => valuesOf(column, sql)));
    const selected = columns.filter(({ name }) => sql.includes(`"${name}"`));
    return rowsOf(...Array.from({ length: Math.min(rows, 4) }, (_, row) => rowAt(selected, row)));
  });
}

const nonNull = ({ cells }: Column) => cells.filter((cell) => cell !== null);

function statisticsOf(columns: readonly Column[], sql: string, rows: number): Record<string, Cell> {
  const complete = Array.from({ length: rows }, (_, row) => columns.every(({ cells }) => cells[row] !== null));
  const statistics: Record<string, Cell> = { rows_seen: rows, complete_rows: complete.filter(Boolean).length };
  for (const [index, column] of columns.entries()) {
    const cells = nonNull(column).sort();
    const all = {
      filled: cells.length,
      distinct: new Set(cells).size,
      min: cells[0] ?? null,
      max: cells.at(-1) ?? null,
      numbers: cells.filter((cell) => /^[-+]?\d+([.]\d+)?$/.test(String(cell))).length,
    };
    for (const [name, value] of Object.entries(all)) {
      if (sql.includes(`c${index}_${name}`)) statistics[`c${index}_${name}`] = value;
    }
  }
  return statistics;
}

function valuesOf(column: Column, sql: string) {
  if (!sql.includes(`cast('${column.name}' as varchar) as column_name`)) return [];
  const counts = new Map<string, number>();
  for (const cell of nonNull(column)) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([value, value_count]) => ({ column_name: column.name, value, value_count }));
}

const rowAt = (columns: readonly Column[], row: number): Record<string, Cell> =>
  Object.fromEntries(columns.map(({ name, cells }) => [name, cells[row] ?? null]));
