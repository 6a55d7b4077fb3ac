/** What a column holds, whatever the warehouse calls the type. A `year` is an integer that is a calendar year. */
export type Kind = 'integer' | 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'year' | 'other';

export interface Column {
  readonly table: string;
  readonly name: string;
  readonly kind: Kind;
  /** The words of the name, lower case: `unitPrice` is unit, price. */
  readonly words: readonly string[];
  readonly description: string;
  readonly nulls: number;
  readonly distinct?: number;
  /** Each value occurs once. */
  readonly unique: boolean;
  readonly min?: string | number;
  readonly max?: string | number;
  /** The values that the request has, as text. */
  readonly values: readonly string[];
  /** Whether `values` has every value of the column. */
  readonly complete: boolean;
  /** SQL for what is computed from columns of the same table; `of` is the expression of a column. */
  readonly formula?: (of: (name: string) => string) => string;
}

export interface Table {
  readonly name: string;
  readonly words: readonly string[];
  readonly description: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** What words of the users mean: columns by other names, and what is computed from columns. */
  readonly terms: readonly Term[];
}

/** A word or phrase of the users, and the column or the expression that it means. */
export interface Term {
  readonly words: readonly string[];
  readonly column: Column;
}

/** Each row of `from` belongs to one row of `to`, as the request says. */
export interface DeclaredRelation {
  readonly from: string;
  readonly column: string;
  readonly to: string;
  readonly key: string;
}

export interface Schema {
  readonly name: string;
  readonly tables: readonly Table[];
  /** Tables of which only the name is known. */
  readonly others: readonly string[];
  readonly relations: readonly DeclaredRelation[];
}
