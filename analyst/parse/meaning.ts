import type { Adjective, Aggregate, Comparator, Grain, Side } from '../lexicon/lexicon';
import type { Unit } from '../link/amounts';
import type { Band } from '../link/bands';
import type { Choice } from '../link/choices';
import type { Period } from '../link/periods';
import type { ValueRef } from '../link/values';
import type { Column, Table } from '../schema/model';

export type Columns = readonly Choice<Column>[];
export type Values = readonly Choice<ValueRef>[];

/** A condition on the rows of a set. Columns and tables are not decided yet. */
export type Condition =
  | { readonly k: 'value'; readonly values: Values; readonly on?: Columns; readonly side?: Side }
  | {
      readonly k: 'compare';
      readonly op: Comparator;
      readonly value: number;
      readonly unit?: Unit;
      readonly term?: Term;
    }
  | {
      readonly k: 'compareTerm';
      readonly op: Comparator;
      readonly term: Term;
      readonly to: Aggregate;
      readonly set?: SetMeaning;
    }
  | { readonly k: 'among'; readonly numbers: readonly number[]; readonly term?: Term }
  | { readonly k: 'range'; readonly low: number; readonly high: number; readonly unit?: Unit; readonly term?: Term }
  | {
      readonly k: 'period';
      readonly op: 'in' | 'after' | 'since' | 'before' | 'until';
      readonly period: Period;
      readonly on?: Columns;
    }
  | { readonly k: 'exists'; readonly set: SetMeaning; readonly op?: Comparator; readonly count?: number }
  | { readonly k: 'null'; readonly on: Columns }
  | { readonly k: 'first'; readonly rank: Rank }
  | {
      readonly k: 'text';
      readonly mode: 'is' | 'contains' | 'starts' | 'ends';
      readonly text: string;
      readonly on?: Columns;
    }
  | { readonly k: 'not'; readonly condition: Condition }
  | { readonly k: 'and' | 'or' | 'both'; readonly conditions: readonly Condition[]; readonly each?: boolean };

/** What stands in a column of the result. */
export type Term =
  | { readonly k: 'column'; readonly columns: Columns; readonly set?: SetMeaning; readonly distinct?: boolean }
  | { readonly k: 'adjective'; readonly adjective: Adjective; readonly set?: SetMeaning }
  | { readonly k: 'aggregate'; readonly op: Aggregate; readonly of: Term; readonly set?: SetMeaning }
  | { readonly k: 'count'; readonly set?: SetMeaning; readonly columns?: Columns; readonly distinct?: boolean }
  | { readonly k: 'share'; readonly set: SetMeaning }
  | { readonly k: 'label'; readonly set: SetMeaning }
  | { readonly k: 'all'; readonly set?: SetMeaning };

export interface Rank {
  readonly more: boolean;
  readonly n: number;
  readonly by?: Term;
  /** By how often a value occurs. */
  readonly common?: boolean;
  /** The number is written in the question. */
  readonly counted?: boolean;
  /** Only a superlative says by what: *the most orders*. */
  readonly bare?: boolean;
}

/** Rows of a table: all, or those that meet conditions. */
export interface SetMeaning {
  readonly tables: readonly Choice<Table>[];
  readonly conditions: readonly Condition[];
  readonly rank?: Rank;
  readonly distinct?: boolean;
}

export type Group =
  | { readonly k: 'periods'; readonly periods: readonly Condition[] }
  | { readonly k: 'bands'; readonly columns: Columns; readonly bands: readonly Band[] }
  | { readonly k: 'column'; readonly columns: Columns }
  | { readonly k: 'set'; readonly set: SetMeaning }
  | { readonly k: 'grain'; readonly grain: Grain };

export interface Order {
  readonly by?: Term;
  readonly more?: boolean;
}

/** Tasks and wishes about the form of the answer. */
export type Flag =
  | 'distinct'
  | 'chart'
  | 'bar'
  | 'line'
  | 'pie'
  | 'csv'
  | 'distribution'
  | 'correlation'
  | 'compare'
  | 'trend'
  | 'growth'
  | 'predict'
  | 'describe'
  | 'rest'
  | 'list'
  | 'when'
  | 'who'
  | 'same';

/** A whole question, before tables and joins are decided. */
export interface Meaning {
  readonly terms: readonly Term[];
  readonly sets: readonly SetMeaning[];
  readonly groups: readonly Group[];
  readonly filters: readonly Condition[];
  readonly order?: Order;
  readonly rank?: Rank;
  /** How many rows a group must have. */
  readonly having?: { readonly op: Comparator; readonly count: number; readonly set: SetMeaning };
  /** How many rows are asked for. */
  readonly limit?: number;
  readonly flags: readonly Flag[];
}
