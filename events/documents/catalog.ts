import { parse } from 'yaml';
import * as z from 'zod/mini';

// Strict: a misspelt `sample: false` must be an error, because it would disclose values.
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
  /** False: the table is hidden from the model and its programs. */
  readonly use: boolean;
  column(name: string): CatalogColumn;
}

export interface Catalog {
  table(name: string): CatalogTable;
  /** Names of the tables with `use: false`, whether or not they exist in the warehouse. */
  readonly withheldTables: readonly string[];
  /** Whether values of any column are withheld. */
  readonly valuesWithheld: boolean;
}

const UNREADABLE = 'The catalog of the tables cannot be read.';

/** The catalog is unreadable. Fails closed, because it may withhold tables: nothing is described and no statement runs. */
export class CatalogError extends Error {
  override name = 'CatalogError';
}

/** Reads `catalog.yaml`; without one nothing is described and nothing is withheld. Names are case-insensitive. */
export function readCatalog(text: string | undefined): Catalog {
  const tables = byName(
    Object.entries(parsed(text).tables ?? {}).map(([name, { columns, ...table }]) => {
      return [name, { ...table, columns: byName(Object.entries(columns ?? {}).map(column)) }] as const;
    }),
  );
  // `public.staff` also applies to `staff`: the warehouse's dictionary has unqualified names.
  const qualified = [...tables].filter(([name]) => name.includes('.'));
  const unqualified = byName([
    ...[...tables].filter(([name]) => !name.includes('.')),
    ...qualified.map(([name, entry]) => [name.slice(name.lastIndexOf('.') + 1), entry] as const),
  ]);
  return {
    table(name) {
      const {
        description,
        use = true,
        columns,
      } = tables.get(name.toLowerCase()) ?? unqualified.get(name.toLowerCase()) ?? {};
      return { description, use, column: (column) => columns?.get(column.toLowerCase()) ?? DEFAULTS };
    },
    withheldTables: [...new Map([...tables, ...unqualified])].flatMap(([name, { use }]) =>
      use === false ? [name] : [],
    ),
    valuesWithheld: [...tables.values()].some(({ columns }) =>
      [...columns.values()].some(({ sample, profile }) => !sample || !profile),
    ),
  };
}

const DEFAULTS: CatalogColumn = { sample: true, profile: true };

const column = ([name, entry]: [string, string | z.infer<typeof Column>]): [string, CatalogColumn] => [
  name,
  { ...DEFAULTS, ...(typeof entry === 'string' ? { description: entry } : entry) },
];

function parsed(text: string | undefined): z.infer<typeof Catalog> {
  let content: unknown;
  try {
    content = parse(text ?? '') ?? {};
  } catch (error) {
    throw new CatalogError(`${UNREADABLE} ${(error as Error).message}`);
  }
  const checked = Catalog.safeParse(content);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({ path, code, ...issue }) => `${path.join('.')}: ${describe(code, issue)}`);
  throw new CatalogError(`${UNREADABLE} ${issues.join('; ')}`);
}

const describe = (code: string, issue: object): string =>
  'keys' in issue && Array.isArray(issue.keys) ? `unknown key ${issue.keys.join(', ')}` : code.replaceAll('_', ' ');

/** Entries by name in lower case. A second spelling of a name is an error: it could override the rules of the first. */
function byName<T>(entries: readonly (readonly [name: string, entry: T])[]): Map<string, T> {
  const named = new Map<string, T>();
  for (const [name, entry] of entries) {
    if (named.has(name.toLowerCase())) throw new CatalogError(`${UNREADABLE} It has two entries for ${name}.`);
    named.set(name.toLowerCase(), entry);
  }
  return named;
}
