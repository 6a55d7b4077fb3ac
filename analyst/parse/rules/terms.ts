import type { SetMeaning, Term } from '../meaning';
import { column, isSure } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Columns of the answer: *average age*. */
export const terms = rules;

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
