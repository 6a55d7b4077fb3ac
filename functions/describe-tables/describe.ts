import { type DescribedTable, keys, type TablesDocument } from '../../events';
import { readCatalog } from '../../events/documents/catalog';
import { catalogRules } from '../../events/documents/catalog-rules';
import type { ObjectStore } from '../shared/object-store/port';
import { sha256Of } from '../shared/tables/stored-tables';
import { StatementError, type Warehouse, WarehouseUnavailable } from '../shared/warehouse/port';
import { boundedWarehouse } from './bounded';
import { profileTable } from './profile';
import { columnsStatement } from './statements';
import { type TableSchema, tablesOf } from './table-schema';

export interface DescribePorts {
  readonly warehouse: Warehouse;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly schema: string;
  readonly now: () => string;
}

/** What a description is made from. */
export interface Sources {
  readonly catalog: string | undefined;
  readonly loaded: string | undefined;
  /** A catalog under a name that nothing reads. */
  readonly misnamedCatalog: string | undefined;
}

/** Redshift queues further statements behind those of other users. */
const MAX_STATEMENTS = 8;

export async function readSources(objects: Pick<ObjectStore, 'read'>): Promise<Sources> {
  const read = [keys.catalog, keys.loaded, keys.misnamedCatalog].map((key) => objects.read(key));
  const [catalog, loaded, misnamedCatalog] = await Promise.all(read);
  return { catalog, loaded, misnamedCatalog };
}

/** The hashes of the sources, as the document has them. */
export const hashesOf = ({ catalog, loaded }: Sources) => ({
  catalogSha256: sha256Of(catalog),
  loadSha256: sha256Of(loaded),
});

/**
 * Describes the tables that the catalog does not withhold. Values that it withholds are not read. A table that cannot
 * be described is named with the reason, unless it is every table.
 * Rejects with CatalogError, StatementError or WarehouseUnavailable.
 * @param onTable called after each table; its rejection ends the description
 */
export async function describeSchema(
  { warehouse, schema, now }: Omit<DescribePorts, 'objects'>,
  sources: Sources,
  onTable: () => Promise<void>,
): Promise<TablesDocument> {
  const describedAt = now();
  const catalog = readCatalog(sources.catalog, sources.misnamedCatalog);
  const bounded = boundedWarehouse(warehouse, MAX_STATEMENTS);
  const all = tablesOf(await bounded.query(columnsStatement(schema)));
  const rules = catalogRules(catalog, all);
  const allowed = all.flatMap((table): TableSchema[] => {
    const { use, column } = rules.table(table.name);
    return use ? [{ ...table, columns: table.columns.map((one) => ({ ...one, ...pickRules(column(one.name)) })) }] : [];
  });
  const failed: { readonly name: string; readonly reason: string; readonly error: Error }[] = [];
  const described = await Promise.all(
    allowed.map(async (table): Promise<DescribedTable | undefined> => {
      try {
        return await profileTable(bounded, schema, table);
      } catch (error) {
        if (!(error instanceof StatementError) && !(error instanceof WarehouseUnavailable)) throw error;
        failed.push({ name: table.name, reason: error.message, error });
        return undefined;
      } finally {
        await onTable();
      }
    }),
  );
  const tables = described.filter((table) => table !== undefined);
  const [first] = failed;
  if (first && tables.length === 0) throw first.error;
  return {
    version: 1,
    schema,
    describedAt,
    ...hashesOf(sources),
    tableNames: all.map(({ name }) => name),
    tables,
    failed: failed.map(({ name, reason }) => ({ name, reason })),
    catalogProblems: [...rules.problems],
  };
}

const pickRules = ({ sample, profile }: { readonly sample: boolean; readonly profile: boolean }) => ({
  sample,
  profile,
});
