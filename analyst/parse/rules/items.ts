import type { Flag } from '../meaning';
import { column, empty, withCondition } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Parts of a question that stand for themselves. */
export const items = rules;

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
// *Top 5 customers by orders*: by their number.
rule('item', 'sup num set :by set', 0, (more, n, set, _, by) =>
  set.rank
    ? undefined
    : { ...empty, sets: [{ ...set, rank: { more, n, counted: true, by: { k: 'count', set: by } } }] },
);
rule('item', 'sup num col :by set', 0, (more, n, columns, _, by) => ({
  ...empty,
  terms: [column(columns)],
  rank: { more, n, counted: true, by: { k: 'count', set: by } },
}));
rule('item', 'sup set :by set', 0, (more, set, _, by) =>
  set.rank ? undefined : { ...empty, sets: [{ ...set, rank: { more, n: 1, by: { k: 'count', set: by } } }] },
);
for (const parts of ['sup set :by terms', 'adj set :by terms'] as const) {
  rule('item', parts, 0, (one, set, _, by) => {
    const more = typeof one === 'boolean' ? one : one.more;
    return by.length === 1 && !set.rank ? { ...empty, sets: [{ ...set, rank: { more, n: 1, by: by[0] } }] } : undefined;
  });
}
// *What share of express parcels was insured?*: of the express ones.
rule('item', ':percent filter set filter', -0.1, (_, one, set, other) => ({
  ...empty,
  terms: [{ k: 'share', set: { tables: [], conditions: [other] } }],
  sets: [withCondition(set, one)],
}));
rule('item', 'num set', 0.3, (limit, set) => (limit >= 1 ? { ...empty, sets: [set], limit } : undefined));
rule('item', 'filter sup', 0.1, (filter, more) => ({
  ...empty,
  filters: [filter],
  rank: { more, n: 1, common: true },
}));
rule('item', ':who', 0.05, () => ({ ...empty, flags: ['who'] }));
