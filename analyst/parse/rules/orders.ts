import { empty } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Orders of the answer: *sorted by name*. */
export const orders = rules;

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
