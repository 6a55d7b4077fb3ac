import type { Aggregate, Grain } from '../lexicon/lexicon';
import type { Column, Table } from '../schema/model';

/** A column of the result. */
export interface Item {
  readonly alias: string;
  readonly label: string;
  /** `hidden` ones only keep rows apart or order them. */
  readonly role: 'group' | 'column' | 'measure' | 'hidden';
  readonly expression: string;
  readonly column?: Column;
  readonly op?: Aggregate | 'count' | 'share';
  readonly grain?: Grain;
  /** What a group is ordered by instead of its figure. */
  readonly order?: string;
}

export type Task = 'figures' | 'groups' | 'rows' | 'distribution' | 'correlation' | 'comparison' | 'model';

/** A question over the tables: a statement, and what an answer says about it. */
export interface Query {
  readonly task: Task;
  readonly sql: string;
  readonly items: readonly Item[];
  readonly base: Table;
  /** The table whose rows are counted or listed. */
  readonly subject: Table;
  /** Conditions in words. */
  readonly where: readonly string[];
  readonly assumptions: readonly string[];
  readonly rank?: { readonly more: boolean; readonly n: number; readonly by: string };
  /** The two periods that a change is between. */
  readonly periods?: readonly string[];
  readonly charts: readonly string[];
  readonly csv: boolean;
  /** How far the statement is from the words of the question. */
  readonly cost: number;
}
