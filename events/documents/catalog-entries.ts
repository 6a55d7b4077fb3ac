import type * as z from 'zod/mini';
import type { ParsedCatalog } from './catalog-parser';
import type { Column } from './catalog-schema';

export interface CatalogColumn {
  readonly description?: string;
  readonly sample: boolean;
  readonly profile: boolean;
}

/** A table of the catalog as it is written there. */
export interface CatalogEntry {
  /** May have a schema. */
  readonly name: string;
  readonly line: number;
  readonly use: boolean;
  readonly columns: readonly (CatalogColumn & { readonly name: string; readonly line: number })[];
}

/** The tables of the file, in its order. */
export function entriesOf({ content, lineOf }: ParsedCatalog): CatalogEntry[] {
  return Object.entries(content.tables ?? {}).map(([name, { use = true, columns }]) => ({
    name,
    line: lineOf(['tables', name]),
    use,
    columns: Object.entries(columns ?? {}).map((entry) => ({
      ...column(entry)[1],
      name: entry[0],
      line: lineOf(['tables', name, 'columns', entry[0]]),
    })),
  }));
}

export const DEFAULTS: CatalogColumn = { sample: true, profile: true };

export const column = ([name, entry]: [string, string | z.infer<typeof Column>]): [string, CatalogColumn] => [
  name,
  { ...DEFAULTS, ...(typeof entry === 'string' ? { description: entry } : entry) },
];
