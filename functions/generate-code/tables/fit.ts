import type { ColumnDescription, TableDescription } from './description';

/** Characters of the description as JSON. */
export const sizeOf = (table: TableDescription): number => JSON.stringify(table).length;

/**
 * Leaves out as much as necessary, in this order: sample rows, rare values, all values, ranges.
 * @param isNeeded values that stay as long as any do
 */
export function fitToBudget(
  table: TableDescription,
  budget: number,
  isNeeded: (value: unknown) => boolean = () => false,
): TableDescription {
  const { sample: _, ...withoutSample } = table;
  const withValues = (count: number) => withColumns(withoutSample, (column) => fewerValues(column, count, isNeeded));
  const withoutValues = withColumns(withoutSample, ({ values, valuesCut, ...column }) => column);
  const candidates = [table, withoutSample, withValues(8), withValues(3), withoutValues, bareDescription(table)];
  return candidates.find((candidate) => sizeOf(candidate) <= budget) ?? bareDescription(table);
}

/** Names, types and descriptions. */
export const bareDescription = ({ sample: _, ...table }: TableDescription): TableDescription =>
  withColumns(table, ({ name, type, description }) => ({ name, type, ...(description && { description }) }));

function fewerValues(
  { values, ...column }: ColumnDescription,
  count: number,
  isNeeded: (value: unknown) => boolean,
): ColumnDescription {
  if (!values) return column;
  const fewer = values.filter((value, index) => index < count || isNeeded(value));
  return { ...column, values: fewer, ...(fewer.length < values.length && { valuesCut: true as const }) };
}

const withColumns = (
  table: TableDescription,
  change: (column: ColumnDescription) => ColumnDescription,
): TableDescription => ({ ...table, columns: table.columns.map(change) });
