import { comparative } from '../language/synonyms';
import type { Fn } from '../plan/query';
import { isMeasure } from '../schema/roles';
import { find } from './pattern';
import type { Reading } from './reading';
import type { Word } from './resolve';

const has = (word: Word | undefined, ...roles: readonly string[]): boolean =>
  roles.some((role) => word?.roles.has(role) ?? false);
const argOf = (word: Word, role: string): string | undefined =>
  word.phrases.find((phrase) => phrase.role === role)?.arg;

/** `How humid is it on average`, `waiting time (median)`: what is done with a number is said apart from it. */
const readLateFunction = (reading: Reading): void => {
  const { sentence, measures, columns } = reading;
  const late = sentence.words.filter((word) => has(word, 'agg') && !sentence.isUsed(word));
  const [word, ...more] = late;
  if (!word || more.some((other) => argOf(other, 'agg') !== argOf(word, 'agg'))) return;
  const fn = argOf(word, 'agg') as Fn;
  const figures = measures.filter((ask) => ask.kind === 'figure');
  const numbers = columns.filter((one) => one.column && isMeasure(one.column.column));
  const [only, ...others] = numbers;
  if (figures.length > 0) {
    if (figures.some((ask) => ask.fn !== undefined && ask.fn !== fn)) return;
    for (const [at, ask] of measures.entries()) if (ask.kind === 'figure') measures[at] = { ...ask, fn };
  } else if (only && others.length === 0 && measures.length === 0) {
    columns.splice(columns.indexOf(only), 1);
    measures.push({ kind: 'figure', fn, word: only, at: only.at });
  } else return;
  sentence.use(late);
};

/** `more in 2025 than in 2024`: how much something changed from one time to another. */
const readChange = (reading: Reading): void => {
  const { sentence, periods } = reading;
  const degree = sentence.words.find((word) => has(word, 'degree', 'compare_op') && !sentence.isUsed(word));
  const than = sentence.words.find((word) => has(word, 'than'));
  const [first, second, ...more] = periods;
  if (!degree || !than || !first || !second || more.length > 0 || reading.wants('growth')) return;
  if (second.at < than.at || first.at > than.at) return;
  reading.intents.set('growth', degree);
  sentence.use([degree, than]);
};

/** `happiest first`: the order in which groups are listed, by the adjective for what is worked out. */
export const readFirst = (reading: Reading): void => {
  const { sentence } = reading;
  const match = find(sentence, 'adjective=superlative|most|frequent first=extreme_time:min');
  const word = match?.one('adjective');
  if (!match || !word || reading.rank || sentence.words[(match.words.at(-1)?.at ?? 0) + 1]?.roles.has('table')) return;
  const more = comparative(word.lower)?.more ?? !['most', 'frequent'].some((role) => argOf(word, role) === 'asc');
  reading.sort = { ...reading.sort, direction: more ? 'desc' : 'asc' };
  sentence.use(match.words);
};

/** Words that repeat what was read: `count` beside a count, `by how many percent` beside a change. */
const readRepeated = (reading: Reading): void => {
  const { sentence, measures } = reading;
  const left = sentence.words.filter((word) => !sentence.isUsed(word));
  if (measures.some((ask) => ask.kind === 'count')) sentence.use(left.filter((word) => has(word, 'count')));
  if (reading.wants('correlate')) sentence.use(left.filter((word) => has(word, 'correlate')));
  if (reading.groups.some((ask) => ask.kind === 'bands'))
    sentence.use(left.filter((word) => has(word, 'bands', 'dash')));
};

/** `is the score of A higher than that of B`: two things side by side are compared. */
const readComparison = (reading: Reading): void => {
  const { sentence } = reading;
  if (reading.contrasts.length + reading.splits.length === 0) return;
  const left = sentence.words.filter(
    (word) => !sentence.isUsed(word) && has(word, 'compare_op', 'degree', 'comparative', 'than', 'compare', 'most'),
  );
  const [first] = left;
  if (!first || left.every((word) => has(word, 'most') && !has(word, 'degree'))) return;
  if (!reading.wants('compare')) reading.intents.set('compare', first);
  sentence.use(left.filter((word) => !has(word, 'most') || has(word, 'degree')));
};

/** A column that is named again beside what was read of it: `by segment (seg_cd)`. */
const dropNamedAgain = (reading: Reading): void => {
  const { measures, groups, conditions, columns } = reading;
  const read = new Set([
    ...measures.flatMap((ask) =>
      'word' in ask ? [ask.word.column?.column] : 'of' in ask ? [ask.of?.column?.column] : [],
    ),
    ...groups.flatMap((ask) => ('word' in ask ? [ask.word?.column?.column] : [])),
    ...conditions.flatMap(({ condition }) => ('column' in condition ? [condition.column] : [])),
  ]);
  const again = (word: Word, at: number): boolean =>
    read.has(word.column?.column) || columns.findIndex((other) => other.column?.column === word.column?.column) < at;
  columns.splice(0, columns.length, ...columns.filter((word, at) => !again(word, at)));
};

/** Reads what can be told only when all else was read. */
export const readLate = (reading: Reading): void => {
  dropNamedAgain(reading);
  if (reading.measures.some((ask) => ask.kind === 'rate')) reading.intents.delete('share');
  readLateFunction(reading);
  readChange(reading);
  readComparison(reading);
  readRepeated(reading);
};
