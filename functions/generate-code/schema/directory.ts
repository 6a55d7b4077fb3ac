import { keys } from '../../../events';
import { type Catalog, readCatalog } from '../../../events/documents/catalog';
import type { ObjectStore } from '../../shared/object-store/port';
import type { Warehouse } from '../../shared/warehouse/port';
import { fitted, sizeOf } from './fit';
import { memory } from './memory';
import { profileTable } from './profile';
import { byRelevance } from './relevance';
import { dictionaryStatement } from './statements';
import type { KnownColumn, KnownTable, TableDescription, Tables } from './tables';

export interface Description {
  readonly tables: Tables;
  /** Whether the catalog keeps values of any column from the model. */
  readonly valuesKeptBack: boolean;
}

export interface TableDirectory {
  /**
   * The tables as far as they matter to a question and fit into a prompt.
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

const TEN_MINUTES = 600_000;
const PARALLEL = 4;
const MAX_OTHER_NAMES = 500;

/** Tables of one schema. What was found out is remembered for ten minutes, for as long as the function is warm. */
export function tableDirectory({ warehouse, objects, schema, now, budget = 24_000 }: Sources): TableDirectory {
  const knowledge = memory<{ catalog: Catalog; tables: KnownTable[] }>(TEN_MINUTES, now);
  // By all that the catalog said of the table: values that it keeps back by now are not sent from memory.
  const profiles = memory<TableDescription | undefined>(TEN_MINUTES, now);

  const look = async () => {
    const [text, dictionary] = await Promise.all([
      objects.read(keys.catalog),
      warehouse.query(dictionaryStatement(schema)),
    ]);
    const catalog = readCatalog(text);
    return { catalog, tables: knownTables(dictionary.rows, catalog) };
  };

  return {
    async describe(question) {
      const { catalog, tables } = await knowledge('tables', look);
      const ranked = byRelevance(tables, question);
      const described: TableDescription[] = [];
      const others: string[] = [];
      let left = budget;
      while (ranked.length > 0 && others.length === 0) {
        const next = ranked.splice(0, PARALLEL);
        const found = await Promise.all(
          next.map((table) => profiles(JSON.stringify(table), () => profileTable(warehouse, schema, table))),
        );
        for (const table of found) {
          if (!table) continue;
          const fitting = fitted(table, described.length === 0 ? left : left / 2);
          if (described.length > 0 && sizeOf(fitting) > left) others.push(table.name);
          else {
            described.push(fitting);
            left -= sizeOf(fitting);
          }
        }
      }
      others.push(...ranked.map(({ name }) => name));
      const otherTables = others.sort().slice(0, MAX_OTHER_NAMES);
      return {
        tables: { dialect: 'redshift', schema, tables: described, otherTables },
        valuesKeptBack: catalog.valuesKeptBack,
      };
    },
  };
}

/** Joins the dictionary's rows of name, column, type and remarks to tables; without those not to be used. */
function knownTables(rows: readonly (readonly unknown[])[], catalog: Catalog): KnownTable[] {
  const tables = new Map<string, KnownColumn[]>();
  for (const [table, column, type, remarks] of rows) {
    const { use, column: meaning } = catalog.table(String(table));
    if (!use) continue;
    const { description = remarks ? String(remarks) : undefined, sample, profile } = meaning(String(column));
    const columns = tables.get(String(table)) ?? [];
    columns.push({ name: String(column), type: String(type), description, sample, profile });
    tables.set(String(table), columns);
  }
  return [...tables].map(([name, columns]) => ({ name, description: catalog.table(name).description, columns }));
}
