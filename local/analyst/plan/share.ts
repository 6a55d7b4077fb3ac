import type { Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import type { Placed } from './conditions';

const has = (word: Word | undefined, role: string): boolean => word?.roles.has(role) ?? false;

/** Where the whole of a share is named: `of users`; its place, or that of the word for share. */
const wholeAt = (reading: Reading, share: Word): number => {
  const table = reading.tables.find(({ word }) => word.at > share.at)?.word;
  const column = reading.columns.find((word) => word.at > share.at);
  const counted = reading.measures.flatMap((ask) =>
    'of' in ask && ask.of && ask.of.at > share.at ? [ask.of] : 'word' in ask ? [ask.word] : [],
  )[0];
  const [first, ...more] = reading.conditions
    .filter((ask) => ask.at > share.at)
    .sort((left, right) => left.at - right.at);
  const whole = share.lower.endsWith('of') && first && more.length > 0 ? first.at + 0.5 : undefined;
  return table?.at ?? counted?.at ?? column?.at ?? whole ?? share.at;
};

/**
 * Tells the conditions of the part from those of the whole: `what share of female users over 40 bought in May` is a
 * part of the female users over 40. The part is said last, behind a verb or `who`; times belong to the whole.
 */
export const partOf = (reading: Reading): ((placed: Placed) => boolean) => {
  const share = reading.intents.get('share');
  if (!share) return () => false;
  const start = wholeAt(reading, share);
  const further = reading.tables.map(({ word }) => ({ at: word.at })).filter(({ at }) => at > start);
  const places = [...reading.conditions, ...reading.related, ...reading.loose, ...further]
    .map((ask) => ask.at)
    .filter((at) => at > start);
  const splits = reading.sentence.words
    .filter(
      (word) =>
        word.at > start &&
        (has(word, 'be') ||
          has(word, 'rel') ||
          has(word, 'prep:with') ||
          has(word, 'never') ||
          has(word, 'not') ||
          has(word, 'without')) &&
        !has(word, 'compare_op'),
    )
    .map((word) => word.at);
  const between = splits.filter((split) => places.some((at) => at < split) && places.some((at) => at >= split)).at(-1);
  const before = [...reading.conditions, ...reading.related, ...reading.loose].every((ask) => ask.at < start);
  const onlyTimes =
    places.length === 0 && reading.conditions.length + reading.related.length + reading.loose.length === 0;
  const from = between ?? (places.length > 0 ? start : 0);
  const among = reading.sentence.words.find((word) => has(word, 'among'))?.at;
  return ({ condition, at }) => {
    if (among !== undefined && among > share.at) return at < among && at > share.at;
    const timely = condition.kind === 'period' || condition.kind === 'weekday';
    if (timely) return onlyTimes;
    return at >= from || (before && places.length === 0);
  };
};
