import type { Column, Table } from '../schema/model';

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** What a row has to be for it to count. */
export type Condition =
  | { readonly kind: 'compare'; readonly column: Column; readonly op: Operator; readonly value: number | string }
  /** Both ends included. */
  | {
      readonly kind: 'between';
      readonly column: Column;
      readonly low: number;
      readonly high: number;
      readonly negated?: boolean;
    }
  | { readonly kind: 'in'; readonly column: Column; readonly values: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'null'; readonly column: Column; readonly negated: boolean }
  | { readonly kind: 'flag'; readonly column: Column; readonly on: boolean }
  /** Days as 2024-03-01; `to` is excluded. */
  | {
      readonly kind: 'period';
      readonly column: Column;
      readonly from?: string;
      readonly to?: string;
      readonly label: string;
      readonly negated?: boolean;
    }
  | {
      readonly kind: 'text';
      readonly column: Column;
      readonly mode: 'is' | 'contains' | 'starts' | 'ends';
      readonly text: string;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'weekday';
      readonly column: Column /** 0 is Sunday. */;
      readonly days: readonly number[];
      readonly label: string;
    }
  /** Rows of another table that belong to the row: how many there have to be of them. */
  | {
      readonly kind: 'related';
      readonly table: Table;
      readonly conditions: readonly Condition[];
      readonly op: Operator;
      readonly count: number;
      /** Different values of it are counted, instead of rows. */
      readonly distinct?: Column;
    }
  | { readonly kind: 'or'; readonly either: readonly Condition[] };

export type Grain = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';
export type Part = 'weekday' | 'hour' | 'month';

export interface Band {
  /** Included. */
  readonly low?: number;
  /** Excluded, unless `closed`. */
  readonly high?: number;
  readonly closed?: boolean;
  readonly label: string;
}

export type Group =
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'time'; readonly column: Column; readonly grain: Grain }
  | { readonly kind: 'part'; readonly column: Column; readonly part: Part }
  | { readonly kind: 'band'; readonly column: Column; readonly bands: readonly Band[] }
  /** Whether conditions are met; the column is one of the base table. */
  | { readonly kind: 'met'; readonly column: Column; readonly conditions: readonly Condition[]; readonly name: string }
  /** Steps of one width: 20 to 29 and so on. */
  | { readonly kind: 'step'; readonly column: Column; readonly width: number };

export type Fn = 'avg' | 'sum' | 'min' | 'max' | 'median' | 'stddev' | 'variance' | 'range';

/** A number that is worked out for all rows or for each group. */
export type Measure =
  | { readonly kind: 'count' }
  | { readonly kind: 'distinct'; readonly column: Column }
  /** Rows that meet conditions beyond those of the query. */
  | { readonly kind: 'matching'; readonly conditions: readonly Condition[] }
  /** Rows with a value in the column. */
  | { readonly kind: 'filled'; readonly column: Column }
  | { readonly kind: 'agg'; readonly fn: Fn; readonly column: Column }
  | { readonly kind: 'percentile'; readonly column: Column /** 0 to 100. */; readonly at: number }
  /** The sum of a product, `quantity * unit_price`. */
  | { readonly kind: 'product'; readonly fn: Fn; readonly columns: readonly [Column, Column]; readonly name: string }
  /** Percent of the rows, or of the sum of a column, that meets conditions beyond those of the query. */
  | { readonly kind: 'rate'; readonly conditions: readonly Condition[]; readonly of?: Column; readonly name: string }
  /** Rows for each distinct value of a column. */
  | {
      readonly kind: 'per';
      readonly column: Column /** Counts stretches of time rather than values. */;
      readonly grain?: Grain;
      readonly name: string;
    };

/** Rows of one table, with those of others that each of them belongs to. */
export interface Query {
  readonly base: Table;
  readonly conditions: readonly Condition[];
  readonly groups: readonly Group[];
  readonly measures: readonly Measure[];
}
