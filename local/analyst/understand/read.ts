import { comparative } from '../language/synonyms';
import type { Column, Schema } from '../schema/model';
import { isFlag, isId, isMeasure, isTime } from '../schema/roles';
import type { Notes } from './notes';
import { applyRules, find, type Sentence } from './pattern';
import { conditionRules } from './read-conditions';
import { readGroups } from './read-groups';
import { havingRules, measureRules, perRules } from './read-measures';
import { readAsked, readRank } from './read-rank';
import { existsRules, relatedRules, splitRules } from './read-related';
import { timeRules } from './read-times';
import { Reading } from './reading';
import type { Word } from './resolve';

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
const isName = (word: Word): boolean =>
  (word.column?.points ?? 0) >= 0.96 || (word.table?.points ?? 0) >= 0.96 || (word.value?.points ?? 0) >= 0.96;

/** Words that say what kind of answer is wanted. */
const readIntents = (reading: Reading): void => {
  for (const word of reading.sentence.words) {
    if (isName(word) || reading.sentence.isUsed(word)) continue;
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
    if (!chart || isName(word)) continue;
    reading.charts.push(chart);
    if (chart === 'scatter') reading.intents.set('correlate', word);
    if (chart === 'histogram') reading.intents.set('distribution', word);
    reading.sentence.use([word]);
  }
};

/** Several values of one column side by side are compared: `men and women`, `Germany versus France`. */
const readContrasts = (reading: Reading): void => {
  const comparing = reading.sentence.words.some((word) =>
    ['compare', 'significance', 'between'].some((role) => word.roles.has(role)),
  );
  for (const pattern of [
    'first=value and|or|dash|compare second=value and|or third=value',
    'first=value and|dash|compare second=value',
  ]) {
    const match = find(reading.sentence, pattern);
    const column = match?.one('first')?.value?.column;
    if (!match || !column) continue;
    const words = [match.one('first'), match.one('second'), match.one('third')].filter(
      (word): word is Word => word !== undefined,
    );
    const values = words.map((word) => word.links.values.find((link) => link.column === column)?.value);
    if (isGoverned(reading, match.words[0], column)) continue;
    if (values.some((value) => value === undefined)) continue;
    if (!comparing && match.words.some((word) => word.roles.has('or'))) continue;
    reading.contrasts.push({
      column,
      values: values.filter((value) => value !== undefined),
      at: match.words[0]?.at ?? 0,
    });
    const after = reading.sentence.words[(match.words.at(-1)?.at ?? 0) + 1];
    reading.sentence.use(after?.column?.column === column ? [...match.words, after] : match.words);
  }
};

/** The values stand behind their column or behind a negation: they are a condition. */
const isGoverned = (reading: Reading, first: Word | undefined, column: Column): boolean => {
  const before = reading.sentence.words
    .slice(0, first?.at ?? 0)
    .filter((word) => !word.roles.has('skip') && !word.roles.has('be'));
  const last = before.at(-1);
  return (
    last !== undefined &&
    (last.roles.has('not') || last.roles.has('without') || (last.column?.column === column && !last.roles.has('by')))
  );
};

/** `shipped or pending`: one of the values. */
const readEither = (reading: Reading): void => {
  const match = find(reading.sentence, 'first=value or second=value');
  const column = match?.one('first')?.value?.column;
  if (!match || !column || isGoverned(reading, match.words[0], column)) return;
  const words = [match.one('first'), match.one('second')];
  const values = words.map((word) => word?.links.values.find((link) => link.column === column)?.value);
  if (!values.every((value) => value !== undefined)) return;
  reading.conditions.push({
    condition: { kind: 'in', column, values, negated: false },
    at: match.words[0]?.at ?? 0,
    words: match.words,
  });
  reading.sentence.use(match.words);
};

