import type { Cell } from '../../shared/warehouse/port';

/** A column as the prompt describes it. Statistics that the catalog withholds are missing. */
export interface ColumnDescription {
  readonly name: string;
  /** Redshift's type name. */
  readonly type: string;
  readonly description?: string;
  readonly nulls?: number;
  readonly distinct?: number;
  readonly min?: Cell;
  readonly max?: Cell;
  /** The most frequent values, if the column has few distinct ones. */
  readonly values?: readonly { readonly value: Cell; readonly count: number }[];
}

export interface TableDescription {
  readonly name: string;
  readonly description?: string;
  readonly rows: number;
  /** The size of the sample that the statistics come from; missing if they cover all rows. */
  readonly sampled?: number;
  readonly columns: readonly ColumnDescription[];
  readonly sample?: readonly Readonly<Record<string, Cell>>[];
}

/** The tables as the prompt describes them. */
export interface Tables {
  readonly dialect: 'redshift';
  readonly schema: string;
  readonly tables: readonly TableDescription[];
  /** Names of the tables that are not described. */
  readonly otherTables: readonly string[];
}

/** A table's metadata, from Redshift's system views and the catalog. */
export interface TableSchema {
  readonly name: string;
  readonly description?: string;
  readonly columns: readonly ColumnSchema[];
}

export interface ColumnSchema {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  /** Whether sample rows may contain its values. */
  readonly sample: boolean;
  /** Whether the prompt may contain its range and its frequent values. */
  readonly profile: boolean;
}
