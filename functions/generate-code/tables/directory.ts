import { keys } from '../../../events';
import { type Catalog, readCatalog } from '../../../events/documents/catalog';
import type { ObjectStore } from '../../shared/object-store/port';
import type { Warehouse } from '../../shared/warehouse/port';
import { cache } from './cache';
import type { ColumnSchema, TableDescription, TableSchema, Tables } from './description';
import { fitToBudget, sizeOf } from './fit';
import { profileTable } from './profile';
import { byRelevance } from './relevance';
import { columnsStatement } from './statements';

export interface Description {
  readonly tables: Tables;
  /** Whether the catalog withholds values of any column from the model. */
  readonly valuesWithheld: boolean;
}

export interface TableDirectory {
  /**
   * Describes the tables that are relevant to a question and fit into a prompt.
   * Rejects with WarehouseUnavailable, StatementError or CatalogError.
   */
  describe(question: string): Promise<Description>;
}

interface Sources {
  readonly warehouse: Warehouse;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly schema: string;
  readonly now: () => string;
  /** Characters of JSON for all descriptions together. */
  readonly budget?: number;
}

const CACHE_MS = 600_000;
const CONCURRENCY = 4;
const MAX_OTHER_NAMES = 500;

/** The tables of one schema. Metadata and profiles are cached for ten minutes. */
export function tableDirectory({ warehouse, objects, schema, now, budget = 24_000 }: Sources): TableDirectory {
  const metadata = cache<{ catalog: Catalog; tables: TableSchema[] }>(CACHE_MS, now);
  // Keyed by the table's whole schema: a change of the catalog invalidates the cached values of its columns.
  const profiles = cache<TableDescription | undefined>(CACHE_MS, now);

  const readMetadata = async () => {
    const [text, columns] = await Promise.all([objects.read(keys.catalog), warehouse.query(columnsStatement(schema))]);
    const catalog = readCatalog(text);
    return { catalog, tables: tableSchemas(columns.rows, catalog) };
  };

  return {
    async describe(question) {
      const { catalog, tables } = await metadata('tables', readMetadata);
      const ranked = byRelevance(tables, question);
      const descriptions: TableDescription[] = [];
      const others: string[] = [];
      let remaining = budget;
      while (ranked.length > 0 && others.length === 0) {
        const next = ranked.splice(0, CONCURRENCY);
        const profiled = await Promise.all(
          next.map((table) => profiles(JSON.stringify(table), () => profileTable(warehouse, schema, table))),
        );
        for (const table of profiled) {
          if (!table) continue;
          // The best match may use the whole budget, every other table half of what remains.
          const description = fitToBudget(table, descriptions.length === 0 ? remaining : remaining / 2);
          if (descriptions.length > 0 && sizeOf(description) > remaining) others.push(table.name);
          else {
            descriptions.push(description);
            remaining -= sizeOf(description);
          }
        }
      }
      others.push(...ranked.map(({ name }) => name));
      const otherTables = others.sort().slice(0, MAX_OTHER_NAMES);
      return {
        tables: { dialect: 'redshift', schema, tables: descriptions, otherTables },
        valuesWithheld: catalog.valuesWithheld,
      };
    },
  };
}

/** What the catalog says about a table or column, and the comment in the warehouse. */
const describedBy = (description: string | undefined, remarks: unknown): string | undefined =>
  [description, remarks ? String(remarks) : undefined].filter(Boolean).join(' ') || undefined;

/**
 * Groups rows of table, column, type, remarks, and remarks of the table by table. Tables that the catalog excludes are
 * left out.
 */
function tableSchemas(rows: readonly (readonly unknown[])[], catalog: Catalog): TableSchema[] {
  const tables = new Map<string, ColumnSchema[]>();
  const comments = new Map<string, unknown>();
  for (const [table, column, type, remarks, tableRemarks] of rows) {
    const { use, column: metadataOf } = catalog.table(String(table));
    if (!use) continue;
    const { description, sample, profile } = metadataOf(String(column));
    const columns = tables.get(String(table)) ?? [];
    columns.push({
      name: String(column),
      type: String(type),
      description: describedBy(description, remarks),
      sample,
      profile,
    });
    tables.set(String(table), columns);
    comments.set(String(table), tableRemarks);
  }
  return [...tables].map(([name, columns]) => ({
    name,
    description: describedBy(catalog.table(name).description, comments.get(name)),
    columns,
  }));
}
