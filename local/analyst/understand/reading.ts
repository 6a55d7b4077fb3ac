import type { Period } from '../language/periods';
import type { Band, Condition, Fn, Grain, Operator, Part } from '../plan/query';
import type { Column, Schema, Table } from '../schema/model';
import type { Notes } from './notes';
import type { Sentence } from './pattern';
import type { Word } from './resolve';

/** A comparison of which the column is not said: `users over 30`. */
export interface Loose {
  readonly op?: Operator;
  readonly low: number;
  readonly high?: number;
  readonly negated: boolean;
  /** What is counted or measured in: `years`, `money`, a comparative such as `older`. */
  readonly hint?: string;
  readonly at: number;
}

/** A time that rows have to lie in, before its column is known. */
export interface PeriodAsk {
  /** With none, rows lie in `low`, or from `low` to the end of `high`. */
  readonly op?: string;
  readonly low: Period;
  readonly high?: Period;
  readonly negated: boolean;
  readonly column?: Column;
  readonly at: number;
}

export interface ConditionAsk {
  readonly condition: Condition;
  readonly at: number;
  /** The words that it was read from. */
  readonly words: readonly Word[];
  /** `more than 10 sick days`: of all rows together, where there are several. */
  readonly amount?: boolean;
}

/** Rows of another table or of a kind that have to be there in some number, or not at all: `more than 3 orders`. */
export interface RelatedAsk {
  readonly of: Word;
  /** A value or flag that they must have besides: `cancelled` orders. */
  readonly which?: Word;
  readonly op: Operator;
  readonly count: number;
  readonly at: number;
}

/** What is worked out. */
export type MeasureAsk =
  | { readonly kind: 'count'; readonly of?: Word; readonly distinct: boolean; readonly at: number }
  | {
      readonly kind: 'figure';
      readonly fn?: Fn;
      readonly word: Word;
      readonly percentile?: number;
      readonly at: number;
    }
  | { readonly kind: 'rate'; readonly of: Word; readonly at: number }
  /** Average number of rows of one thing for each of another. */
  | { readonly kind: 'per'; readonly of?: Word; readonly for: Word; readonly fn: Fn; readonly at: number };

export type GroupAsk =
  | { readonly kind: 'word'; readonly word: Word; readonly at: number }
  | { readonly kind: 'time'; readonly grain?: Grain; readonly word?: Word; readonly at: number }
  | { readonly kind: 'part'; readonly part: Part; readonly at: number }
  | { readonly kind: 'bands'; readonly word?: Word; readonly bands: readonly Band[]; readonly at: number }
  | { readonly kind: 'step'; readonly word: Word; readonly width?: number; readonly at: number };

export interface RankAsk {
  readonly direction: 'asc' | 'desc';
  readonly count?: number;
  /** The adjective that ranks: `oldest`. */
  readonly adjective?: string;
  /** Ranked by how often it occurs: `most common`. */
  readonly frequent: boolean;
  readonly word?: Word;
  readonly at: number;
}

/** The order that is asked for. */
export interface SortAsk {
  readonly direction: 'asc' | 'desc';
  /** The column to be ordered by, where one is named. */
  readonly word?: Word;
}

/** A bound for what is worked out for a group. */
export interface HavingAsk {
  readonly measure: MeasureAsk;
  readonly op: Operator;
  readonly number: number;
  readonly at: number;
}

/** All that was understood of a question, before it is settled over which rows it is about. */
export class Reading {
  readonly conditions: ConditionAsk[] = [];
  readonly loose: Loose[] = [];
  readonly periods: PeriodAsk[] = [];
  readonly weekdays: {
    readonly days: readonly number[];
    readonly label: string;
    readonly negated: boolean;
    readonly at: number;
  }[] = [];
  readonly related: RelatedAsk[] = [];
  readonly measures: MeasureAsk[] = [];
  readonly groups: GroupAsk[] = [];
  readonly havings: HavingAsk[] = [];
  readonly tables: { readonly table: Table; readonly word: Word }[] = [];
  /** Columns named without a word on what to do with them. */
  readonly columns: Word[] = [];
  /** Columns of times named: `ordered`, `signup date`. */
  readonly times: Word[] = [];
  /** Values named that are compared with one another: men and women. */
  readonly contrasts: { readonly column: Column; readonly values: readonly string[]; readonly at: number }[] = [];
  /** Rows that are so and rows that are not, side by side: `buyers and non-buyers`. */
  readonly splits: { readonly word: Word; readonly at: number }[] = [];
  readonly charts: string[] = [];
  readonly intents = new Map<string, Word>();
  rank?: RankAsk;
  /** How many rows are to be shown. */
  limit?: number;
  sort?: SortAsk;
  /** The thing asked for by which, who or what. */
  asked?: Word;
  /** The groups that reach a bound are counted, not listed. */
  counting = false;
  /** Asked by who: for whoever the rows belong to. */
  who = false;

  constructor(
    readonly sentence: Sentence,
    readonly schema: Schema,
    readonly notes: Notes,
  ) {}

  wants(intent: string): boolean {
    return this.intents.has(intent);
  }

  tableOf(name: string): Table {
    const table = this.schema.tables.find((one) => one.name === name);
    if (!table) throw new Error(`No table ${name}.`);
    return table;
  }
}
