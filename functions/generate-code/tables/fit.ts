import type { TableDescription } from './description';

/** Characters of the description as JSON. */
export const sizeOf = (table: TableDescription): number => JSON.stringify(table).length;

/** Leaves out as much as necessary, in this order: sample rows, rare values, all values, ranges. */
export function fitToBudget(table: TableDescription, budget: number): TableDescription {
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
  const candidates = [table, withoutSample, withoutRare, withoutValues, bare];
  return candidates.find((candidate) => sizeOf(candidate) <= budget) ?? bare;
}

const withColumns = (
  table: TableDescription,
  change: (column: TableDescription['columns'][number]) => TableDescription['columns'][number],
): TableDescription => ({ ...table, columns: table.columns.map(change) });
