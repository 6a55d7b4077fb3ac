import type { Adjective, Aggregate, Comparator, Grain } from '../lexicon/lexicon';
import type { Amount, Unit } from '../link/amounts';
import type { Band } from '../link/bands';
import type { Choice } from '../link/choices';
import type { Period } from '../link/periods';
import type { Table } from '../schema/model';
import { isId, isTime } from '../schema/roles';
import { Grammar, type Rule } from './chart';
import type { Columns, Condition, Flag, Group, Meaning, Order, Rank, SetMeaning, Term, Values } from './meaning';

/** A comparison without its column. */
type Constraint =
  | { readonly op: Comparator; readonly value: number; readonly unit?: Unit; readonly bare?: boolean }
  | { readonly low: number; readonly high: number; readonly unit?: Unit }
  | { readonly numbers: readonly number[] };

/** A number, or a length of time. */
interface Quantity {
  readonly value: number;
  readonly unit?: Unit;
}

interface Sems {
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
type Category = keyof Sems | `:${string}`;
type SemOf<C> = C extends keyof Sems ? Sems[C] : string;
type SemsOf<S extends string> = S extends `${infer First} ${infer Rest}` ? [SemOf<First>, ...SemsOf<Rest>] : [SemOf<S>];

const rules: Rule[] = [];

/** `:word` in a rule is a word of the lexicon; `:a|:b` are alternatives of one place. */
function rule<R extends keyof Sems, P extends string>(
  result: R,
  parts: P,
  cost: number,
  build: (...sems: SemsOf<P>) => Sems[R] | undefined,
): void {
  const places = parts.split(' ').map((place) => place.split('/'));
  const all = places.reduce<string[][]>(
    (lists, alternatives) => lists.flatMap((list) => alternatives.map((one) => [...list, one])),
    [[]],
  );
  for (const list of all)
    rules.push({ result, parts: list as Category[], cost, build: (sems) => build(...(sems as SemsOf<P>)) });
}

const FLIPPED: Readonly<Record<Comparator, Comparator>> = {
  '>': '<=',
  '<': '>=',
  '>=': '<',
  '<=': '>',
  '=': '<>',
  '<>': '=',
};
const not = (condition: Condition): Condition =>
  condition.k === 'not' ? condition.condition : { k: 'not', condition };
const both = (k: 'and' | 'or', one: Condition, other: Condition): Condition => ({
  k,
  conditions: [...(one.k === k ? one.conditions : [one]), ...(other.k === k ? other.conditions : [other])],
});
const withCondition = (set: SetMeaning, ...conditions: readonly Condition[]): SetMeaning => ({
  ...set,
  conditions: [...set.conditions, ...conditions.flatMap((one) => (one.k === 'and' ? one.conditions : [one]))],
});

const compared = (constraint: Constraint, term?: Term): Condition => {
  if ('op' in constraint)
    return { k: 'compare', op: constraint.op, value: constraint.value, unit: constraint.unit, term };
  if ('low' in constraint) return { k: 'range', ...constraint, term };
  return { k: 'among', numbers: constraint.numbers, term };
};
const column = (columns: Columns): Term => ({ k: 'column', columns });
const isBare = (constraint: Constraint): boolean => 'bare' in constraint && constraint.bare === true;

/** Of a column next to a value, the name has to be nearly its own. */
const MIN_NAME = 0.85;
/** Of a column whose values are counted. */
const MIN_COUNTED = 0.72;

/** Whether some column of a list may hold numbers that are compared, or times. */
const areNumeric = (columns: Columns): boolean =>
  columns.some(({ to }) => ['integer', 'number', 'year'].includes(to.kind) && !isId(to));
/** Whether a word names a column, not only a part of its name: *properties* is not `property_type`. */
const isSure = (columns: Columns): boolean => (columns[0]?.score ?? 0) >= MIN_COUNTED;
const areTimes = (columns: Columns): boolean => columns.some(({ to }) => isTime(to));
const onSame = (columns: Columns, values: Values): Values =>
  values.filter(({ to }) => columns.some((one) => one.to === to.column && one.score >= MIN_NAME));
const areSame = (one: Columns, other: Columns): boolean =>
  one.some(({ to }) => other.some((candidate) => candidate.to === to));
/** Values of a list of values, each kept in the columns that all of them share. */
const sharing = (one: Values, other: Values): boolean =>
  one.some(({ to }) => other.some((value) => value.to.column === to.column));

/** Whether a condition without a column is about the noun before it. */
const isAboutNearest = (condition: Condition): boolean =>
  (condition.k === 'period' && !condition.on) ||
  ((condition.k === 'compare' || condition.k === 'range') && !condition.term) ||
  (condition.k === 'text' && !condition.on);
const endsWithRows = ({ conditions }: SetMeaning): boolean => {
  const last = conditions.at(-1);
  return last?.k === 'exists' || (last?.k === 'not' && last.condition.k === 'exists');
};

// Constraints
rule('qty', 'num', 0, (value) => ({ value }));
rule('qty', 'amt', 0, (amount) => amount);
rule('constraint', 'qty', 0.1, (quantity) => ({ op: '=', ...quantity, bare: true }));
rule('constraint', 'cmp qty', 0, (op, quantity) => ({ op, ...quantity }));
rule('constraint', 'qty suf', 0, (quantity, op) => ({ op, ...quantity }));
rule('constraint', ':not constraint', 0.02, (_, one) => ('op' in one ? { ...one, op: FLIPPED[one.op] } : undefined));
const between = (low: number, { value, unit }: Quantity): Constraint | undefined =>
  low < value ? { low, high: value, unit } : undefined;
rule('constraint', ':between num :to/:and qty', 0, (_, low, __, high) => between(low, high));
rule('constraint', 'num :to qty', 0.1, (low, _, high) => between(low, high));
rule('constraint', 'num :or num', 0, (one, _, other) => ({ numbers: [one, other] }));
rule('constraint', ':or num :or num', 0, (_, one, __, other) => ({ numbers: [one, other] }));
rule('constraint', 'constraint :and constraint', 0.05, (one, _, other) => {
  if (!('op' in one) || !('op' in other) || isBare(one) || isBare(other)) return undefined;
  const [low, high] = one.op.startsWith('>') ? [one, other] : [other, one];
  return low.op === '>=' && high.op === '<=' ? { low: low.value, high: high.value } : undefined;
});

// Filters
rule('filter', 'val', 0.02, (values) => ({ k: 'value', values }));
rule('filter', ':source val', 0, (_, values) => ({ k: 'value', values, side: 'from' }));
rule('filter', ':target val', 0, (_, values) => ({ k: 'value', values, side: 'to' }));
rule('filter', 'col val', 0, (on, values) =>
  onSame(on, values).length > 0 ? { k: 'value', values: onSame(on, values), on } : undefined,
);
rule('filter', 'val col', 0.05, (values, on) =>
  onSame(on, values).length > 0 ? { k: 'value', values: onSame(on, values), on } : undefined,
);
rule('filter', ':both per :and per', 0, (_, one, __, other) => ({
  k: 'both',
  conditions: [
    { k: 'period', op: 'in', period: one },
    { k: 'period', op: 'in', period: other },
  ],
}));
rule('filter', ':both val :and val', 0, (_, one, __, other) => ({
  k: 'both',
  conditions: [
    { k: 'value', values: one },
    { k: 'value', values: other },
  ],
}));
rule('filter', 'val :or/:and val', 0.02, (one, word, other) =>
  sharing(one, other)
    ? {
        k: 'or',
        each: word === 'and',
        conditions: [
          {
            k: 'value',
            values: onSame(
              other.map(({ to, score }) => ({ to: to.column, score })),
              one,
            ),
          },
          {
            k: 'value',
            values: onSame(
              one.map(({ to, score }) => ({ to: to.column, score })),
              other,
            ),
          },
        ],
      }
    : undefined,
);
rule('filter', 'filter :or val', 0.02, (one, _, values) =>
  one.k === 'value' || one.k === 'or' ? both('or', one, { k: 'value', values }) : undefined,
);
rule('filter', 'col constraint', 0, (columns, one) =>
  areNumeric(columns) ? compared(one, column(columns)) : undefined,
);
rule('filter', 'constraint col', 0.02, (one, columns) =>
  areNumeric(columns) ? compared(one, column(columns)) : undefined,
);
rule('filter', 'cmp col qty', 0, (op, columns, quantity) =>
  areNumeric(columns) ? { k: 'compare', op, ...quantity, term: column(columns) } : undefined,
);
rule('filter', 'constraint', 0.3, (one) => (isBare(one) || 'numbers' in one ? undefined : compared(one)));
rule('filter', 'num :or num', 0.4, (one, _, other) => ({ k: 'among', numbers: [one, other] }));
rule('filter', 'aggs col constraint', 0.05, (ops, columns, one) =>
  ops[0] ? compared(one, { k: 'aggregate', op: ops[0], of: column(columns) }) : undefined,
);
rule('filter', 'cmp aggs col', 0, (op, [to], columns) =>
  to ? { k: 'compareTerm', op, term: column(columns), to } : undefined,
);
rule('filter', 'col cmp aggs', 0, (columns, op, [to]) =>
  to ? { k: 'compareTerm', op, term: column(columns), to } : undefined,
);
rule('filter', 'col cmp aggs col', 0, (columns, op, [to], other) =>
  to && areSame(columns, other) ? { k: 'compareTerm', op, term: column(columns), to } : undefined,
);
rule('filter', 'cmp col aggs col', 0, (op, columns, [to], other) =>
  to && areSame(columns, other) ? { k: 'compareTerm', op, term: column(columns), to } : undefined,
);
rule('filter', 'cmp col aggs col set', 0, (op, columns, [to], _, set) =>
  to ? { k: 'compareTerm', op, term: column(columns), to, set } : undefined,
);
rule('filter', 'adj aggs', 0, (adjective, [to]) =>
  adjective.degree === 'comparative' && to
    ? { k: 'compareTerm', op: adjective.more ? '>' : '<', term: { k: 'adjective', adjective }, to }
    : undefined,
);
rule('filter', 'adj qty', 0, (adjective, quantity) =>
  adjective.degree === 'comparative'
    ? { k: 'compare', op: adjective.more ? '>' : '<', ...quantity, term: { k: 'adjective', adjective } }
    : undefined,
);
rule('filter', 'per', 0.02, (period) => ({ k: 'period', op: 'in', period }));
rule('filter', 'when per', 0, (op, period) => ({ k: 'period', op, period }));
rule('filter', 'col per', 0, (on, period) => (areTimes(on) ? { k: 'period', op: 'in', period, on } : undefined));
rule('filter', 'per suf', 0, (period, op) => ({ k: 'period', op: op === '>=' ? 'since' : 'until', period }));
rule('filter', 'col when per', 0, (on, op, period) => (areTimes(on) ? { k: 'period', op, period, on } : undefined));
rule('filter', ':between per :to/:and per', 0, (_, from, __, until) => ({
  k: 'and',
  conditions: [
    { k: 'period', op: 'since', period: from },
    { k: 'period', op: 'until', period: until },
  ],
}));
rule('filter', 'per :or/:and per', 0.05, (one, _, other) => ({
  k: 'or',
  conditions: [
    { k: 'period', op: 'in', period: one },
    { k: 'period', op: 'in', period: other },
  ],
}));
rule('filter', 'col :or per :or per', 0, (on, _, one, __, other) =>
  !areTimes(on)
    ? undefined
    : {
        k: 'or',
        conditions: [
          { k: 'period', op: 'in', period: one, on },
          { k: 'period', op: 'in', period: other, on },
        ],
      },
);
rule('filter', 'col per :or per', 0, (on, one, __, other) =>
  !areTimes(on)
    ? undefined
    : {
        k: 'or',
        conditions: [
          { k: 'period', op: 'in', period: one, on },
          { k: 'period', op: 'in', period: other, on },
        ],
      },
);
rule('filter', 'col unk', 0, (on, text) => ({ k: 'text', mode: 'is', text, on }));
rule('filter', ':named unk', 0, (_, text) => ({ k: 'text', mode: 'is', text }));
rule('filter', 'unk', 0.2, (text) => ({ k: 'text', mode: 'is', text }));
rule('filter', 'col :named unk', 0, (on, _, text) => ({ k: 'text', mode: 'is', text, on }));
rule('filter', ':named val', 0, (_, values) => ({ k: 'value', values }));
for (const [word, mode] of [
  [':like', 'contains'],
  [':starts', 'starts'],
  [':ends', 'ends'],
] as const) {
  rule('filter', `${word} unk`, 0, (_, text) => ({ k: 'text', mode, text: String(text) }));
  rule('filter', `col ${word} unk`, 0, (on, _, text) => ({ k: 'text', mode, text: String(text), on: on as Columns }));
  rule('filter', `${word} unk col`, 0, (_, text, on) => ({ k: 'text', mode, text: String(text), on: on as Columns }));
}
rule('filter', 'col :not val', 0, (on, _, values) =>
  onSame(on, values).length > 0 ? not({ k: 'value', values: onSame(on, values), on }) : undefined,
);
rule('filter', 'col :not unk', 0, (on, _, text) => not({ k: 'text', mode: 'is', text, on }));
rule('filter', ':not filter', 0.05, (_, one) => not(one));
rule('filter', ':missing col', 0, (_, on) => ({ k: 'null', on }));
rule('filter', 'col :missing', 0, (on) => ({ k: 'null', on }));
rule('filter', ':not col', 0.12, (_, on) => ((on[0]?.score ?? 0) >= 0.75 ? { k: 'null', on } : undefined));
rule('filter', 'filter :and filter', 0.05, (one, _, other) => both('and', one, other));
rule('filter', 'filter :or filter', 0.04, (one, _, other) => both('or', one, other));
rule('filter', 'filter filter', 0.08, (one, other) => both('and', one, other));
rule('filter', ':not set', 0.1, (_, set) => not({ k: 'exists', set }));
rule('filter', ':any set', 0.1, (_, set) => ({ k: 'exists', set }));
rule('filter', 'constraint set', 0.08, (one, set) =>
  'op' in one && (!isBare(one) || one.value > 0) ? { k: 'exists', set, op: one.op, count: one.value } : undefined,
);
rule('filter', 'set constraint :times', 0, (set, one) =>
  'op' in one ? { k: 'exists', set, op: one.op, count: one.value } : undefined,
);
rule('filter', 'set :more_once', 0.05, (set) => ({ k: 'exists', set, op: '>', count: 1 }));
rule('filter', 'cnt set constraint', 0.05, (_, set, one) =>
  'op' in one ? { k: 'exists', set, op: one.op, count: one.value } : undefined,
);

// Sets
rule('set', 'ent', 0, (tables) => ({ tables, conditions: [] }));
rule('set', ':distinct set', 0, (_, set) => ({ ...set, distinct: true }));
rule('set', 'filter set', 0.06, (one, set) => withCondition(set, one));
rule('set', 'set filter', 0.02, (set, one) =>
  isAboutNearest(one) && endsWithRows(set) ? undefined : withCondition(set, one),
);
rule('set', 'set set', 0.2, (set, other) => withCondition(set, { k: 'exists', set: other }));
rule('set', 'set rank', 0.02, (set, rank) => (set.rank ? undefined : { ...set, rank }));
rule('set', 'rank set', 0.05, (rank, set) => (set.rank ? undefined : { ...set, rank }));
rule('set', 'adj set', 0, (adjective, set) =>
  adjective.degree === 'superlative' && !set.rank
    ? { ...set, rank: { more: adjective.more, n: 1, by: { k: 'adjective', adjective } } }
    : undefined,
);
rule('set', 'num adj set', 0, (n, adjective, set) =>
  adjective.degree === 'superlative' && !set.rank
    ? { ...set, rank: { more: adjective.more, n, counted: true, by: { k: 'adjective', adjective } } }
    : undefined,
);
rule('set', 'sup num adj set', 0, (_, n, adjective, set) =>
  adjective.degree === 'superlative' && !set.rank
    ? { ...set, rank: { more: adjective.more, n, counted: true, by: { k: 'adjective', adjective } } }
    : undefined,
);
rule('set', 'sup num set', 0, (more, n, set) => (set.rank ? undefined : { ...set, rank: { more, n, counted: true } }));
rule('set', 'num sup set', 0.02, (n, more, set) =>
  set.rank ? undefined : { ...set, rank: { more, n, counted: true } },
);

// *The youngest and the oldest listener*: both rows.
rule('set', 'adj :and adj set', 0, (one, _, other, set) => {
  if (one.degree !== 'superlative' || other.degree !== 'superlative' || set.rank) return undefined;
  const conditions = [one, other].map(
    (adjective): Condition => ({
      k: 'first',
      rank: { more: adjective.more, n: 1, by: { k: 'adjective', adjective } },
    }),
  );
  return withCondition(set, { k: 'or', conditions });
});

// Ranks
rule('rank', 'sup col', 0.02, (more, columns) => ({ more, n: 1, by: column(columns) }));
rule('rank', 'sup aggs col', 0.02, (more, [op], columns) =>
  op ? { more, n: 1, by: { k: 'aggregate', op, of: column(columns) } } : undefined,
);
rule('rank', 'sup col aggs', 0.05, (more, columns, [op]) =>
  op ? { more, n: 1, by: { k: 'aggregate', op, of: column(columns) } } : undefined,
);
rule('rank', 'sup set', 0.06, (more, set) => ({ more, n: 1, by: { k: 'count', set } }));
rule('rank', 'sup cnt set', 0, (more, _, set) => ({ more, n: 1, by: { k: 'count', set } }));
rule('rank', 'sup cnt col', 0, (more, _, columns) => ({ more, n: 1, by: { k: 'count', columns } }));
rule('rank', 'adj aggs', 0, (adjective, [op]) =>
  adjective.degree === 'superlative' && op
    ? { more: adjective.more, n: 1, by: { k: 'aggregate', op, of: { k: 'adjective', adjective } } }
    : undefined,
);
rule('rank', 'adj', 0.05, (adjective) =>
  adjective.degree === 'superlative' ? { more: adjective.more, n: 1, by: { k: 'adjective', adjective } } : undefined,
);
rule('item', 'adj val', 0.05, (adjective, values) =>
  adjective.degree === 'superlative'
    ? {
        ...empty,
        filters: [{ k: 'value', values }],
        rank: { more: adjective.more, n: 1, by: { k: 'adjective', adjective } },
      }
    : undefined,
);
rule('rank', ':common', 0, () => ({ more: true, n: 1, common: true }));
rule('rank', ':rare', 0, () => ({ more: false, n: 1, common: true }));
rule('rank', 'set sup :times', 0, (set, more) => ({ more, n: 1, by: { k: 'count', set } }));
rule('rank', 'set :common', 0.03, (set) => ({ more: true, n: 1, by: { k: 'count', set } }));
rule('rank', 'set :rare', 0.03, (set) => ({ more: false, n: 1, by: { k: 'count', set } }));
rule('rank', 'col sup', 0.25, (columns, more) =>
  areNumeric(columns) ? { more, n: 1, by: column(columns) } : undefined,
);
rule('rank', 'num rank', 0.02, (n, rank) => (rank.counted || n < 1 ? undefined : { ...rank, n, counted: true }));
rule('rank', 'rank :times', 0, (rank) => rank);

// Terms
rule('aggs', 'agg', 0, (op) => [op]);
rule('aggs', 'aggs :and aggs', 0, (one, _, other) => [...one, ...other]);
rule('aggs', 'aggs :and :and aggs', 0, (one, _, __, other) => [...one, ...other]);
rule('terms', 'col', 0.03, (columns) => [column(columns)]);
rule('terms', ':distinct col', 0, (_, columns) => [{ k: 'column', columns, distinct: true }]);
rule('terms', 'aggs col', 0, (ops, columns) => ops.map((op) => ({ k: 'aggregate', op, of: column(columns) })));
rule('terms', 'col aggs', 0.1, (columns, ops) => ops.map((op) => ({ k: 'aggregate', op, of: column(columns) })));
rule('terms', 'col set aggs', 0.05, (columns, set, ops) =>
  ops.map((op) => ({ k: 'aggregate', op, of: column(columns), set })),
);
rule('terms', 'aggs cnt col', 0, (ops, _, columns) => ops.map((op) => ({ k: 'aggregate', op, of: column(columns) })));
rule('terms', 'aggs cnt set', 0.1, (ops, _, set) => ops.map((op) => ({ k: 'aggregate', op, of: { k: 'count', set } })));
rule('terms', 'cnt set', 0, (_, set) => [{ k: 'count', set, distinct: set.distinct }]);
rule('terms', 'cnt col', 0.06, (_, columns) => (isSure(columns) ? [{ k: 'count', columns }] : undefined));
rule('terms', 'cnt :distinct col', 0, (_, __, columns) => [{ k: 'count', columns, distinct: true }]);
rule('terms', ':often', 0.1, () => [{ k: 'count' }]);
rule('terms', ':often set', 0.05, (_, set) => [{ k: 'count', set }]);
rule('terms', 'cnt', 0.25, () => [{ k: 'count' }]);
rule('terms', ':information', 0.1, () => [{ k: 'all' }]);
rule('terms', ':percent filter', 0.05, (_, filter) => [{ k: 'share', set: { tables: [], conditions: [filter] } }]);
rule('terms', 'terms :and set', 0.12, (terms, _, set) => [...terms, { k: 'label', set }]);
rule('terms', ':percent set', 0, (_, set) => [{ k: 'share', set }]);
rule('terms', 'terms :and terms', 0.01, (one, _, other) => [...one, ...other]);
rule('terms', 'terms :and :and terms', 0, (one, _, __, other) => [...one, ...other]);
rule('terms', ':both terms', 0, (_, terms) => terms);
rule('terms', 'terms set', 0.04, (terms, set) => placed(terms, set));
rule('terms', 'set terms', 0.06, (set, terms) => placed(terms, set));

/** Terms of a set: of terms that have a set already, only its rows that belong to this one. */
function placed(terms: readonly Term[], set: SetMeaning): readonly Term[] | undefined {
  if (terms.some((term) => term.set && term.set !== set)) return undefined;
  return terms.map((term) => ({ ...term, set }));
}

// Groups
rule('group', ':each set', 0, (_, set) => [{ k: 'set', set }]);
rule('group', ':each col', 0, (_, columns) => [{ k: 'column', columns }]);
rule('group', ':each :distinct col', 0, (_, __, columns) => [{ k: 'column', columns }]);
rule('group', ':by set', 0.02, (_, set) => (set.rank ? undefined : [{ k: 'set', set }]));
rule('group', ':by col', 0, (_, columns) => [{ k: 'column', columns }]);
rule('group', ':by/:each ent col', 0, (_, tables, columns) => {
  const own = columns.filter(({ to }) => to.table === tables[0]?.to.name);
  return own.length > 0 ? [{ k: 'column', columns: own }] : undefined;
});
rule('group', ':by/:each grain', 0, (_, grain) => [{ k: 'grain', grain }]);
rule('group', 'col bands/:band', 0, (columns, bands) =>
  typeof bands === 'string' ? [{ k: 'column', columns }] : [{ k: 'bands', columns, bands: bands as readonly Band[] }],
);
rule('group', 'col :band bands', 0, (columns, _, bands) => [{ k: 'bands', columns, bands }]);
rule('group', ':article grain', 0, (_, grain) => [{ k: 'grain', grain }]);
rule('group', 'grain', 0.35, (grain) => [{ k: 'grain', grain }]);
rule('group', 'group :and group', 0, (one, _, other) => [...one, ...other]);
rule('group', 'group :and col', 0.02, (one, _, columns) => [...one, { k: 'column', columns }]);
rule('group', 'group :and grain', 0, (one, _, grain) => [...one, { k: 'grain', grain }]);
rule('group', 'group group', 0.05, (one, other) => [...one, ...other]);

const empty: Meaning = { terms: [], sets: [], groups: [], filters: [], flags: [] };

// Orders
rule('order', ':order terms', 0, (_, terms) => (terms.length === 1 ? { by: terms[0] } : undefined));
rule('order', ':order :ascending terms', 0, (_, __, terms) =>
  terms.length === 1 ? { by: terms[0], more: false } : undefined,
);
rule('order', ':order :descending terms', 0, (_, __, terms) =>
  terms.length === 1 ? { by: terms[0], more: true } : undefined,
);
rule('order', ':ascending terms', 0.05, (_, terms) => (terms.length === 1 ? { by: terms[0], more: false } : undefined));
rule('order', ':descending terms', 0.05, (_, terms) => (terms.length === 1 ? { by: terms[0], more: true } : undefined));
rule('order', 'order :ascending', 0, (order) => ({ ...order, more: false }));
rule('order', 'order :descending', 0, (order) => ({ ...order, more: true }));
rule('order', ':ascending', 0.15, () => ({ more: false }));
rule('order', ':descending', 0.15, () => ({ more: true }));
rule('item', ':order terms :by terms', 0, (_, terms, __, by) =>
  by.length === 1 ? { ...empty, terms, order: { by: by[0] } } : undefined,
);
rule('item', ':order set :by terms', 0, (_, set, __, by) =>
  by.length === 1 ? { ...empty, sets: [set], order: { by: by[0] } } : undefined,
);

// Questions
/** Both parts of a question as one; undefined if each has what there can be only once. */
function merged(one: Meaning, other: Meaning, joined = false): Meaning | undefined {
  if ((one.order?.by && other.order?.by) || (one.rank && other.rank)) return undefined;
  if (one.terms.length > 0 && other.terms.length > 0 && !joined) return undefined;
  // *Death and injuries*: what both parts name is asked for.
  const [rows] = one.sets;
  if (joined && rows?.conditions.length === 0 && one.terms.length === 0 && other.terms.some(({ k }) => k === 'column'))
    return merged({ ...one, terms: [{ k: 'label', set: rows }], sets: [] }, other, true);
  if (joined && one.terms.length > 0 && other.sets.some(({ conditions }) => conditions.length === 0)) return undefined;
  return {
    terms: [...one.terms, ...other.terms],
    sets: [...one.sets, ...other.sets],
    groups: [...one.groups, ...other.groups],
    filters: [...one.filters, ...other.filters],
    order: one.order && other.order ? { ...other.order, ...one.order } : (one.order ?? other.order),
    rank: one.rank ?? other.rank,
    having: one.having ?? other.having,
    limit: one.limit ?? other.limit,
    flags: [...new Set([...one.flags, ...other.flags])],
  };
}

rule('item', 'terms', 0, (terms) => ({ ...empty, terms }));
rule('item', 'set', 0.05, (set) => ({ ...empty, sets: [set] }));
rule('item', 'group', 0.03, (groups) => ({ ...empty, groups }));
rule('item', 'filter', 0.1, (filter) => ({ ...empty, filters: [filter] }));
rule('item', 'order', 0, (order) => ({ ...empty, order }));
rule('item', 'rank', 0.04, (rank) => ({ ...empty, rank }));
rule('item', ':percent', 0.1, () => ({ ...empty, terms: [{ k: 'share', set: { tables: [], conditions: [] } }] }));
for (const flag of [
  'distinct',
  'chart',
  'bar',
  'line',
  'pie',
  'csv',
  'distribution',
  'correlation',
  'compare',
  'trend',
  'growth',
  'predict',
  'describe',
  'when',
  'same',
  'rest',
] as const) {
  rule('item', `:${flag}`, flag === 'distinct' ? 0.1 : -0.12, () => ({ ...empty, flags: [flag as Flag] }));
}
rule('item', ':ignored', 0, () => empty);
rule('item', ':only', 0, () => empty);
rule('item', 'col filter', 0.02, (columns, filter) =>
  filter.k === 'exists' && filter.op && filter.count !== undefined
    ? { ...empty, terms: [column(columns)], having: { op: filter.op, count: filter.count, set: filter.set } }
    : undefined,
);
rule('item', 'col :have constraint set', -0.1, (columns, _, one, set) =>
  'op' in one && !columns.some(({ to }) => to.unique)
    ? { ...empty, terms: [column(columns)], having: { op: one.op, count: one.value, set } }
    : undefined,
);
rule('item', 'terms :correlation terms', 0, (one, _, other) => ({
  ...empty,
  terms: [...one, ...other],
  flags: ['correlation'],
}));
rule('item', 'cmp set per', 0, (_, set, period) =>
  set.conditions.some(({ k }) => k === 'period')
    ? { ...empty, sets: [set], filters: [{ k: 'period', op: 'in', period }], flags: ['growth'] }
    : undefined,
);
rule('item', 'cnt filter', 0.08, (_, filter) => ({ ...empty, terms: [{ k: 'count' }], filters: [filter] }));
rule('item', 'num col', 0.08, (limit, columns) =>
  limit >= 1 ? { ...empty, terms: [column(columns)], limit } : undefined,
);
rule('item', 'sup num col', 0.02, (more, limit, columns) => ({
  ...empty,
  terms: [column(columns)],
  limit,
  ...(more === false && { rank: { more, n: limit } }),
}));
for (const parts of ['sup num col :by terms', 'num sup col :by terms'] as const) {
  rule('item', parts, 0, (one, other, columns, _, by) => {
    const [more, n] = typeof one === 'boolean' ? [one, Number(other)] : [Boolean(other), Number(one)];
    return by.length === 1
      ? { ...empty, terms: [column(columns)], rank: { more, n, counted: true, by: by[0] } }
      : undefined;
  });
}
rule('item', 'sup num set :by terms', 0, (more, n, set, _, by) =>
  by.length === 1 ? { ...empty, sets: [{ ...set, rank: { more, n, counted: true, by: by[0] } }] } : undefined,
);
for (const parts of ['sup set :by terms', 'adj set :by terms'] as const) {
  rule('item', parts, 0, (one, set, _, by) => {
    const more = typeof one === 'boolean' ? one : one.more;
    return by.length === 1 && !set.rank ? { ...empty, sets: [{ ...set, rank: { more, n: 1, by: by[0] } }] } : undefined;
  });
}
rule('item', 'val :compare val', 0, (one, _, other) =>
  sharing(one, other)
    ? {
        ...empty,
        flags: ['compare'],
        filters: [
          {
            k: 'or',
            conditions: [
              { k: 'value', values: one },
              { k: 'value', values: other },
            ],
          },
        ],
      }
    : undefined,
);
/** Rows with one value and rows with another, compared by a column. */
const comparison = (one: Values, other: Values, term: Term): Meaning | undefined =>
  sharing(one, other)
    ? {
        ...empty,
        terms: [term],
        flags: ['compare'],
        filters: [
          {
            k: 'or',
            conditions: [
              { k: 'value', values: one },
              { k: 'value', values: other },
            ],
          },
        ],
      }
    : undefined;
rule('item', 'val col cmp val', 0, (one, columns, _, other) => comparison(one, other, column(columns)));
rule('item', 'val cmp col cmp val', 0, (one, _, columns, __, other) => comparison(one, other, column(columns)));
rule('item', 'val adj val', 0, (one, adjective, other) =>
  adjective.degree === 'comparative' ? comparison(one, other, { k: 'adjective', adjective }) : undefined,
);
rule('item', 'adj :rest', 0, (adjective) =>
  adjective.degree === 'comparative'
    ? { ...empty, terms: [{ k: 'adjective', adjective }], flags: ['compare'] }
    : undefined,
);
rule('item', 'num set', 0.3, (limit, set) => (limit >= 1 ? { ...empty, sets: [set], limit } : undefined));
rule('item', 'filter sup', 0.1, (filter, more) => ({
  ...empty,
  filters: [filter],
  rank: { more, n: 1, common: true },
}));
rule('item', ':who', 0.05, () => ({ ...empty, flags: ['who'] }));
rule('root', 'item', 0, (item) => item);
rule('root', 'root item', 0.07, (one, other) => merged(one, other));
rule('root', 'root :and item', 0.08, (one, _, other) => merged(one, other, true));
rule('root', 'root :list item', 0.08, (one, _, other) => merged(one, other, true));

export const grammar = new Grammar(rules);
export const RULES = rules.length;
