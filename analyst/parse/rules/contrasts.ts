import type { Meaning, SetMeaning, Term, Values } from '../meaning';
import { column, empty, sharing } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Rows that are compared with others: *flats cost more than houses*. */
export const contrasts = rules;

/** Rows with one value and rows with another, compared by a column if one is named. */
const comparison = (one: Values, other: Values, ...terms: readonly Term[]): Meaning | undefined =>
  sharing(one, other)
    ? {
        ...empty,
        terms,
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
rule('item', 'val :compare val', 0, (one, _, other) => comparison(one, other));
rule('item', 'val col cmp val', 0, (one, columns, _, other) => comparison(one, other, column(columns)));
rule('item', 'val adj val', 0, (one, adjective, other) =>
  adjective.degree === 'comparative' ? comparison(one, other, { k: 'adjective', adjective }) : undefined,
);
/** The values of the only condition of a set. */
const onlyValues = ({ conditions: [only, ...others] }: SetMeaning): Values =>
  only?.k === 'value' && others.length === 0 ? only.values : [];
rule('item', 'set adj set', -0.1, (one, adjective, other) => {
  if (adjective.degree !== 'comparative' || one.tables[0]?.to !== other.tables[0]?.to) return undefined;
  const contrast = comparison(onlyValues(one), onlyValues(other), { k: 'adjective', adjective });
  return contrast && { ...contrast, sets: [{ ...one, conditions: [] }] };
});
rule('item', 'adj :rest', 0, (adjective) =>
  adjective.degree === 'comparative'
    ? { ...empty, terms: [{ k: 'adjective', adjective }], flags: ['compare'] }
    : undefined,
);
