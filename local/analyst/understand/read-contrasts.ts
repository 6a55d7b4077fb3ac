import type { Column } from '../schema/model';
import { find } from './pattern';
import type { Reading } from './reading';
import type { Word } from './resolve';

/** Several values of one column side by side are compared: `men and women`, `Germany versus France`. */
export const readContrasts = (reading: Reading): void => {
  const comparing = reading.sentence.words.some((word) =>
    ['compare', 'significance', 'between', 'comparative', 'degree'].some((role) => word.roles.has(role)),
  );
  for (const pattern of [
    'first=value and|or|dash|compare second=value and|or third=value',
    'first=value and|dash|compare|than second=value',
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
    const listed = reading.sentence.words.some((word) => word.roles.has('count') || word.roles.has('much'));
    if (!comparing && (listed || match.words.some((word) => word.roles.has('or')))) continue;
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
    (last.roles.has('not') ||
      last.roles.has('without') ||
      (last.column?.column === column && !last.roles.has('by')) ||
      (last.column !== undefined && (first?.links.values.some((link) => link.column === last.column?.column) ?? false)))
  );
};

/** `shipped or pending`: one of the values. */
export const readEither = (reading: Reading): void => {
  const match = find(reading.sentence, 'first=value or|and second=value');
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

/** Two values of a column that are compared stand apart from one another: `share of men compared to women`. */
export const readApart = (reading: Reading): void => {
  const { sentence } = reading;
  const degree = sentence.words.find(
    (word) =>
      !sentence.isUsed(word) &&
      (word.roles.has('degree') ||
        word.roles.has('comparative') ||
        (word.roles.has('compare_op') && / than$/.test(word.lower))),
  );
  if (!reading.wants('compare') && !reading.wants('significance') && !degree) return;
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
