import { isId, isTime } from '../../schema/roles';
import type { Columns, Condition, Meaning, SetMeaning, Term, Values } from '../meaning';
import type { Constraint } from './rule';

export const not = (condition: Condition): Condition =>
  condition.k === 'not' ? condition.condition : { k: 'not', condition };
export const both = (k: 'and' | 'or', one: Condition, other: Condition): Condition => ({
  k,
  conditions: [...(one.k === k ? one.conditions : [one]), ...(other.k === k ? other.conditions : [other])],
});
export const withCondition = (set: SetMeaning, ...conditions: readonly Condition[]): SetMeaning => ({
  ...set,
  conditions: [...set.conditions, ...conditions.flatMap((one) => (one.k === 'and' ? one.conditions : [one]))],
});

export const compared = (constraint: Constraint, term?: Term): Condition => {
  if ('op' in constraint)
    return { k: 'compare', op: constraint.op, value: constraint.value, unit: constraint.unit, term };
  if ('low' in constraint) return { k: 'range', ...constraint, term };
  return { k: 'among', numbers: constraint.numbers, term };
};
export const column = (columns: Columns): Term => ({ k: 'column', columns });
export const isBare = (constraint: Constraint): boolean => 'bare' in constraint && constraint.bare === true;

/** Of a column next to a value, the name has to be nearly its own. */
const MIN_NAME = 0.85;
/** Of a column whose values are counted. */
const MIN_COUNTED = 0.72;

/** Whether some column of a list may hold numbers that are compared, or times. */
export const areNumeric = (columns: Columns): boolean =>
  columns.some(({ to }) => ['integer', 'number', 'year'].includes(to.kind) && !isId(to));
/** Whether a word names a column, not only a part of its name: *properties* is not `property_type`. */
export const isSure = (columns: Columns): boolean => (columns[0]?.score ?? 0) >= MIN_COUNTED;
export const areTimes = (columns: Columns): boolean => columns.some(({ to }) => isTime(to));
export const onSame = (columns: Columns, values: Values): Values =>
  values.filter(({ to }) => columns.some((one) => one.to === to.column && one.score >= MIN_NAME));
export const areSame = (one: Columns, other: Columns): boolean =>
  one.some(({ to }) => other.some((candidate) => candidate.to === to));
/** Values of a list of values, each kept in the columns that all of them share. */
export const sharing = (one: Values, other: Values): boolean =>
  one.some(({ to }) => other.some((value) => value.to.column === to.column));

/** Whether a condition without a column is about the noun before it. */
export const isAboutNearest = (condition: Condition): boolean =>
  (condition.k === 'period' && !condition.on) ||
  ((condition.k === 'compare' || condition.k === 'range') && !condition.term) ||
  (condition.k === 'text' && !condition.on);
export const endsWithRows = ({ conditions }: SetMeaning): boolean => {
  const last = conditions.at(-1);
  return last?.k === 'exists' || (last?.k === 'not' && last.condition.k === 'exists');
};

/** A question that asks for nothing yet. */
export const empty: Meaning = { terms: [], sets: [], groups: [], filters: [], flags: [] };
