import type { Catalog } from '../events/documents/catalog';
import { catalogRules, type TableNames } from '../events/documents/catalog-rules';
import { literal } from './load/sql';
import type { WarehouseSession } from './warehouse-session';

/** The tables of a schema with their columns, as the session sees them. */
export async function tableNamesOf(session: Pick<WarehouseSession, 'rows'>, schema: string): Promise<TableNames[]> {
  const rows = await session.rows(
    `SELECT DISTINCT table_name, column_name FROM svv_columns WHERE table_schema = ${literal(schema)}`,
  );
  const tables = new Map<string, TableNames & { readonly columns: { readonly name: string }[] }>();
  for (const [name = '', column = ''] of rows) {
    const table = tables.get(name) ?? { name, columns: [] };
    table.columns.push({ name: column });
    tables.set(name, table);
  }
  return [...tables.values()];
}

/** Names of the catalog that a schema has no table or column for, one sentence each. */
export async function catalogProblems(
  session: Pick<WarehouseSession, 'rows'>,
  schema: string,
  catalog: Catalog,
): Promise<readonly string[]> {
  const { entries, terms, relationships, examples } = catalog;
  if ([entries, terms, relationships, examples].every(({ length }) => length === 0)) return [];
  return catalogRules(catalog, await tableNamesOf(session, schema)).problems;
}
