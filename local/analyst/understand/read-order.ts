import type { Fn } from '../plan/query';
import { find } from './pattern';
import type { Reading } from './reading';
import { isNamedSo, type Word } from './resolve';

/** `the first 10 rows`, `5 sample rows`: how many rows are to be shown. */
export const readLimit = (reading: Reading): void => {
  const { sentence } = reading;
  for (const pattern of [
    'top number rows=skip',
    'number top rows=skip',
    'number rows=skip',
    'list number rows=table',
  ]) {
    const match = find(sentence, pattern);
    const rows = match?.one('rows');
    if (!match || !rows || (!/^(rows?|records?|entries|samples?)$/.test(rows.lower) && !rows.roles.has('table')))
      continue;
    reading.limit = match.one('number')?.number;
    sentence.use(match.words.filter((word) => !word.roles.has('table')));
    return;
  }
};

/** `Rank the departments by satisfaction`: groups in the order of a figure. */
const readRankedBy = (reading: Reading): boolean => {
  const match = find(reading.sentence, 'sort:plain group=column|table by agg? key=measure');
  const [group, key] = [match?.one('group'), match?.one('key')];
  if (!match || !group || !key || group.roles.has('measure')) return false;
  const fn = match.one('agg')?.phrases.find((phrase) => phrase.role === 'agg')?.arg as Fn | undefined;
  reading.groups.push({ kind: 'word', word: group, at: group.at });
  reading.measures.push({ kind: 'figure', fn, word: key, at: key.at });
  reading.sort = { direction: 'desc' };
  reading.sentence.use(match.words);
  return true;
};

/** In which order rows or groups are to be listed; decimals asked for are left to the answer. */
export const readSort = (reading: Reading): void => {
  const { sentence } = reading;
  const rounding = find(sentence, 'round number decimals');
  if (rounding) sentence.use(rounding.words);
  if (readRankedBy(reading)) return;
  const by = find(sentence, 'sort:by agg? count? key=column|table|value|flag|grain? sort?') ?? find(sentence, 'sort');
  if (!by || by.words.some((word) => word.roles.has('sort:plain') && isNamedSo(word))) return;
  const args = sentence.words.flatMap((word) =>
    word.phrases.filter((phrase) => phrase.role === 'sort').map((phrase) => phrase.arg),
  );
  reading.sort = { direction: args.includes('asc') ? 'asc' : 'desc', word: by.one('key') };
  if (by.one('key') && !args.includes('asc') && !args.includes('desc'))
    reading.sort = { direction: isMeasured(by.one('key')) ? 'desc' : 'asc', word: by.one('key') };
  sentence.use([...by.words, ...sentence.words.filter((word) => word.roles.has('sort') && !isNamedSo(word))]);
};

const isMeasured = (word: Word | undefined): boolean => word?.roles.has('measure') ?? false;
