import type { Comparator } from '../../lexicon/lexicon';
import { isBare } from './parts';
import { type Constraint, type Quantity, ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Comparisons with numbers, without what is compared: *more than 5*. */
export const constraints = rules;

const FLIPPED: Readonly<Record<Comparator, Comparator>> = {
  '>': '<=',
  '<': '>=',
  '>=': '<',
  '<=': '>',
  '=': '<>',
  '<>': '=',
};
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
