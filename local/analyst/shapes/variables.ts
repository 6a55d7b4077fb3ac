import { isMeasure } from '../schema/roles';
import type { Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';

export const isNumberWord = (word: Word): boolean => word.column !== undefined && isMeasure(word.column.column);
const flagWords = (reading: Reading): Word[] =>
  reading.conditions.flatMap(({ condition, words }) =>
    condition.kind === 'flag' && condition.on && words.length === 1 ? words : [],
  );

/** Columns named without a word on what to do with them, numbers with or without a figure, and flags, as they were said. */
export const variables = (reading: Reading): Word[] => {
  const figures = reading.measures.flatMap((ask) =>
    ask.kind === 'figure' ? [ask.word] : ask.kind === 'rate' ? [ask.of] : [],
  );
  return [...reading.columns, ...figures, ...flagWords(reading)].sort((left, right) => left.at - right.at);
};

export const dropFlags = (reading: Reading, words: readonly Word[]): void => {
  const kept = reading.conditions.filter(
    (ask) => !(ask.condition.kind === 'flag' && words.some((word) => ask.words.includes(word))),
  );
  reading.conditions.splice(0, reading.conditions.length, ...kept);
};
