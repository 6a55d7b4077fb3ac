import { kindOf } from '../../shared/tables/kind';
import type { Cell, Rows } from '../../shared/warehouse/port';
import { type LookStatement, MAX_VALUES } from './statement';

const MAX_VALUE_CHARACTERS = 100;

/** What a column holds, as the model sees it. */
export interface LookResult {
  readonly table: string;
  readonly column: string;
  /** Rows under the conditions, and of these those without a value. */
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly min?: Cell;
  readonly max?: Cell;
  /** The most frequent values with their counts. */
  readonly values: readonly (readonly [Cell, number])[];
  /** Set if there are more values than these. */
  readonly valuesCut?: true;
}

export function lookResult({ table, column }: LookStatement, { rows }: Rows): LookResult {
  const [first = []] = rows;
  const [rowCount, filled, distinct, lowest, highest] = first;
  const convert = (cell: Cell | undefined): Cell => converted(cell ?? null, column.type);
  const values = rows.flatMap(([, , , , , value, count]): (readonly [Cell, number])[] =>
    value === null || value === undefined ? [] : [[convert(value), Number(count)]],
  );
  return {
    table: table.name,
    column: column.name,
    rows: Number(rowCount ?? 0),
    nulls: Number(rowCount ?? 0) - Number(filled ?? 0),
    distinct: Number(distinct ?? 0),
    ...(lowest !== null && lowest !== undefined && { min: convert(lowest), max: convert(highest) }),
    values: values.slice(0, MAX_VALUES),
    ...(values.length > MAX_VALUES && { valuesCut: true as const }),
  };
}

/** A value from its text. Integers that a number cannot represent stay text. */
function converted(value: Cell, type: string): Cell {
  const kind = kindOf(type);
  if (kind === 'boolean') return value === 'true' || value === true;
  const number = Number(value);
  if (kind === 'number' && value !== null && Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER)
    return number;
  return typeof value === 'string' && value.length > MAX_VALUE_CHARACTERS
    ? `${value.slice(0, MAX_VALUE_CHARACTERS - 1)}…`
    : value;
}
