import { both, isBare, not } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Conditions joined with others, and conditions on rows of another table: *with more than 5 orders*. */
export const existence = rules;

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
