import { describeCondition } from '../plan/describe';
import type { Condition } from '../plan/query';
import type { NamedGroup, NamedMeasure, Settled } from '../plan/settled';

/** A label as a name in SQL and in the values of an answer. */
export const alias = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(\d)/, 'n$1')
    .slice(0, 60) || 'value';

/** Aliases that differ from one another, for groups and measures in this order. */
export const aliasesOf = (groups: readonly NamedGroup[], measures: readonly NamedMeasure[]): string[] => {
  const taken: string[] = [];
  for (const { label } of [...groups, ...measures]) {
    const name = alias(label);
    let free = name;
    for (let number = 2; taken.includes(free); number += 1) free = `${name}_${number}`;
    taken.push(free);
  }
  return taken;
};

/** Conditions in words, to be put behind what is worked out. */
export const whereWords = (conditions: readonly Condition[]): string =>
  conditions.length > 0 ? ` where ${conditions.map(describeCondition).join(' and ')}` : '';

/** What is worked out, in one phrase: `average age by gender, over users where …`. */
export const readingOf = ({ measures, groups, query }: Settled): string => {
  const what = measures.map((one) => one.label).join(' and ');
  const by = groups.length > 0 ? ` by ${[...new Set(groups.map((one) => one.label))].join(' and ')}` : '';
  return `${what}${by}, over the rows of ${query.base.name}${whereWords(query.conditions)}`;
};

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
