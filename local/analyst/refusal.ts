import type { Schema } from './schema/model';
import { whatIsThere } from './understand/notes';
import type { Word } from './understand/resolve';

/** Says which words were not understood. */
export const notUnderstood = (words: readonly Word[]): string => {
  const texts = [...new Set(words.map((word) => `'${word.text}'`))];
  const list = texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}` : texts[0];
  const unknown = words.every((word) => word.roles.has('unknown') || word.roles.has('quoted'));
  return unknown
    ? `${list} ${texts.length > 1 ? 'mean' : 'means'} nothing in these tables: there is no table, column or known value of that name.`
    : `It is not clear what ${list} ${texts.length > 1 ? 'have' : 'has'} to do with the rest of the question.`;
};

/** A refusal: what is missing, and what can be asked. */
export const refusal = (problems: readonly string[], schema: Schema): string =>
  `${problems.join(' ')} ${whatIsThere(schema)}`;
