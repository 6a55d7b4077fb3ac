import * as z from 'zod/mini';
import { Instant, Sha256 } from '../common';

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const Column = z.object({
  name: z.string(),
  /** Redshift's type name. */
  type: z.string(),
  /** The column's comment in the warehouse. */
  comment: z.optional(z.string()),
  nulls: z.optional(z.number()),
  distinct: z.optional(z.number()),
  min: z.optional(Cell),
  max: z.optional(Cell),
  /** Of a text: values that are numbers. */
  numbers: z.optional(z.number()),
  /** The most frequent values, if the column has few distinct ones. */
  values: z.optional(z.array(z.object({ value: Cell, count: z.number() }))),
});

const Table = z.object({
  name: z.string(),
  comment: z.optional(z.string()),
  rows: z.number(),
  /** The size of the sample that the statistics come from; missing if they cover all rows. */
  sampled: z.optional(z.number()),
  /** Rows without nulls. */
  completeRows: z.optional(z.number()),
  /** Rows that repeat another one in all columns; missing for a large table. */
  duplicateRows: z.optional(z.number()),
  columns: z.array(Column),
  sample: z.optional(z.array(z.record(z.string(), Cell))),
});

/**
 * `config/tables.json`: the tables of the warehouse, without the values that the catalog withheld when it was written.
 * Readers apply the current catalog.
 */
export const TablesDocument = z.object({
  version: z.literal(1),
  schema: z.string(),
  /** When the description was started. */
  describedAt: Instant,
  /** Of the text of catalog.yaml, empty without one. */
  catalogSha256: Sha256,
  /** Of the text of config/loaded.json, empty without one. */
  loadSha256: Sha256,
  /** All tables of the schema, with those that the catalog withholds and those that could not be described. */
  tableNames: z.array(z.string()),
  tables: z.array(Table),
  /** Tables that could not be described. */
  failed: z.array(z.object({ name: z.string(), reason: z.string() })),
  /** Entries of the catalog that the warehouse has no table or column for, one sentence each. */
  catalogProblems: z.array(z.string()),
});
export type TablesDocument = z.infer<typeof TablesDocument>;
export type DescribedTable = z.infer<typeof Table>;
export type DescribedColumn = z.infer<typeof Column>;
