import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import * as z from 'zod/mini';
import { keys } from './keys';

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

/** A table of the catalog as it is written there. */
export interface CatalogEntry {
  /** May have a schema. */
  readonly name: string;
  readonly line: number;
  readonly use: boolean;
  readonly columns: readonly (CatalogColumn & { readonly name: string; readonly line: number })[];
}

export interface Catalog {
  table(name: string): CatalogTable;
  /** In the order of the file. */
  readonly entries: readonly CatalogEntry[];
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

/**
 * Reads `catalog.yaml`; without one nothing is described and nothing is withheld. Names are case-insensitive.
 * @param misnamed the text of `catalog.yml`, which must not exist: its rules would not apply
 * @throws CatalogError, which names the line and what is allowed there
 */
export function readCatalog(text: string | undefined, misnamed?: string): Catalog {
  if (misnamed !== undefined) {
    throw new CatalogError(`${keys.misnamedCatalog} has another name than the catalog. Move it to ${keys.catalog}.`);
  }
  const { content, lineOf } = parsed(text);
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
  return {
    table(name) {
      const {
        description,
        use = true,
        columns,
      } = tables.get(name.toLowerCase()) ?? unqualified.get(name.toLowerCase()) ?? {};
      return { description, use, column: (column) => columns?.get(column.toLowerCase()) ?? DEFAULTS };
    },
    entries: Object.entries(content.tables ?? {}).map(([name, { use = true, columns }]) => ({
      name,
      line: lineOf(['tables', name]),
      use,
      columns: Object.entries(columns ?? {}).map((entry) => ({
        ...column(entry)[1],
        name: entry[0],
        line: lineOf(['tables', name, 'columns', entry[0]]),
      })),
    })),
    withheldTables: [...new Map([...tables, ...unqualified])].flatMap(([name, { use }]) =>
      use === false ? [name] : [],
    ),
    valuesWithheld: [...tables.values()].some(({ columns }) =>
      [...columns.values()].some(({ sample, profile }) => !sample || !profile),
    ),
  };
}

/** `public.staff` → `staff`. */
export const unqualifiedName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const DEFAULTS: CatalogColumn = { sample: true, profile: true };

const column = ([name, entry]: [string, string | z.infer<typeof Column>]): [string, CatalogColumn] => [
  name,
  { ...DEFAULTS, ...(typeof entry === 'string' ? { description: entry } : entry) },
];

type Path = readonly PropertyKey[];

interface Parsed {
  readonly content: z.infer<typeof Catalog>;
  /** The line of the entry at a path, or of the nearest one above it. */
  lineOf(path: Path): number;
}

function parsed(text = ''): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (path: Path) => lines.linePos(offsetOf(document, path)).line;
  const [fault] = document.errors;
  if (fault) {
    // The parser's message ends with the position and an excerpt.
    const reason = fault.message.replace(/ at line \d[\s\S]*$/, '');
    throw faultAt(lines.linePos(fault.pos[0]).line, `this is no YAML: ${reason}.`);
  }
  const misread = misreadName(document);
  if (misread) throw faultAt(lines.linePos(misread.offset).line, misread.fault);
  const checked = Catalog.safeParse(contentOf(document));
  if (checked.success) return { content: checked.data, lineOf };
  const faults = checked.error.issues.flatMap((issue) => describe(issue, [], lineOf));
  throw new CatalogError(`${UNREADABLE} ${[...new Set(faults)].join(' ')}`);
}

/** The first name that would get lost, or be read as another one, and its rules with it. */
function misreadName(document: Document): { readonly offset: number; readonly fault: string } | undefined {
  let misread: ReturnType<typeof misreadName>;
  visit(document, {
    Pair(_, { key }) {
      const offset = (isNode(key) && key.range?.[0]) || 0;
      if (!isScalar(key)) misread = { offset, fault: 'a name is missing, or is a list. Allowed: a text.' };
      else if (key.value === '__proto__') misread = { offset, fault: 'no entry can have the name __proto__.' };
      else if (typeof key.value !== 'string' && String(key.value) !== key.source) {
        misread = { offset, fault: `the name ${key.source} is read as ${String(key.value)}. Put it in quotes.` };
      }
      return misread && visit.BREAK;
    },
  });
  return misread;
}

function contentOf(document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw faultAt(1, `${(error as Error).message}.`);
  }
}

const faultText = (line: number, fault: string) => `catalog.yaml, line ${line}: ${fault}`;
const faultAt = (line: number, fault: string) => new CatalogError(`${UNREADABLE} ${faultText(line, fault)}`);

/** Where the key of an entry starts. Aliases are not followed. */
function offsetOf({ contents }: Document, path: Path): number {
  let node: unknown = contents;
  let offset = 0;
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find(({ key: own }) => isScalar(own) && String(own.value) === String(key))
      : undefined;
    if (!pair) break;
    offset = (isScalar(pair.key) && pair.key.range?.[0]) || offset;
    node = pair.value;
  }
  return offset;
}

/** What is allowed at a path, such as tables.orders.columns.amount. */
function allowedAt(path: Path): string {
  const [, , third, , fifth] = path;
  const key = path.length === 3 ? third : fifth;
  if (key === 'description') return 'a text';
  if (key === 'use' || key === 'sample' || key === 'profile') return 'true or false';
  if (path.length === 0) return 'tables';
  if (path.length === 1) return 'a table of names, each with description, use or columns';
  if (path.length === 2) return 'description, use and columns';
  if (path.length === 3) return 'names of columns, each with a text or with description, sample and profile';
  return 'a text, or description, sample and profile';
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, above: Path, lineOf: (path: Path) => number): string[] {
  const path = [...above, ...issue.path];
  const at = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const where = at ? ` in ${at}` : '';
      return faultText(lineOf([...path, key]), `unknown key ${key}${where}. Allowed: ${allowedAt(path)}.`);
    });
  }
  // Of the branches of a column, a text or keys, the one with the most to say about an entry with keys.
  if (issue.code === 'invalid_union') {
    const nested = issue.errors.flat().filter(({ code, path: below }) => code !== 'invalid_type' || below.length > 0);
    if (nested.length > 0) return nested.flatMap((inner) => describe(inner, path, lineOf));
  }
  return [faultText(lineOf(path), `${at || 'the file'} has another value than allowed. Allowed: ${allowedAt(path)}.`)];
}

/** Entries by name in lower case. A second spelling of a name is an error: it could override the rules of the first. */
function byName<T>(
  entries: readonly (readonly [name: string, entry: T])[],
  lineOf: (name: string) => number,
): Map<string, T> {
  const named = new Map<string, T>();
  for (const [name, entry] of entries) {
    if (named.has(name.toLowerCase())) {
      throw faultAt(
        lineOf(name),
        `there are two entries for ${name}. Allowed: one entry; case and the schema make no difference.`,
      );
    }
    named.set(name.toLowerCase(), entry);
  }
  return named;
}
