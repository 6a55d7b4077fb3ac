import { both, onSame, sharing } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Conditions with values: *from France*. */
export const values = rules;

rule('filter', 'val', 0.02, (values) => ({ k: 'value', values }));
rule('filter', ':by val', 0.1, (_, values) => ({ k: 'value', values }));
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
