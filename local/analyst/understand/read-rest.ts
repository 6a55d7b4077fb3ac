import { comparative } from '../language/synonyms';
import { isFlag, isId, isMeasure, isTime } from '../schema/roles';
import type { Reading } from './reading';

/** `Do older users buy more`: two things that are said to grow with one another. */
export const readTogether = (reading: Reading): void => {
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
export const readRest = (reading: Reading): void => {
  const { sentence } = reading;
  for (const word of sentence.words) {
    if (sentence.isUsed(word)) continue;
    const next = sentence.words[word.at + 1];
    if (word.roles.has('table') && !(word.value && word.value.points > (word.table?.points ?? 0))) {
      if (word.table) reading.tables.push({ table: word.table.table, word });
    } else if (word.column && isFlag(word.column.column)) {
      reading.conditions.push({
        condition: { kind: 'flag', column: word.column.column, on: !word.column.opposite },
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
export const readSmall = (reading: Reading): void => {
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
