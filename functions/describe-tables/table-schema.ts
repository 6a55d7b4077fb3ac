import type { Rows } from '../shared/warehouse/port';

/** A table's metadata, from Redshift's system views, and what the catalog withholds. */
export interface TableSchema {
  readonly name: string;
  readonly comment?: string;
  readonly columns: readonly ColumnSchema[];
}

export interface ColumnSchema {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
  /** Whether sample rows may contain its values. */
  readonly sample: boolean;
  /** Whether its range and its frequent values may be read. */
  readonly profile: boolean;
}

/** Groups rows of table, column, type, remarks, and remarks of the table by table. */
export function tablesOf({ rows }: Rows): TableSchema[] {
  const tables = new Map<string, TableSchema & { readonly columns: ColumnSchema[] }>();
  for (const [table, column, type, remarks, tableRemarks] of rows) {
    const name = String(table);
    const schema = tables.get(name) ?? { name, ...comment(tableRemarks), columns: [] };
    schema.columns.push({
      name: String(column),
      type: String(type),
      ...comment(remarks),
      sample: true,
      profile: true,
    });
    tables.set(name, schema);
  }
  return [...tables.values()];
}

const comment = (remarks: unknown) => (remarks ? { comment: String(remarks) } : {});
