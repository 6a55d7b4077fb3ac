import type { Period } from '../../link/periods';
import type { Columns, Condition } from '../meaning';
import { areTimes } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Conditions with periods: *since March*. */
export const periods = rules;

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
const inEither = (one: Period, other: Period, on?: Columns): Condition => ({
  k: 'or',
  conditions: [one, other].map((period) => ({ k: 'period', op: 'in', period, ...(on && { on }) })),
});
rule('filter', 'per :or/:and per', 0.05, (one, _, other) => inEither(one, other));
rule('filter', 'col :or per :or per', 0, (on, _, one, __, other) =>
  areTimes(on) ? inEither(one, other, on) : undefined,
);
rule('filter', 'col per :or per', 0, (on, one, _, other) => (areTimes(on) ? inEither(one, other, on) : undefined));
