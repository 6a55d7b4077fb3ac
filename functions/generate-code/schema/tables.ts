import type { Cell } from '../../shared/warehouse/port';

/** A column as the model is told of it. Figures are missing where the catalog keeps them back. */
export interface ColumnDescription {
  readonly name: string;
  /** Redshift's name of the type. */
  readonly type: string;
  readonly description?: string;
  readonly nulls?: number;
  readonly distinct?: number;
  readonly min?: Cell;
  readonly max?: Cell;
  /** The most frequent values, when there are few different ones. */
  readonly values?: readonly { readonly value: Cell; readonly count: number }[];
}

export interface TableDescription {
  readonly name: string;
  readonly description?: string;
  readonly rows: number;
  /** Set when the figures of the columns come from this many rows at the most, not from all. */
  readonly sampled?: number;
  readonly columns: readonly ColumnDescription[];
  readonly sample?: readonly Readonly<Record<string, Cell>>[];
}

/** What the model is told of the warehouse. */
export interface Tables {
  readonly dialect: 'redshift';
  readonly schema: string;
  readonly tables: readonly TableDescription[];
  /** Names of tables that are there, too, and are not described. */
  readonly otherTables: readonly string[];
}

/** A table before its contents were looked at: what the warehouse's dictionary and the catalog say. */
export interface KnownTable {
  readonly name: string;
  readonly description?: string;
  readonly columns: readonly KnownColumn[];
}

export interface KnownColumn {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  /** Whether its values may be among sample rows. */
  readonly sample: boolean;
  /** Whether its range and its frequent values may be told. */
  readonly profile: boolean;
}
