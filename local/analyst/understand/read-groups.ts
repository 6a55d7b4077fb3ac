import type { Grain, Part } from '../plan/query';
import { isId } from '../schema/roles';
import { readBands } from './read-bands';
import type { GroupAsk, Reading } from './reading';
import type { Word } from './resolve';

const has = (word: Word | undefined, role: string): boolean => word?.roles.has(role) ?? false;
const argOf = (word: Word, role: string): string | undefined =>
  word.phrases.find((phrase) => phrase.role === role)?.arg;

/** Whether a name of the schema is meant rather than the part of time that the word also is. */
const isName = (word: Word): boolean => (word.column?.points ?? 0) >= 0.96 || word.table !== undefined;

const silent = (word: Word | undefined): boolean =>
  ['skip', 'prep', 'open'].some((role) => has(word, role)) && word !== undefined && !isName(word);

/** The group that a word stands for, with the words after it that belong to it. */
export const groupAt = (reading: Reading, at: number): { ask: GroupAsk; words: readonly Word[] } | undefined => {
  const { words } = reading.sentence;
  const word = words[at];
  if (!word || reading.sentence.isUsed(word)) return undefined;
  const next = words[at + 1];
  if ((has(word, 'measure') || has(word, 'column')) && has(next, 'bands') && next) {
    if (has(word, 'measure')) return { ask: { kind: 'step', word, at }, words: [word, next] };
    return { ask: { kind: 'word', word, at }, words: [word, next] };
  }
  if (has(word, 'part') && !isName(word) && !(has(word, 'part:hour') && has(word, 'measure'))) {
    return { ask: { kind: 'part', part: argOf(word, 'part') as Part, at }, words: [word] };
  }
  if (has(word, 'grain') && !isName(word)) {
    return { ask: { kind: 'time', grain: argOf(word, 'grain') as Grain, at }, words: [word] };
  }
  if (has(word, 'timecol')) return { ask: { kind: 'time', word, at }, words: [word] };
  if (has(word, 'column') || has(word, 'table')) return { ask: { kind: 'word', word, at }, words: [word] };
  return undefined;
};

/** `top 5 customers by amount`: a number behind a word that ranks is what is ranked by. */
const isRankedBy = (reading: Reading, word: Word | undefined): boolean => {
  if (!word || !has(word, 'measure') || has(reading.sentence.words[word.at + 1], 'bands')) return false;
  return reading.sentence.words.some(
    (one) => one.at < word.at && (has(one, 'top') || has(one, 'frequent') || has(one, 'superlative')),
  );
};

/** `top 3 months by purchases`: ranked by how many there are of them. */
const countsBy = (reading: Reading, word: Word): boolean => {
  if (!(has(word, 'flag') || has(word, 'table')) || has(word, 'measure')) return false;
  const { words } = reading.sentence;
  const rank = words.find((one) => one.at < word.at && has(one, 'top') && !reading.sentence.isUsed(one));
  const entity = rank && words.slice(rank.at + 1, word.at).find((one) => one.table || one.column || has(one, 'grain'));
  return entity !== undefined && (!word.table || entity.table?.table !== word.table.table);
};

/** `by sensor S05` is about one sensor, not about each. */
const isOneOf = (word: Word | undefined, next: Word | undefined): boolean =>
  word?.table !== undefined &&
  next?.value !== undefined &&
  next.value.table === word.table.table &&
  isId(next.value.column);

const listFrom = (reading: Reading, start: number): void => {
  const { sentence } = reading;
  const { words } = sentence;
  let at = start;
  for (;;) {
    while (silent(words[at]) || has(words[at], 'distinct')) at += 1;
    const found = groupAt(reading, at);
    const word = words[at];
    if (word && countsBy(reading, word)) {
      reading.measures.push({ kind: 'count', of: word, distinct: false, at: word.at });
      sentence.use([word]);
      return;
    }
    if (!found || isRankedBy(reading, word) || isOneOf(word, words[at + 1])) return;
    reading.groups.push(found.ask);
    sentence.use(found.words);
    at = (found.words.at(-1)?.at ?? at) + 1;
    const before = at;
    while (has(words[at], 'and') || has(words[at], 'by')) at += 1;
    if (before === at) return;
  }
};

