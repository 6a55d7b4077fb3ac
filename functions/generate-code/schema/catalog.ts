import { parse } from 'yaml';
import * as z from 'zod/mini';

// Strict: a misspelt `sample: false` has to be an error, because it would let values out.
const Column = z.strictObject({
  description: z.optional(z.string()),
  sample: z.optional(z.boolean()),
  profile: z.optional(z.boolean()),
});

const Table = z.strictObject({
  description: z.optional(z.string()),
  use: z.optional(z.boolean()),
  columns: z.optional(z.nullable(z.record(z.string(), z.union([z.string(), Column])))),
});

const Catalog = z.strictObject({ tables: z.optional(z.nullable(z.record(z.string(), Table))) });

export interface CatalogColumn {
  readonly description?: string;
  readonly sample: boolean;
  readonly profile: boolean;
}

export interface CatalogTable {
  readonly description?: string;
  /** False: the table is not to be known to anybody who asks. */
  readonly use: boolean;
  column(name: string): CatalogColumn;
}

export interface Catalog {
  table(name: string): CatalogTable;
  /** Whether values of any column are kept back. */
  readonly valuesKeptBack: boolean;
}

/** The catalog cannot be read. Nothing is told of the tables then, because it may keep something back. */
export class CatalogError extends Error {
  override name = 'CatalogError';
}

/** Reads `catalog.yaml`; without one nothing is described and nothing is kept back. Names are compared without case. */
export function readCatalog(text: string | undefined): Catalog {
  const tables = byName(parsed(text).tables ?? {});
  return {
    table(name) {
      const { description, use = true, columns } = tables.get(name.toLowerCase()) ?? {};
      const known = byName(columns ?? {});
      return {
        description,
        use,
        column(column) {
          const entry = known.get(column.toLowerCase()) ?? {};
          return typeof entry === 'string'
            ? { description: entry, sample: true, profile: true }
            : { description: entry.description, sample: entry.sample ?? true, profile: entry.profile ?? true };
        },
      };
    },
    valuesKeptBack: [...tables.values()].some(({ columns }) =>
      Object.values(columns ?? {}).some(
        (column) => typeof column !== 'string' && (column.sample === false || column.profile === false),
      ),
    ),
  };
}

function parsed(text: string | undefined): z.infer<typeof Catalog> {
  try {
    return Catalog.parse(parse(text ?? '') ?? {});
  } catch (error) {
    const why =
      error instanceof z.core.$ZodError
        ? error.issues.map(({ path, code, ...issue }) => `${path.join('.')}: ${describe(code, issue)}`).join('; ')
        : (error as Error).message;
    throw new CatalogError(`The catalog of the tables cannot be read. ${why}`);
  }
}

const describe = (code: string, issue: object): string =>
  'keys' in issue && Array.isArray(issue.keys) ? `unknown key ${issue.keys.join(', ')}` : code.replaceAll('_', ' ');

const byName = <T>(entries: Readonly<Record<string, T>>): Map<string, T> =>
  new Map(Object.entries(entries).map(([name, entry]) => [name.toLowerCase(), entry]));
