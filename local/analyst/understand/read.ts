import type { Schema } from '../schema/model';
import type { Notes } from './notes';
import { applyRules, type Sentence } from './pattern';
import { conditionRules } from './read-conditions';
import { readApart, readContrasts, readEither } from './read-contrasts';
import { readGroups } from './read-groups';
import { readFirst, readLate } from './read-late';
import { havingRules, measureRules, perRules } from './read-measures';
import { readLimit, readSort } from './read-order';
import { readAsked, readRank } from './read-rank';
import { existsRules, relatedRules, splitRules } from './read-related';
import { readRest, readSmall, readTogether } from './read-rest';
import { timeRules } from './read-times';
import { Reading } from './reading';
import { isNamedSo, type Word } from './resolve';

const intents = [
  'share',
  'trend',
  'growth',
  'distribution',
  'compare',
  'significance',
  'correlate',
  'affect',
  'describe',
  'cumulative',
  'moving',
  'list',
];

const argOf = (word: Word, role: string): string | undefined =>
  word.phrases.find((phrase) => phrase.role === role)?.arg;

/** `How many fall in each` is no fall. */
const fallsInto = (word: Word, { sentence }: Reading): boolean =>
  /^(fall|falls|fell)$/.test(word.lower) && /^in/.test(sentence.words[word.at + 1]?.lower ?? '');

/** Words that say what kind of answer is wanted. */
const readIntents = (reading: Reading): void => {
  for (const word of reading.sentence.words) {
    if (isNamedSo(word) || reading.sentence.isUsed(word) || fallsInto(word, reading)) continue;
    for (const intent of intents) {
      if (!word.roles.has(intent) || reading.intents.has(intent)) continue;
      reading.intents.set(intent, word);
    }
    if (
      [
        'share',
        'trend',
        'growth',
        'distribution',
        'compare',
        'significance',
        'correlate',
        'affect',
        'cumulative',
        'moving',
      ].some((role) => word.roles.has(role))
    ) {
      reading.sentence.use([word]);
    }
  }
};

const readCharts = (reading: Reading): void => {
  for (const word of reading.sentence.words) {
    const chart = argOf(word, 'chart');
    if (!chart || isNamedSo(word)) continue;
    reading.charts.push(chart);
    if (chart === 'scatter') reading.intents.set('correlate', word);
    if (chart === 'histogram') reading.intents.set('distribution', word);
    reading.sentence.use([word]);
  }
};

/** Reads a question word by word into what it asks for. */
export const readQuestion = (sentence: Sentence, schema: Schema, notes: Notes): Reading => {
  const reading = new Reading(sentence, schema, notes);
  readCharts(reading);
  readSort(reading);
  readLimit(reading);
  applyRules(sentence, havingRules, reading);
  applyRules(sentence, perRules, reading);
  readGroups(reading);
  applyRules(sentence, splitRules, reading);
  applyRules(sentence, relatedRules, reading);
  readContrasts(reading);
  readEither(reading);
  applyRules(sentence, conditionRules, reading);
  applyRules(sentence, timeRules, reading);
  readRank(reading);
  readFirst(reading);
  applyRules(sentence, measureRules, reading);
  readIntents(reading);
  readAsked(reading);
  applyRules(sentence, existsRules, reading);
  readRest(reading);
  readApart(reading);
  readTogether(reading);
  readSmall(reading);
  readLate(reading);
  return reading;
};
