import type { Adjective, Aggregate, Comparator, Grain } from '../../lexicon/lexicon';
import type { Amount, Unit } from '../../link/amounts';
import type { Band } from '../../link/bands';
import type { Choice } from '../../link/choices';
import type { Period } from '../../link/periods';
import type { Table } from '../../schema/model';
import type { Rule } from '../chart';
import type { Columns, Condition, Group, Meaning, Order, Rank, SetMeaning, Term, Values } from '../meaning';

/** A comparison without its column. */
export type Constraint =
  | { readonly op: Comparator; readonly value: number; readonly unit?: Unit; readonly bare?: boolean }
  | { readonly low: number; readonly high: number; readonly unit?: Unit }
  | { readonly numbers: readonly number[] };

/** A number, or a length of time. */
export interface Quantity {
  readonly value: number;
  readonly unit?: Unit;
}

/** What parts of each category mean. */
export interface Sems {
  ent: readonly Choice<Table>[];
  col: Columns;
  val: Values;
  unk: string;
  num: number;
  amt: Amount;
  qty: Quantity;
  per: Period;
  bands: readonly Band[];
  agg: Aggregate;
  aggs: readonly Aggregate[];
  cnt: true;
  cmp: Comparator;
  suf: Comparator;
  when: 'after' | 'since' | 'before' | 'until';
  sup: boolean;
  adj: Adjective;
  grain: Grain;
  constraint: Constraint;
  filter: Condition;
  set: SetMeaning;
  rank: Rank;
  terms: readonly Term[];
  group: readonly Group[];
  order: Order;
  item: Meaning;
  root: Meaning;
}
type SemOf<C> = C extends keyof Sems ? Sems[C] : string;
type SemsOf<S extends string> = S extends `${infer First} ${infer Rest}` ? [SemOf<First>, ...SemsOf<Rest>] : [SemOf<S>];

type AddRule = <R extends keyof Sems, P extends string>(
  result: R,
  parts: P,
  cost: number,
  build: (...sems: SemsOf<P>) => Sems[R] | undefined,
) => void;

/** A list of rules, and a function that adds one: `:word` is a word of the lexicon, `a/b` are alternatives of one place. */
export function ruleBook(): { readonly rules: readonly Rule[]; readonly rule: AddRule } {
  const rules: Rule[] = [];
  const rule: AddRule = (result, parts, cost, build) => {
    const places = parts.split(' ').map((place) => place.split('/'));
    const all = places.reduce<string[][]>(
      (lists, alternatives) => lists.flatMap((list) => alternatives.map((one) => [...list, one])),
      [[]],
    );
    for (const list of all)
      rules.push({ result, parts: list, cost, build: (sems) => build(...(sems as SemsOf<typeof parts>)) });
  };
  return { rules, rule };
}
