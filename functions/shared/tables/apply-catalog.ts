import type { DescribedColumn, DescribedTable, TablesDocument } from '../../../events';
import type { Catalog } from '../../../events/documents/catalog';
import type { CatalogColumn } from '../../../events/documents/catalog-entries';
import { type CatalogRules, catalogRules } from '../../../events/documents/catalog-rules';

/** A column as the current catalog allows it to be shown. */
export type AllowedColumn = DescribedColumn & {
  readonly description?: string;
  /** Set if the catalog withholds values of the column. */
  readonly withheld?: true;
};

/** A table as the current catalog allows it to be shown, with the descriptions of the catalog and the warehouse. */
export type AllowedTable = Omit<DescribedTable, 'columns'> & {
  readonly description?: string;
  readonly columns: readonly AllowedColumn[];
};

/**
 * Leaves out what the catalog withholds now, whatever it withheld when the description was written: tables, and values
 * of columns.
 */
export function applyCatalog(
  document: Pick<TablesDocument, 'tables' | 'tableNames'>,
  catalog: Catalog,
): AllowedTable[] {
  const rules = currentRules(document, catalog);
  return document.tables.flatMap((table): AllowedTable[] => {
    const { use, description, column: ruleOf } = rules.table(table.name);
    if (!use) return [];
    const { sample, comment, ...rest } = table;
    const shown = table.columns.filter(({ name }) => ruleOf(name).sample).map(({ name }) => name);
    return [
      {
        ...rest,
        ...described(description, comment),
        columns: table.columns.map((column) => allowedColumn(column, ruleOf(column.name))),
        ...(sample && shown.length > 0 && { sample: sample.map((row) => picked(row, shown)) }),
      },
    ];
  });
}

/** The rules of a catalog for the tables of a description. */
export function currentRules(
  { tables, tableNames }: Pick<TablesDocument, 'tables' | 'tableNames'>,
  catalog: Catalog,
): CatalogRules {
  // A rule of a table that exists is not misspelt, even if the table is not described.
  const undescribed = tableNames
    .filter((name) => !tables.some((table) => table.name === name))
    .map((name) => ({ name, columns: [] }));
  return catalogRules(catalog, [...tables, ...undescribed]);
}

function allowedColumn(column: DescribedColumn, { sample, profile, description }: CatalogColumn): AllowedColumn {
  const { comment, ...rest } = column;
  const text = { ...described(description, comment), ...(!(sample && profile) && { withheld: true as const }) };
  if (profile) return { ...rest, ...text };
  const { name, type, nulls, distinct } = rest;
  return { name, type, ...text, ...(nulls !== undefined && { nulls }), ...(distinct !== undefined && { distinct }) };
}

/** What the catalog says, and the comment in the warehouse. */
function described(description: string | undefined, comment: string | undefined): { readonly description?: string } {
  const text = [description, comment].filter(Boolean).join(' ');
  return text ? { description: text } : {};
}

const picked = (row: Readonly<Record<string, string | number | boolean | null>>, names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => (name in row ? [[name, row[name] ?? null]] : [])));
