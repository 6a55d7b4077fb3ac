import * as z from 'zod/mini';

export type Path = readonly PropertyKey[];

const MAX_TEXT = 1000;
const MAX_SQL = 4000;

// Strict: a misspelt `sample: false` must be an error, because it would disclose values.
export const Column = z.strictObject({
  description: z.optional(z.string()),
  sample: z.optional(z.boolean()),
  profile: z.optional(z.boolean()),
});

const Table = z.strictObject({
  description: z.optional(z.string()),
  use: z.optional(z.boolean()),
  columns: z.optional(z.nullable(z.record(z.string(), z.union([z.string(), Column])))),
});

const text = (maximum: number) => z.string().check(z.regex(/\S/), z.maxLength(maximum));

export const Term = z.strictObject({ meaning: text(MAX_TEXT), tables: z.optional(z.array(text(MAX_TEXT))) });

const QualifiedColumn = z.string().check(z.regex(/^\s*[^.\s][^.]*(?:\.[^.]+){1,2}$/));

export const RELATIONSHIP_TYPES = ['many-to-one', 'one-to-many', 'one-to-one', 'many-to-many'] as const;
export type RelationshipType = (typeof RELATIONSHIP_TYPES)[number];

const Relationship = z.strictObject({
  from: QualifiedColumn,
  to: QualifiedColumn,
  type: z.optional(z.enum(RELATIONSHIP_TYPES)),
});

const Example = z.strictObject({ question: text(MAX_TEXT), sql: text(MAX_SQL) });

/** `catalog.yaml`. */
export const CatalogFile = z.strictObject({
  tables: z.optional(z.nullable(z.record(z.string(), Table))),
  terms: z.optional(z.nullable(z.record(text(MAX_TEXT), z.union([text(MAX_TEXT), Term])))),
  relationships: z.optional(z.nullable(z.array(Relationship))),
  examples: z.optional(z.nullable(z.array(Example))),
});
export type CatalogFile = z.infer<typeof CatalogFile>;

const A_TEXT = `a text of at most ${MAX_TEXT} characters`;

/** What is allowed at a path, such as tables.orders.columns.amount. */
export function allowedAt(path: Path): string {
  if (path.length === 0) return 'tables, terms, relationships and examples';
  if (path[0] === 'terms') return allowedInTerms(path);
  if (path[0] === 'relationships') return allowedInRelationships(path);
  return path[0] === 'examples' ? allowedInExamples(path) : allowedInTables(path);
}

function allowedInTables(path: Path): string {
  const [, , third, , fifth] = path;
  const key = path.length === 3 ? third : fifth;
  if (key === 'description') return 'a text';
  if (key === 'use' || key === 'sample' || key === 'profile') return 'true or false';
  if (path.length === 1) return 'a table of names, each with description, use or columns';
  if (path.length === 2) return 'description, use and columns';
  if (path.length === 3) return 'names of columns, each with a text or with description, sample and profile';
  return 'a text, or description, sample and profile';
}

function allowedInTerms(path: Path): string {
  if (path.length === 1 || !/\S/.test(String(path[1])))
    return 'words or phrases, each with a text or with meaning and tables';
  if (path.length === 2) return `${A_TEXT}, or meaning and tables`;
  return path[2] === 'meaning' ? A_TEXT : 'a list of names of tables';
}

function allowedInRelationships(path: Path): string {
  if (path.length === 1) return 'a list, each entry with from, to and type';
  if (path.length === 2) return 'from, to and type';
  return path[2] === 'type' ? RELATIONSHIP_TYPES.join(', ') : 'a column with its table, such as orders.customer_id';
}

function allowedInExamples(path: Path): string {
  if (path.length === 1) return 'a list, each entry with question and sql';
  if (path.length === 2) return 'question and sql';
  return path[2] === 'sql' ? `a SELECT of at most ${MAX_SQL} characters` : A_TEXT;
}