const adverbs = new Set([
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
  'annual',
  'annually',
  'hourly',
  'month by month',
  'year by year',
]);

/** `distribution among countries`: groups, where no share of them is asked for. */
const isAmongGroups = (words: readonly Word[], word: Word): boolean => {
  const next = words.slice(word.at + 1).find((one) => !has(one, 'skip'));
  return has(word, 'among') && has(next, 'column') && !has(next, 'value') && !words.some((one) => has(one, 'share'));
};

/** `orders a month`, `quarter by quarter`, `from month to month`: over time, in steps of this grain. */
const readRhythm = (reading: Reading): void => {
  const { words } = reading.sentence;
  const grainAt = (at: number): string | undefined => {
    const word = words[at];
    return word && has(word, 'grain') && !isName(word) && !reading.sentence.isUsed(word)
      ? argOf(word, 'grain')
      : undefined;
  };
  for (const word of words) {
    const grain = grainAt(word.at);
    if (!grain || reading.groups.some((ask) => ask.kind === 'time')) continue;
    const again = grainAt(word.at + 2) === grain ? words.slice(word.at, word.at + 3) : undefined;
    const article = words[word.at - 1];
    const each =
      ['a', 'an'].includes(article?.lower ?? '') && (words[word.at - 2]?.table || words[word.at - 2]?.column);
    if (!again && !each) continue;
    reading.groups.push({ kind: 'time', grain: grain as Grain, at: word.at });
    reading.sentence.use(again ?? [word]);
  }
};

/** The number that stands before ranges: `by distance: below 500, 500 to 1000`. */
const measureBefore = (reading: Reading, first: number): Word | undefined =>
  reading.sentence.words.findLast(
    (word) =>
      word.at < first &&
      has(word, 'measure') &&
      !reading.sentence.isUsed(word) &&
      !has(reading.sentence.words[word.at - 1], 'agg'),
  );

/** Reads what the result is grouped by: `by country and month`, `for each sensor`, `monthly`, `in age groups 18-25, 26+`. */
export const readGroups = (reading: Reading): void => {
  const { sentence } = reading;
  const { bands, first } = readBands(reading);
  if (bands.length > 0) {
    const word =
      sentence.words.find(
        (one) =>
          has(one, 'measure') &&
          !sentence.isUsed(one) &&
          (has(sentence.words[one.at + 1], 'bands') || has(sentence.words[one.at + 1], 'be')),
      ) ?? measureBefore(reading, first);
    const marker = sentence.words.find((one) => has(one, 'bands') && !isName(one));
    reading.groups.push({ kind: 'bands', word, bands, at: word?.at ?? marker?.at ?? 0 });
    sentence.use([word, marker].filter((one): one is Word => one !== undefined));
  }
  readRhythm(reading);
  for (const word of sentence.words) {
    if ((has(word, 'by') || isAmongGroups(sentence.words, word)) && !sentence.isUsed(word))
      listFrom(reading, word.at + 1);
  }
  for (const word of sentence.words) {
    if (sentence.isUsed(word)) continue;
    // `monthly pay` beside ranges names a number rather than steps of time.
    const named = bands.length > 0 && has(sentence.words[word.at + 1], 'column');
    if (adverbs.has(word.lower) && has(word, 'grain') && !isName(word) && !named) {
      reading.groups.push({ kind: 'time', grain: argOf(word, 'grain') as Grain, at: word.at });
      sentence.use([word]);
    }
    if (has(word, 'measure') && has(sentence.words[word.at + 1], 'bands') && !has(sentence.words[word.at + 1], 'agg')) {
      reading.groups.push({ kind: 'step', word, at: word.at });
      sentence.use(sentence.words.slice(word.at, word.at + 2));
    }
  }
};
