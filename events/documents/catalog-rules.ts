import { type Catalog, type CatalogColumn, type CatalogEntry, unqualifiedName } from './catalog';
import { isNear } from './near-names';

/** A table of the warehouse. */
export interface TableNames {
  readonly name: string;
  readonly columns: readonly { readonly name: string }[];
}

export interface TableRules {
  readonly description?: string;
  /** False: the table is hidden from the model and its programs. */
  readonly use: boolean;
  column(name: string): CatalogColumn;
}

/** The catalog applied to the tables that the warehouse has. */
export interface CatalogRules {
  table(name: string): TableRules;
  /** Entries without a table or column in the warehouse, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * A misspelt rule must not disclose values. So a rule of a column that its table does not have withholds the values of
 * all its columns, and a rule of a table that does not exist applies to each table with a similar name: `use: false`
 * withholds it, a rule of a column the values of all its columns.
 */
export function catalogRules(catalog: Catalog, tables: readonly TableNames[]): CatalogRules {
  const tableOf = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  const entries = catalog.entries.map((entry) => ({
    ...entry,
    table: tableOf.get(entry.name.toLowerCase()) ?? tableOf.get(unqualifiedName(entry.name).toLowerCase()),
  }));
  const lost = entries.filter(({ table }) => !table);
  const missingColumns = entries.flatMap(({ table, columns }) => {
    const names = new Set(table?.columns.map(({ name }) => name.toLowerCase()));
    return table
      ? columns.filter(({ name }) => !names.has(name.toLowerCase())).map((column) => ({ table, column }))
      : [];
  });

  return {
    problems: [
      ...lost.map((entry) => missingTable(entry, tables)),
      ...missingColumns.map(({ table, column }) => missingColumn(table, column)),
    ],
    table(name) {
      const { use, description, column } = catalog.table(name);
      const near = lost.filter((entry) => isNear(unqualifiedName(entry.name), name));
      const misspelt = [
        ...near.flatMap(({ columns }) => columns),
        ...missingColumns.filter(({ table }) => table.name === name).map((missing) => missing.column),
      ];
      const mayBeShown = (rule: 'sample' | 'profile') => misspelt.every((missing) => missing[rule]);
      const [sample, profile] = [mayBeShown('sample'), mayBeShown('profile')];
      return {
        description,
        use: use && near.every((entry) => entry.use),
        column(columnName) {
          const own = column(columnName);
          return { ...own, sample: own.sample && sample, profile: own.profile && profile };
        },
      };
    },
  };
}

/**
 * The names that a program may not read from: those that the catalog withholds, whether or not the warehouse has them,
 * and tables with a similar name to one that it has not.
 * @param names all tables of the warehouse
 */
export function withheldNames(catalog: Catalog, names: readonly string[]): string[] {
  const rules = catalogRules(
    catalog,
    names.map((name) => ({ name, columns: [] })),
  );
  return [...new Set([...catalog.withheldTables, ...names.filter((name) => !rules.table(name).use)])];
}

const suggestion = (name: string, names: readonly { readonly name: string }[]): string => {
  const near = names.find((other) => isNear(name, other.name));
  return near ? ` Did you mean ${near.name}?` : '';
};

function missingTable(entry: CatalogEntry, tables: readonly TableNames[]): string {
  const { name, line } = entry;
  return `catalog.yaml, line ${line}: the warehouse has no table ${name}.${suggestion(unqualifiedName(name), tables)}`;
}

function missingColumn(table: TableNames, { name, line, sample, profile }: CatalogEntry['columns'][number]): string {
  const effect =
    sample && profile ? '' : ` Until that is corrected, no values of ${table.name} are shown to the model.`;
  return `catalog.yaml, line ${line}: the table ${table.name} has no column ${name}.${suggestion(name, table.columns)}${effect}`;
}
