import type { Meaning, Term, Values } from '../meaning';
import { column, empty, sharing } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Rows that are compared with others: *flats cost more than houses*. */
export const contrasts = rules;

rule('item', 'val :compare val', 0, (one, _, other) =>
  sharing(one, other)
    ? {
        ...empty,
        flags: ['compare'],
        filters: [
          {
            k: 'or',
            conditions: [
              { k: 'value', values: one },
              { k: 'value', values: other },
            ],
          },
        ],
      }
    : undefined,
);
/** Rows with one value and rows with another, compared by a column. */
const comparison = (one: Values, other: Values, term: Term): Meaning | undefined =>
  sharing(one, other)
    ? {
        ...empty,
        terms: [term],
        flags: ['compare'],
        filters: [
          {
            k: 'or',
            conditions: [
              { k: 'value', values: one },
              { k: 'value', values: other },
            ],
          },
        ],
      }
    : undefined;
rule('item', 'val col cmp val', 0, (one, columns, _, other) => comparison(one, other, column(columns)));
rule('item', 'val adj val', 0, (one, adjective, other) =>
  adjective.degree === 'comparative' ? comparison(one, other, { k: 'adjective', adjective }) : undefined,
);
rule('item', 'adj :rest', 0, (adjective) =>
  adjective.degree === 'comparative'
    ? { ...empty, terms: [{ k: 'adjective', adjective }], flags: ['compare'] }
    : undefined,
);
