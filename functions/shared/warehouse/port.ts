export type Cell = string | number | boolean | null;

export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The warehouse rejected the statement, or it failed. The message is the warehouse's. */
export class StatementError extends Error {
  override name = 'StatementError';
}

/** No result from the warehouse: a transient error. */
export class WarehouseUnavailable extends Error {
  override name = 'WarehouseUnavailable';
}

export interface QueryOptions {
  /** Values by the names that the statement has after a colon, such as `:text`. None is empty. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Cancels the statement. */
  readonly signal?: AbortSignal;
}

export interface Warehouse {
  /** Runs one statement as the read-only user. Rejects with StatementError or WarehouseUnavailable. */
  query(sql: string, options?: QueryOptions): Promise<Rows>;
}
