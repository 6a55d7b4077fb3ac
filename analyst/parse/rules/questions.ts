import type { Meaning } from '../meaning';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Whole questions, of parts in any order. */
export const questions = rules;

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

rule('root', 'item', 0, (item) => item);
rule('root', 'root item', 0.07, (one, other) => merged(one, other));
rule('root', 'root :and item', 0.08, (one, _, other) => merged(one, other, true));
rule('root', 'root :list item', 0.08, (one, _, other) => merged(one, other, true));
