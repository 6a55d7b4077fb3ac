export type Cell = string | number | boolean | null;

export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The statement was understood and refused, or it failed: its text is worth showing to who wrote it. */
export class StatementError extends Error {
  override name = 'StatementError';
}

/** The warehouse did not answer: worth another try. */
export class WarehouseUnavailable extends Error {
  override name = 'WarehouseUnavailable';
}

export interface Warehouse {
  /** Runs one statement as the read-only user. Rejects with StatementError or WarehouseUnavailable. */
  query(sql: string): Promise<Rows>;
}
