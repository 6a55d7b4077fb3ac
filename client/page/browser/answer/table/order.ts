import { figureOf, isMissing } from './figures';
import { timeOrder } from './labels';
import type { Table } from './table';

export interface Sorting {
  readonly column: number;
  readonly direction: 'ascending' | 'descending';
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** The rows in order of a column: numbers by size, months by time, texts as in a dictionary; without a value last. */
export function sortRows({ columns, rows }: Table, { column, direction }: Sorting): Table['rows'] {
  const cells = rows.map((row) => row[column] ?? '');
  const time = timeOrder(cells);
  const isNumber = columns[column]?.isNumber ?? false;
  const keyOf = (cell: string): number | string => {
    if (time) return time(cell);
    return isNumber ? Number(figureOf(cell)?.plain ?? Number.NaN) : cell;
  };
  const sign = direction === 'ascending' ? 1 : -1;
  const keyed = rows.map((row, index) => {
    const cell = cells[index] ?? '';
    const key = keyOf(cell);
    return { row, key, isLast: isMissing(cell) || Number.isNaN(key) };
  });
  keyed.sort((a, b) => {
    if (a.isLast || b.isLast) return Number(a.isLast) - Number(b.isLast);
    if (typeof a.key === 'number' && typeof b.key === 'number') return sign * (a.key - b.key);
    return sign * collator.compare(String(a.key), String(b.key));
  });
  return keyed.map(({ row }) => row);
}

/** What the sorting of a column becomes when its header is chosen: ascending, descending, none. */
export function nextSorting(current: Sorting | undefined, column: number): Sorting | undefined {
  if (current?.column !== column) return { column, direction: 'ascending' };
  return current.direction === 'ascending' ? { column, direction: 'descending' } : undefined;
}
