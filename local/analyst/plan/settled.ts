import type { Table } from '../schema/model';
import type { Condition, Group, Measure, Operator, Query } from './query';

/** A measure with the words for it. */
export interface NamedMeasure {
  readonly measure: Measure;
  /** `average age`. */
  readonly label: string;
  /** How its numbers are written: whole numbers, percent or with decimals. */
  readonly format: 'count' | 'percent' | 'number';
  /** `years`, `EUR`; nothing when it is not known. */
  readonly unit?: string;
}

export interface NamedGroup {
  readonly group: Group;
  readonly label: string;
  /** The group tells the rows of this table apart; a further group may hold their names. */
  readonly entity?: Table;
}

export interface Having {
  readonly named: NamedMeasure;
  readonly op: Operator;
  readonly number: number;
}

/** What a question asks for, settled over the schema: ready to be written as SQL. */
export interface Settled {
  readonly subject: Table;
  readonly query: Query;
  readonly measures: readonly NamedMeasure[];
  readonly groups: readonly NamedGroup[];
  readonly havings: readonly Having[];
  /** How many of the groups come before the one that is ranked: first and last are told for each of them. */
  readonly within: number;
  /** Conditions that count as the part in a share, apart from those of the whole. */
  readonly part: readonly Condition[];
}
