import type { Item, Query } from '../ground/query';
import { singular } from '../lexicon/words';
import { isId, isNumeric } from '../schema/roles';

const PREPOSITION = /^(in|since|before|after|until|from|between|on|with|without) /;
const COMPARISON = / (over|under|at least|at most) /;

/** Conditions after a figure: ` in 2025`, ` (age over 30, country is Spain)`. */
export function conditionOf(where: readonly string[]): string {
  if (where.length === 0) return '';
  return where.every((one) => PREPOSITION.test(one)) ? ` ${where.join(' ')}` : ` (${where.join(', ')})`;
}

/** Conditions after a noun: ` whose country is Spain`, ` with age over 30`. */
export function restrictionOf(where: readonly string[]): string {
  const [only = '', ...more] = where;
  if (more.length > 0 || PREPOSITION.test(only) || / (and|or) /.test(only)) return conditionOf(where);
  if (/^[\w ]+ is /.test(only)) return ` whose ${only}`;
  return COMPARISON.test(only) ? ` with ${only}` : conditionOf(where);
}

export function singularOf(phrase: string): string {
  const words = phrase.split(' ');
  return [...words.slice(0, -1), singular(words.at(-1) ?? '')].join(' ');
}

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `a`, `a and b`, `a, b and c`. */
export const listing = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** What comes before a value in a sentence: `user ` before the 7 of user_id, nothing before a name. */
export function prefixOf({ label, column, grain }: Item): string {
  if (!column || grain || column.kind === 'year') return '';
  if (!isNumeric(column) && !isId(column) && column.kind !== 'boolean') return '';
  return column.kind === 'text' ? '' : `${label.replace(/ id$/, '')} `;
}

/** Whether the rows of the result are rows of the subject: no others are joined or merged. */
export const isOfSubject = ({ base, subject, sql }: Query): boolean =>
  base === subject && !/^SELECT DISTINCT\b|\nJOIN /.test(sql);

/** The last paragraph of an answer. */
export const notes = (what: string): string =>
  `Interpreted as: ${what}. Written by the built-in offline analyst (no language model).`;
