import { basesOf, isEnglish } from '../lexicon/forms';
import { fillers, operatorsOf, outcomes, weakWords } from '../lexicon/lexicon';
import { baseForms, singular } from '../lexicon/words';
import type { Token } from '../link/tokens';
import type { Schema } from '../schema/model';
import { isFlag, isMeasure } from '../schema/roles';

const PREFIX = /^(re|un|dis|de|over|under|out|mis)(?=.{3})/;

/** Whether a word is made from a name, as *teach* is of teachers. */
const isMadeOf = ({ lower }: Token, names: readonly string[]): boolean =>
  names.some(
    (word) =>
      word.length > 3 && baseForms(lower).some((form) => form.length > 3 && form.slice(0, 5) === word.slice(0, 5)),
  );

/** Verbs made from the name of a table or a column, such as *teach* of teachers, only name a relation. */
export const isRelated = (schema: Schema, token: Token): boolean =>
  schema.tables.some(({ words, columns }) => isMadeOf(token, [...words, ...columns.flatMap((one) => one.words)]));

// *Not released* is tagged as an adjective.
export const isVerb = ({ lower, tags }: Token): boolean =>
  tags.has('Verb') || (tags.has('Adjective') && basesOf(lower, 'verb').some((base) => base !== lower));

/**
 * The tables and measures that each verb is made of: *refunded* of refunds, *satisfied* of satisfaction. A statement
 * without any of them answers another question.
 */
export function namesOfVerbs(
  schema: Schema,
  tokens: readonly Token[],
): { readonly verb: string; readonly names: readonly string[] }[] {
  return tokens.flatMap((token) => {
    const { lower, text } = token;
    // *Models* may be a noun, which is a name itself.
    const isOnlyVerb = isVerb(token) && basesOf(lower, 'noun').length === 0;
    if (!isOnlyVerb || operatorsOf(lower).length > 0 || fillers.has(lower) || weakWords.has(lower)) return [];
    const names = schema.tables.flatMap((table) => [
      ...(isMadeOf(token, [...table.words, ...table.words.map(singular)]) ? [table.name] : []),
      ...table.columns
        .filter((one) => (isMeasure(one) || isFlag(one)) && isMadeOf(token, one.words))
        .map(({ name }) => name),
    ]);
    return names.length > 0 ? [{ verb: text, names }] : [];
  });
}

/** Whether a verb says what became of something, so that leaving it out would answer another question. */
export const isOutcome = (word: string): boolean =>
  baseForms(word).some((base) => outcomes.has(base) || (PREFIX.test(base) && isEnglish(base.replace(PREFIX, ''))));
