import { type Cell, type Rows, StatementError, type Warehouse } from '../../shared/warehouse/port';
import {
  countStatement,
  kindOf,
  profileStatement,
  type Sampling,
  sampleStatement,
  valuesStatement,
} from './statements';
import type { ColumnDescription, KnownColumn, KnownTable, TableDescription } from './tables';

/** Tables of more rows are looked at in part. */
const LARGE = 1_000_000;
const PART_ROWS = 100_000;
/** Different values up to which the frequent ones are told, and how many of them. */
const FEW = { text: 200, boolean: 2, number: 20, time: 0, other: 0 } as const;
const MAX_VALUES = 30;
const SAMPLE_ROWS = 4;
const MAX_CHARACTERS = 80;

/**
 * Describes a table by at most four bounded statements. Undefined when it cannot be read at all.
 * Rejects with WarehouseUnavailable.
 */
export async function profileTable(
  warehouse: Warehouse,
  schema: string,
  table: KnownTable,
): Promise<TableDescription | undefined> {
  const counted = await asked(warehouse, countStatement(schema, table));
  if (!counted) return undefined;
  const rows = Number(counted.rows[0]?.[0] ?? 0);
  const sampling: Sampling | undefined =
    // Twice as many as needed, so that the limit is what bounds the part, and it reaches over half of the table.
    rows > LARGE ? { fraction: Math.min(1, (2 * PART_ROWS) / rows), limit: PART_ROWS } : undefined;
  const figures = firstRow(await asked(warehouse, profileStatement(schema, table, sampling)));
  const seen = Number(figures?.rows_seen ?? rows);
  const described = table.columns.map((column, index) => describeColumn(column, index, figures, seen));

  const countable = table.columns.filter((column, index) => isCountable(column, described[index]?.distinct));
  const values = countable.length
    ? await asked(warehouse, valuesStatement(schema, table, countable, MAX_VALUES, sampling))
    : undefined;
  const shown = table.columns.filter(({ sample }) => sample);
  const sample =
    shown.length && rows ? await asked(warehouse, sampleStatement(schema, table, shown, SAMPLE_ROWS)) : undefined;

  return {
    name: table.name,
    ...(table.description && { description: table.description }),
    rows,
    ...(sampling && { sampled: seen }),
    columns: described.map((column) => withValues(column, values)),
    ...(sample && { sample: sample.rows.map((row) => objectOf(shown, row)) }),
  };
}

/** Undefined when the warehouse refused the statement: the table is described without it. */
async function asked(warehouse: Warehouse, sql: string): Promise<Rows | undefined> {
  try {
    return await warehouse.query(sql);
  } catch (error) {
    if (error instanceof StatementError) return undefined;
    throw error;
  }
}

type Figures = Readonly<Record<string, Cell>>;

function describeColumn(
  column: KnownColumn,
  index: number,
  figures: Figures | undefined,
  seen: number,
): ColumnDescription {
  const { name, type, description } = column;
  const told = (figure: string): Cell | undefined => figures?.[`c${index}_${figure}`];
  const filled = told('filled');
  const distinct = told('distinct');
  const [min, max] = [told('min'), told('max')];
  return {
    name,
    type,
    ...(description && { description }),
    ...(filled !== undefined && { nulls: seen - Number(filled) }),
    ...(distinct !== undefined && { distinct: Number(distinct) }),
    ...(min !== undefined && min !== null && { min: capped(min) }),
    ...(max !== undefined && max !== null && { max: capped(max) }),
  };
}

const isCountable = ({ type, profile }: KnownColumn, distinct = 0): boolean =>
  profile && distinct > 0 && distinct <= FEW[kindOf(type)];

function withValues(column: ColumnDescription, rows: Rows | undefined): ColumnDescription {
  const own = rows?.rows.filter(([name]) => name === column.name) ?? [];
  if (own.length === 0) return column;
  const values = own.map(([, value = null, count = 0]) => ({ value: typed(value, column.type), count: Number(count) }));
  return { ...column, values };
}

/** The text of a value as a value of its column's type again. */
function typed(value: Cell, type: string): Cell {
  const kind = kindOf(type);
  if (kind === 'boolean') return value === 'true';
  return kind === 'number' && value !== null && Number.isFinite(Number(value)) ? Number(value) : capped(value);
}

const capped = (value: Cell): Cell =>
  typeof value === 'string' && value.length > MAX_CHARACTERS ? `${value.slice(0, MAX_CHARACTERS - 1)}…` : value;

const firstRow = (rows: Rows | undefined): Figures | undefined => {
  const first = rows?.rows[0];
  return (
    rows &&
    first &&
    Object.fromEntries(rows.columns.map(({ name }, index) => [name.toLowerCase(), first[index] ?? null]))
  );
};

const objectOf = (columns: readonly KnownColumn[], row: readonly Cell[]): Record<string, Cell> =>
  Object.fromEntries(columns.map(({ name }, index) => [name, capped(row[index] ?? null)]));
