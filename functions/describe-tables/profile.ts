import type { DescribedColumn, DescribedTable } from '../../events';
import { kindOf } from '../shared/tables/kind';
import { type Cell, type Rows, StatementError, type Warehouse } from '../shared/warehouse/port';
import {
  countStatement,
  differentStatement,
  profileStatement,
  type Sampling,
  sampleStatement,
  valuesStatement,
} from './statements';
import type { ColumnSchema, TableSchema } from './table-schema';

/** Larger tables are profiled by a sample. */
const MAX_ROWS = 1_000_000;
/** In larger ones no repeated rows are looked for: that sorts the whole table. */
const MAX_CELLS = 5_000_000;
const SAMPLED_ROWS = 100_000;
/** Columns with more distinct values are described without their frequent values. */
const MAX_DISTINCT = { text: 200, boolean: 2, number: 20, time: 0, other: 0 } as const;
const MAX_VALUES = 30;
const EXAMPLE_ROWS = 4;
const MAX_VALUE_CHARACTERS = 80;

/**
 * Describes a table with five statements at most; those that need no result of another run side by side.
 * Rejects with StatementError if the user cannot read it, or with WarehouseUnavailable.
 */
export async function profileTable(warehouse: Warehouse, schema: string, table: TableSchema): Promise<DescribedTable> {
  const sampled = table.columns.filter(({ sample }) => sample);
  const [counted, examples] = await Promise.all([
    warehouse.query(countStatement(schema, table)),
    sampled.length > 0 ? queryIfAllowed(warehouse, sampleStatement(schema, table, sampled, EXAMPLE_ROWS)) : undefined,
  ]);
  const rows = Number(counted.rows[0]?.[0] ?? 0);
  const sampling: Sampling | undefined =
    // The fraction selects about twice as many rows as the limit, so the sample covers about half of the table.
    rows > MAX_ROWS ? { fraction: Math.min(1, (2 * SAMPLED_ROWS) / rows), limit: SAMPLED_ROWS } : undefined;
  const different = rows * table.columns.length <= MAX_CELLS ? differentStatement(schema, table) : undefined;
  const [profile, distinctRows] = await Promise.all([
    queryIfAllowed(warehouse, profileStatement(schema, table, sampling)),
    different ? queryIfAllowed(warehouse, different) : undefined,
  ]);
  const statistics = firstRow(profile);
  const completeRows = statistics?.complete_rows;
  const differentRows = firstRow(distinctRows)?.different_rows;
  const rowsSeen = Number(statistics?.rows_seen ?? rows);
  const columns = table.columns.map((column, index) => describeColumn(column, index, statistics, rowsSeen));

  const enumerable = table.columns.filter((column, index) => hasFewValues(column, columns[index]?.distinct));
  const values = enumerable.length
    ? await queryIfAllowed(warehouse, valuesStatement(schema, table, enumerable, MAX_VALUES, sampling))
    : undefined;

  return {
    name: table.name,
    ...(table.comment && { comment: table.comment }),
    rows,
    ...(sampling && { sampled: rowsSeen }),
    ...(isCount(completeRows) && { completeRows: Number(completeRows) }),
    ...(isCount(differentRows) && { duplicateRows: Math.max(0, rows - Number(differentRows)) }),
    columns: columns.map((column) => withValues(column, values)),
    ...(examples && rows > 0 && { sample: examples.rows.map((row) => objectOf(sampled, row)) }),
  };
}

/** Undefined if the warehouse rejects the statement: the description then lacks its result. */
async function queryIfAllowed(warehouse: Warehouse, sql: string): Promise<Rows | undefined> {
  try {
    return await warehouse.query(sql);
  } catch (error) {
    if (error instanceof StatementError) return undefined;
    throw error;
  }
}

type Statistics = Readonly<Record<string, Cell>>;

function describeColumn(
  column: ColumnSchema,
  index: number,
  statistics: Statistics | undefined,
  rowsSeen: number,
): DescribedColumn {
  const { name, type, comment } = column;
  const statistic = (key: string): Cell | undefined => statistics?.[`c${index}_${key}`];
  const filled = statistic('filled');
  const distinct = statistic('distinct');
  const [min, max, numbers] = [statistic('min'), statistic('max'), statistic('numbers')];
  return {
    name,
    type,
    ...(comment && { comment }),
    ...(filled !== undefined && { nulls: rowsSeen - Number(filled) }),
    ...(distinct !== undefined && { distinct: Number(distinct) }),
    ...(min !== undefined && min !== null && { min: truncated(min) }),
    ...(max !== undefined && max !== null && { max: truncated(max) }),
    ...(isCount(numbers) && Number(numbers) > 0 && { numbers: Number(numbers) }),
  };
}

/** A sum over no rows is null. */
const isCount = (cell: Cell | undefined): boolean => cell !== undefined && cell !== null;

const hasFewValues = ({ type, profile }: ColumnSchema, distinct = 0): boolean =>
  profile && distinct > 0 && distinct <= MAX_DISTINCT[kindOf(type)];

function withValues(column: DescribedColumn, rows: Rows | undefined): DescribedColumn {
  const ofColumn = rows?.rows.filter(([name]) => name === column.name) ?? [];
  if (ofColumn.length === 0) return column;
  const values = ofColumn.map(([, value = null, count = 0]) => ({
    value: convertValue(value, column.type),
    count: Number(count),
  }));
  return { ...column, values };
}

/** Converts the text of a value back to its column's type. */
function convertValue(value: Cell, type: string): Cell {
  const kind = kindOf(type);
  if (kind === 'boolean') return value === 'true';
  return kind === 'number' && value !== null && Number.isFinite(Number(value)) ? Number(value) : truncated(value);
}

const truncated = (value: Cell): Cell =>
  typeof value === 'string' && value.length > MAX_VALUE_CHARACTERS
    ? `${value.slice(0, MAX_VALUE_CHARACTERS - 1)}…`
    : value;

const firstRow = (rows: Rows | undefined): Statistics | undefined => {
  const first = rows?.rows[0];
  return (
    rows &&
    first &&
    Object.fromEntries(rows.columns.map(({ name }, index) => [name.toLowerCase(), first[index] ?? null]))
  );
};

const objectOf = (columns: readonly ColumnSchema[], row: readonly Cell[]): Record<string, Cell> =>
  Object.fromEntries(columns.map(({ name }, index) => [name, truncated(row[index] ?? null)]));
