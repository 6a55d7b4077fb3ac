import type { TableDescription } from './tables';

/** Characters of JSON that a description may take. */
export const sizeOf = (table: TableDescription): number => JSON.stringify(table).length;

/** The description with as much left out as it takes to fit: sample rows, rare values, all values, ranges. */
export function fitted(table: TableDescription, budget: number): TableDescription {
  const { sample: _, ...withoutSample } = table;
  const withoutRare = withColumns(withoutSample, ({ values, ...column }) => ({
    ...column,
    ...(values && { values: values.slice(0, 8) }),
  }));
  const withoutValues = withColumns(withoutSample, ({ values, ...column }) => column);
  const bare = withColumns(withoutValues, ({ name, type, description }) => ({
    name,
    type,
    ...(description && { description }),
  }));
  const steps = [table, withoutSample, withoutRare, withoutValues, bare];
  return steps.find((step) => sizeOf(step) <= budget) ?? bare;
}

const withColumns = (
  table: TableDescription,
  change: (column: TableDescription['columns'][number]) => TableDescription['columns'][number],
): TableDescription => ({ ...table, columns: table.columns.map(change) });
