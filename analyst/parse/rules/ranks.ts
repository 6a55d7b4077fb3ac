import { areNumeric, column, empty } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** What comes first: *with the most orders*. */
export const ranks = rules;

rule('rank', 'sup col', 0.02, (more, columns) => ({ more, n: 1, by: column(columns) }));
rule('rank', 'sup aggs col', 0.02, (more, [op], columns) =>
  op ? { more, n: 1, by: { k: 'aggregate', op, of: column(columns) } } : undefined,
);
rule('rank', 'sup col aggs', 0.05, (more, columns, [op]) =>
  op ? { more, n: 1, by: { k: 'aggregate', op, of: column(columns) } } : undefined,
);
rule('rank', 'sup set', 0.06, (more, set) => ({ more, n: 1, bare: true, by: { k: 'count', set } }));
rule('rank', 'sup cnt set', 0, (more, _, set) => ({ more, n: 1, by: { k: 'count', set } }));
rule('rank', 'sup cnt col', 0, (more, _, columns) => ({ more, n: 1, by: { k: 'count', columns } }));
rule('rank', 'adj aggs', 0, (adjective, [op]) =>
  adjective.degree === 'superlative' && op
    ? { more: adjective.more, n: 1, by: { k: 'aggregate', op, of: { k: 'adjective', adjective } } }
    : undefined,
);
rule('rank', 'adj', 0.05, (adjective) =>
  adjective.degree === 'superlative' ? { more: adjective.more, n: 1, by: { k: 'adjective', adjective } } : undefined,
);
rule('item', 'adj val', 0.05, (adjective, values) =>
  adjective.degree === 'superlative'
    ? {
        ...empty,
        filters: [{ k: 'value', values }],
        rank: { more: adjective.more, n: 1, by: { k: 'adjective', adjective } },
      }
    : undefined,
);
rule('rank', ':common', 0, () => ({ more: true, n: 1, common: true }));
rule('rank', ':rare', 0, () => ({ more: false, n: 1, common: true }));
rule('rank', 'set sup :times', 0, (set, more) => ({ more, n: 1, by: { k: 'count', set } }));
rule('rank', 'set :common', 0.03, (set) => ({ more: true, n: 1, by: { k: 'count', set } }));
rule('rank', 'set :rare', 0.03, (set) => ({ more: false, n: 1, by: { k: 'count', set } }));
rule('rank', 'col sup', 0.25, (columns, more) =>
  areNumeric(columns) ? { more, n: 1, by: column(columns) } : undefined,
);
rule('rank', 'num rank', 0.02, (n, rank) => (rank.counted || n < 1 ? undefined : { ...rank, n, counted: true }));
rule('rank', 'rank :times', 0, (rank) => rank);
