import { type CatalogColumn, type CatalogEntry, column, DEFAULTS, entriesOf } from './catalog-entries';
import { type CatalogExample, type CatalogRelationship, type CatalogTerm, knowledgeOf } from './catalog-knowledge';
import { byName, CatalogError, parseCatalog } from './catalog-parser';
import { keys } from './keys';
import { unqualifiedName } from './near-names';

export { CatalogError };

export interface CatalogTable {
  readonly description?: string;
  /** False: the table is hidden from the model and its programs. */
  readonly use: boolean;
  column(name: string): CatalogColumn;
}

export interface Catalog {
  table(name: string): CatalogTable;
  /** In the order of the file. */
  readonly entries: readonly CatalogEntry[];
  /** Names of the tables with `use: false`, whether or not they exist in the warehouse. */
  readonly withheldTables: readonly string[];
  /** Whether values of any column are withheld. */
  readonly valuesWithheld: boolean;
  /** Words of the users; none names a withheld table or column. */
  readonly terms: readonly CatalogTerm[];
  /** None is with a withheld table. */
  readonly relationships: readonly CatalogRelationship[];
  readonly examples: readonly CatalogExample[];
}

/**
 * Reads `catalog.yaml`; without one nothing is described and nothing is withheld. Names are case-insensitive.
 * @param misnamed the text of `catalog.yml`, which must not exist: its rules would not apply
 * @throws CatalogError, which names the line and what is allowed there
 */
export function readCatalog(text: string | undefined, misnamed?: string): Catalog {
  if (misnamed !== undefined) {
    throw new CatalogError(`${keys.misnamedCatalog} has another name than the catalog. Move it to ${keys.catalog}.`);
  }
  const file = parseCatalog(text);
  const { content, lineOf } = file;
  const lineOfTable = (name: string) => lineOf(['tables', name]);
  const tables = byName(
    Object.entries(content.tables ?? {}).map(([name, { columns, ...table }]) => {
      const lineOfColumn = (column: string) => lineOf(['tables', name, 'columns', column]);
      return [name, { ...table, columns: byName(Object.entries(columns ?? {}).map(column), lineOfColumn) }] as const;
    }),
    lineOfTable,
  );
  // `public.staff` also applies to `staff`: the warehouse's dictionary has unqualified names.
  const qualified = [...tables].filter(([name]) => name.includes('.'));
  const unqualified = byName(
    [
      ...[...tables].filter(([name]) => !name.includes('.')),
      ...qualified.map(([name, entry]) => [unqualifiedName(name), entry] as const),
    ],
    lineOfTable,
  );
  const entries = entriesOf(file);
  return {
    table(name) {
      const {
        description,
        use = true,
        columns,
      } = tables.get(name.toLowerCase()) ?? unqualified.get(name.toLowerCase()) ?? {};
      return { description, use, column: (column) => columns?.get(column.toLowerCase()) ?? DEFAULTS };
    },
    entries,
    ...knowledgeOf(file, entries),
    withheldTables: [...new Map([...tables, ...unqualified])].flatMap(([name, { use }]) =>
      use === false ? [name] : [],
    ),
    valuesWithheld: [...tables.values()].some(({ columns }) =>
      [...columns.values()].some(({ sample, profile }) => !sample || !profile),
    ),
  };
}