/** `the first 10 rows`, `5 sample rows`: how many rows are to be shown. */
const readLimit = (reading: Reading): void => {
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

/** Two values of a column that are compared stand apart from one another: `share of men compared to women`. */
const readApart = (reading: Reading): void => {
  if (!reading.wants('compare') && !reading.wants('significance')) return;
  const single = reading.conditions.filter(({ condition }) => condition.kind === 'in' && !condition.negated);
  const [first, second] = single.filter((ask) =>
    single.some((other) => other !== ask && columnOf(other) === columnOf(ask)),
  );
  const column = first && columnOf(first);
  if (!first || !second || !column || columnOf(second) !== column) return;
  const values = [first, second].flatMap(({ condition }) => (condition.kind === 'in' ? condition.values : []));
  reading.contrasts.push({ column, values, at: first.at });
  for (const ask of [first, second]) reading.conditions.splice(reading.conditions.indexOf(ask), 1);
};
const columnOf = ({ condition }: Reading['conditions'][number]): Column | undefined =>
  'column' in condition ? condition.column : undefined;

/** `Do older users buy more`: two things that are said to grow with one another. */
const readTogether = (reading: Reading): void => {
  const { sentence } = reading;
  const degrees = sentence.words.filter((word) => !sentence.isUsed(word) && word.roles.has('degree'));
  const adjectives = sentence.words.filter((word) => !sentence.isUsed(word) && word.roles.has('comparative'));
  const starts = sentence.words[0]?.phrases.some((phrase) => phrase.arg === 'aux') ?? false;
  if (!starts || degrees.length + adjectives.length < 2 || reading.measures.length > 0) return;
  for (const word of adjectives) {
    const concepts = comparative(word.lower)?.concepts ?? [];
    const tables = [...reading.tables.map(({ table }) => table), ...reading.schema.tables];
    const found = tables.flatMap((table) =>
      concepts.flatMap((concept) =>
        table.columns
          .filter((column) => isMeasure(column) && column.words.includes(concept))
          .map((column) => ({ table, column })),
      ),
    )[0];
    if (!found) return;
    reading.columns.push({ ...word, column: { ...found, points: 0.7, how: 'synonym' } });
  }
  const [first] = [...degrees, ...adjectives];
  if (first) reading.intents.set('correlate', first);
  sentence.use([...degrees, ...adjectives]);
};

/** Values and flags named without more are conditions; tables and columns are kept as named. */
const readRest = (reading: Reading): void => {
  const { sentence } = reading;
  for (const word of sentence.words) {
    if (sentence.isUsed(word)) continue;
    const next = sentence.words[word.at + 1];
    if (word.roles.has('table') && !(word.value && word.value.points > (word.table?.points ?? 0))) {
      if (word.table) reading.tables.push({ table: word.table.table, word });
    } else if (word.column && isFlag(word.column.column)) {
      reading.conditions.push({
        condition: { kind: 'flag', column: word.column.column, on: true },
        at: word.at,
        words: [word],
      });
    } else if (word.value && (word.value.points >= (word.column?.points ?? 0) || !word.column)) {
      const either = next?.roles.has('or') ? sentence.words[word.at + 2] : undefined;
      const column = word.value.column;
      const other = either?.links.values.find((link) => link.column === column);
      const values = [word.value.value, ...(other && either && !sentence.isUsed(either) ? [other.value] : [])];
      if (other && either) sentence.use([either]);
      reading.conditions.push({
        condition: { kind: 'in', column, values, negated: false },
        at: word.at,
        words: [word, ...(other && either ? [either] : [])],
      });
    } else if (word.column && isId(word.column.column) && !word.value) {
      reading.tables.push({ table: word.column.table, word });
    } else if (word.column) (isTime(word.column.column) ? reading.times : reading.columns).push(word);
    else continue;
    sentence.use([word]);
  }
};

/** Words that say nothing beside what was read: `how much` before a change, `new` beside a time. */
const readSmall = (reading: Reading): void => {
  const { sentence } = reading;
  const timed = reading.periods.length > 0 || reading.groups.some((ask) => ask.kind === 'time');
  const small = sentence.words.filter(
    (word) => (word.roles.has('much') && reading.wants('growth')) || (word.roles.has('fresh') && timed),
  );
  sentence.use(small);
  const relating = ['compare', 'significance', 'correlate', 'growth', 'affect'].some((intent) => reading.wants(intent));
  if (relating) sentence.use(sentence.words.filter((word) => word.roles.has('between')));
  const [only, ...more] = reading.columns;
  const drawn =
    reading.charts.length > 0 && reading.measures.length === 0 && !reading.wants('correlate') && !reading.rank;
  if (drawn && only && more.length === 0) reading.intents.set('distribution', only);
  if (
    reading.wants('distribution') &&
    reading.groups.length === 0 &&
    only?.column &&
    more.length === 0 &&
    !isMeasure(only.column.column)
  ) {
    reading.groups.push({ kind: 'word', word: only, at: only.at });
    reading.columns.splice(0);
  }
  readOpenSplit(reading, relating);
};

/** `those who bought and those who did not`: what they did not do was said before. */
const readOpenSplit = (reading: Reading, relating: boolean): void => {
  const { sentence, conditions } = reading;
  const not = sentence.words.findLast((word) => word.roles.has('not') || word.roles.has('never'));
  const [ask] = conditions.filter(({ words }) => words.length === 1 && words[0] && not && words[0].at < not.at);
  const [word] = ask?.words ?? [];
  if (!relating || !not || sentence.isUsed(not) || !ask || !word) return;
  conditions.splice(conditions.indexOf(ask), 1);
  reading.splits.push({ word, at: word.at });
  sentence.use([not]);
};

/** In which order rows or groups are to be listed; decimals asked for are left to the answer. */
const readSort = (reading: Reading): void => {
  const { sentence } = reading;
  const rounding = find(sentence, 'round number decimals');
  if (rounding) sentence.use(rounding.words);
  const by = find(sentence, 'sort:by agg? count? key=column|table|value|flag|grain? sort?') ?? find(sentence, 'sort');
  if (!by || by.words.some((word) => word.roles.has('sort:plain') && isName(word))) return;
  const args = sentence.words.flatMap((word) =>
    word.phrases.filter((phrase) => phrase.role === 'sort').map((phrase) => phrase.arg),
  );
  reading.sort = { direction: args.includes('asc') ? 'asc' : 'desc', word: by.one('key') };
  if (by.one('key') && !args.includes('asc') && !args.includes('desc'))
    reading.sort = { direction: isMeasured(by.one('key')) ? 'desc' : 'asc', word: by.one('key') };
  sentence.use([...by.words, ...sentence.words.filter((word) => word.roles.has('sort') && !isName(word))]);
};

const isMeasured = (word: Word | undefined): boolean => word?.roles.has('measure') ?? false;

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
  applyRules(sentence, measureRules, reading);
  readIntents(reading);
  readAsked(reading);
  applyRules(sentence, existsRules, reading);
  readRest(reading);
  readApart(reading);
  readTogether(reading);
  readSmall(reading);
  return reading;
};
