import { singular } from '../language/words';
import type { Column } from '../schema/model';
import { keyOf } from '../schema/relations';
import { isFlag, isName } from '../schema/roles';
import { noteValue } from './notes';
import type { Match, Rule } from './pattern';
import { add, amounting, between, compare, counted, equal, loose, never, older, push } from './read-comparisons';
import type { Reading } from './reading';
import type { Word } from './resolve';

const missing =
  (filled: boolean) =>
  (match: Match, reading: Reading): boolean => {
    const column = match.one('column')?.column?.column;
    if (!column) return false;
    return add(reading, match, { kind: 'null', column, negated: filled !== (match.one('not') !== undefined) });
  };

/** `did not give their income`: it is missing. */
const unfilled = (match: Match, reading: Reading): boolean => {
  const word = match.one('column');
  if (!word?.column || isFlag(word.column.column) || word.roles.has('table') || word.roles.has('value')) return false;
  return push(reading, match, { kind: 'null', column: word.column.column, negated: false });
};

/** `have an exit date`: it is filled in. */
const dated = (match: Match, reading: Reading): boolean => {
  const last = match.words.at(-1);
  const next = reading.sentence.words[(last?.at ?? 0) + 1];
  const bound = ['period', 'between', 'time_op', 'compare_op', 'be', 'prep'].some((role) => next?.roles.has(role));
  return !bound && (match.one('column')?.column?.column.nulls ?? 0) > 0 && missing(true)(match, reading);
};

/** The values that words mean in one column; undefined when one of them has no such value. */
const valuesIn = (words: readonly Word[], column: Column): string[] | undefined => {
  const found = words.map((word) => word.links.values.find((link) => link.column === column)?.value);
  return found.every((value): value is string => value !== undefined) ? found : undefined;
};

const among = (match: Match, reading: Reading, column: Column, negated: boolean): boolean => {
  const words = match.all('value');
  const values = valuesIn(words, column);
  if (!values) return false;
  for (const word of words)
    noteValue(reading.notes, { ...word, value: word.links.values.find((link) => link.column === column) });
  return add(reading, match, { kind: 'in', column, values: [...new Set(values)], negated });
};

const columnIsValue = (match: Match, reading: Reading): boolean => {
  const column = match.one('column')?.column?.column;
  return column !== undefined && among(match, reading, column, match.one('not') !== undefined);
};

const notValues = (match: Match, reading: Reading): boolean => {
  const column = match.one('value')?.value?.column;
  return column !== undefined && !match.one('value')?.roles.has('flag') && among(match, reading, column, true);
};

const textIs =
  (mode: 'is' | 'contains' | 'starts' | 'ends') =>
  (match: Match, reading: Reading): boolean => {
    const column = match.one('column')?.column?.column;
    const text = match.one('text')?.quoted ?? match.one('text')?.text;
    if (column?.kind !== 'text' || !text) return false;
    if (mode === 'is' && column.complete) {
      reading.notes.refuse(
        `There is no ${column.name} '${text}': its values are ${column.values.slice(0, 12).join(', ')}.`,
      );
      return true;
    }
    return add(reading, match, { kind: 'text', column, mode, text, negated: match.one('not') !== undefined });
  };

/** `customer 12`: the row of that key. */
const numbered = (match: Match, reading: Reading): boolean => {
  const [word, number] = [match.one('table'), match.one('number')];
  const table = word?.table?.table;
  const next = reading.sentence.words[(number?.at ?? 0) + 1];
  const key = table && keyOf(table);
  if (
    !word ||
    !key ||
    number?.number === undefined ||
    singular(word.lower) !== word.lower ||
    (number.at - word.at > 1 && !match.one('named'))
  )
    return false;
  if (['dash', 'open_end', 'unit', 'time_unit', 'grain'].some((role) => next?.roles.has(role))) return false;
  return push(reading, match, { kind: 'in', column: key, values: [String(number.number)], negated: false });
};

/** `named 'X'`: the row of that name, or of that key. */
const namedSo = (match: Match, reading: Reading): boolean => {
  const text = match.one('text')?.quoted;
  const table =
    match.one('table')?.table?.table ?? (reading.schema.tables.length === 1 ? reading.schema.tables[0] : undefined);
  if (!table || !text || match.one('text')?.column || match.one('text')?.table) return false;
  const known = match.one('text')?.value;
  if (known && known.table === table)
    return push(reading, match, { kind: 'in', column: known.column, values: [known.value], negated: false });
  const name = table.columns.find(isName);
  if (!name || name.complete) return false;
  return push(reading, match, { kind: 'text', column: name, mode: 'is', text, negated: false });
};

/** How rows are narrowed down by a column, most explicit wordings first. */
export const conditionRules: readonly Rule<Reading>[] = [
  {
    pattern: 'column be? not? between sign=unit? low=number unit? and|dash sign=unit? high=number unit?',
    read: between,
  },
  { pattern: 'column be? not? low=number dash high=number unit?', read: between },
  { pattern: 'column be? not? compare_op than? sign=unit? number unit?', read: compare },
  { pattern: 'column be? number unit? open_end', read: compare },
  { pattern: 'compare_op than? number unit? column=measure', read: counted },
  { pattern: 'number open_end column=measure', read: counted },
  { pattern: 'prep:with number column=measure', read: amounting },
  { pattern: 'column be? not? contains text=quoted|value|unknown', read: textIs('contains') },
  { pattern: 'column not? starts text=quoted|value|unknown', read: textIs('starts') },
  { pattern: 'column not? ends text=quoted|value|unknown', read: textIs('ends') },
  { pattern: 'column be? not? missing', read: missing(false) },
  { pattern: 'not? missing column', read: missing(false) },
  { pattern: 'without missing? column', read: missing(false) },
  { pattern: 'with present column', read: missing(true) },
  { pattern: 'prep:with column=timecol', read: dated },
  { pattern: 'never column=measure', read: never },
  { pattern: 'never column', read: unfilled },
  { pattern: 'column be? present', read: missing(true) },
  { pattern: 'column be? not? value or|and value or|and value', read: columnIsValue },
  { pattern: 'column be? not? value or|and value', read: columnIsValue },
  { pattern: 'column be? not? value', read: columnIsValue },
  { pattern: 'not value column', read: notValues },
  { pattern: 'value column', read: (match, reading) => columnIsValue(match, reading) },
  { pattern: 'not value or|and value or|and value', read: notValues },
  { pattern: 'not value or|and value', read: notValues },
  { pattern: 'not value', read: notValues },
  { pattern: 'column be not? text=quoted', read: textIs('is') },
  { pattern: 'column text=quoted', read: textIs('is') },
  { pattern: 'column be not? number or|and number or|and number', read: equal },
  { pattern: 'column be? not? number or|and number', read: equal },
  { pattern: 'column be? not? number', read: equal },
  { pattern: 'table named? number', read: numbered },
  { pattern: 'table? named text=quoted', read: namedSo },
  { pattern: 'table text=quoted', read: namedSo },
  { pattern: 'comparative than number unit?', read: older },
  { pattern: 'between sign=unit? low=number unit? and|dash sign=unit? high=number unit?', read: loose },
  { pattern: 'low=number dash high=number unit', read: loose },
  { pattern: 'not? compare_op than? sign=unit? number unit?', read: loose },
  { pattern: 'number unit? open_end unit?', read: loose },
];
