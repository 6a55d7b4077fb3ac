import type { Columns, Condition, Meaning, SetMeaning, Term, Values } from '../parse/meaning';
import { isFlag } from '../schema/roles';

/** Every set in a meaning, with those inside of conditions. */
export function setsOf(meaning: Meaning): SetMeaning[] {
  const sets = new Set<SetMeaning>();
  const inCondition = (condition: Condition): void => {
    if (condition.k === 'exists') inSet(condition.set);
    if (condition.k === 'compareTerm' && condition.set) inSet(condition.set);
    if (condition.k === 'not') inCondition(condition.condition);
    if (condition.k === 'and' || condition.k === 'or' || condition.k === 'both')
      condition.conditions.forEach(inCondition);
  };
  const inTerm = (term: Term | undefined): void => {
    if (term?.set) inSet(term.set);
    if (term?.k === 'aggregate') inTerm(term.of);
  };
  const inSet = (set: SetMeaning): void => {
    if (sets.has(set)) return;
    sets.add(set);
    set.conditions.forEach(inCondition);
    inTerm(set.rank?.by);
  };
  meaning.sets.forEach(inSet);
  meaning.terms.forEach(inTerm);
  for (const group of meaning.groups) if (group.k === 'set') inSet(group.set);
  meaning.filters.forEach(inCondition);
  if (meaning.having) inSet(meaning.having.set);
  inTerm(meaning.rank?.by);
  inTerm(meaning.order?.by);
  return [...sets];
}

/** The column whose values a condition lists, as *for casual and annual members*. */
export const eachValue = (condition: Condition): Columns =>
  condition.k === 'or' && condition.each && condition.conditions[0]?.k === 'value'
    ? condition.conditions[0].values.map(({ to, score }) => ({ to: to.column, score }))
    : [];

/** The single periods in conditions. */
export const periodsOf = (conditions: readonly Condition[]): Condition[] =>
  conditions.flatMap((one) =>
    one.k === 'period' ? [one] : one.k === 'and' || one.k === 'or' ? periodsOf(one.conditions) : [],
  );

export const startOf = (one: Condition): string =>
  one.k === 'period' && one.period.kind === 'absolute' ? one.period.from : '';

/** Values of one column that a question compares, and the condition that has them. */
export function comparedValues(
  conditions: readonly Condition[],
): { values: Values; texts: readonly string[]; condition: Condition } | undefined {
  for (const condition of conditions) {
    if (condition.k === 'value') return { values: condition.values, texts: [], condition };
    const parts = condition.k === 'or' || condition.k === 'and' || condition.k === 'both' ? condition.conditions : [];
    const values = parts.flatMap((one) => (one.k === 'value' ? [one.values] : []));
    const [first] = values;
    if (!first || values.length !== parts.length) continue;
    const column = first.find(({ to }) => values.every((one) => one.some((other) => other.to.column === to.column)))?.to
      .column;
    if (!column) continue;
    const texts = values.flatMap((one) =>
      one
        .filter(({ to }) => to.column === column)
        .slice(0, 1)
        .map(({ to }) => String(to.value)),
    );
    return { values: first.filter(({ to }) => to.column === column), texts: isFlag(column) ? [] : texts, condition };
  }
  return undefined;
}
