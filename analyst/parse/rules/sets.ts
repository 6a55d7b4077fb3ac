import type { Condition } from '../meaning';
import { endsWithRows, isAboutNearest, withCondition } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Rows of a table: *the youngest members from France*. */
export const sets = rules;

rule('set', 'ent', 0, (tables) => ({ tables, conditions: [] }));
// *The rows of the table orders*.
rule('set', ':record set', 0.02, (_, set) => set);
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
