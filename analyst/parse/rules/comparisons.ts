import { areNumeric, areSame, column, compared, isBare } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Conditions that compare columns: *older than 30*, *above the average*. */
export const comparisons = rules;

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
