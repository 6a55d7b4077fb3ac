import { singular } from '../language/words';
import type { Operator } from '../plan/query';
import type { Column } from '../schema/model';
import { keyOf } from '../schema/relations';
import { isFlag, isId, isName, isNumeric } from '../schema/roles';
import { noteColumn, noteValue } from './notes';
import type { Match, Rule } from './pattern';
import type { Reading } from './reading';
import type { Word } from './resolve';

const opposite: Readonly<Record<Operator, Operator>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

const argOf = (word: Word | undefined, role: string): string | undefined =>
  word?.phrases.find((phrase) => phrase.role === role)?.arg;
const operatorOf = (match: Match, role = 'compare_op'): Operator | undefined => {
  const op = argOf(match.one(role), role) as Operator | undefined;
  return op && match.one('not') ? opposite[op] : op;
};
const numeric = (word: Word | undefined): Column | undefined =>
  word?.column && isNumeric(word.column.column) ? word.column.column : undefined;

const add = (reading: Reading, match: Match, condition: Parameters<typeof push>[2]): boolean =>
  push(reading, match, condition);
/** A number that can be more or less: of identifiers only when they are named as they are. */
const quantity = (word: Word | undefined): Column | undefined => {
  const column = numeric(word);
  return column && isId(column) && word?.column?.how !== 'exact' ? undefined : column;
};

const push = (reading: Reading, match: Match, condition: Reading['conditions'][number]['condition']): boolean => {
  const [first] = match.words;
  reading.conditions.push({ condition, at: first?.at ?? 0, words: match.words });
  const column = match.one('column') ?? match.one('measure') ?? match.one('flag');
  if (column) noteColumn(reading.notes, column, reading.schema);
  return true;
};

const compare = (match: Match, reading: Reading): boolean => {
  const column = quantity(match.one('column'));
  const op = operatorOf(match) ?? (argOf(match.one('open_end'), 'open_end') as Operator | undefined);
  const value = match.one('number')?.number;
  if (!column || !op || value === undefined) return false;
  return add(reading, match, { kind: 'compare', column, op, value });
};

/** `more than 120 passengers`: of a column that holds how many there are; rows of a table are counted elsewhere. */
const counted = (match: Match, reading: Reading): boolean => {
  const [number, column] = [match.one('number'), match.one('column')];
  const near = number !== undefined && column !== undefined && column.at - number.at <= 2;
  if (!near || column.roles.has('table') || !compare(match, reading)) return false;
  const last = reading.conditions.pop();
  if (last) reading.conditions.push({ ...last, amount: true });
  return true;
};

/** `with 0 remote days`. */
const amounting = (match: Match, reading: Reading): boolean => {
  const [number, word] = [match.one('number'), match.one('column')];
  const column = quantity(word);
  if (!column || !number || !word || word.at - number.at > 1 || word.roles.has('table')) return false;
  return add(reading, match, { kind: 'compare', column, op: '=', value: number.number ?? 0 });
};

/** `never work remotely`: of a number that says how much, none. */
const never = (match: Match, reading: Reading): boolean => {
  const column = quantity(match.one('column'));
  if (!column || match.one('column')?.roles.has('table') || Number(column.min) !== 0) return false;
  reading.notes.assume(`'${match.one('never')?.text}' means that ${column.name} is 0.`);
  return add(reading, match, { kind: 'compare', column, op: '=', value: 0 });
};

const between = (match: Match, reading: Reading): boolean => {
  const column = quantity(match.one('column') ?? match.one('measure'));
  const [low, high] = [match.one('low')?.number, match.one('high')?.number];
  if (!column || low === undefined || high === undefined || low > high) return false;
  return add(reading, match, { kind: 'between', column, low, high, negated: match.one('not') !== undefined });
};

const equal = (match: Match, reading: Reading): boolean => {
  const column = numeric(match.one('column') ?? match.one('measure'));
  const values = match.all('number').flatMap((word) => (word.number === undefined ? [] : [String(word.number)]));
  const last = match.words.at(-1);
  const word = match.one('column');
  if (!column || !word || values.length === 0) return false;
  const said = match.one('be') !== undefined || column.words.includes('year');
  if (!said && (last?.roles.has('period') || isFlag(column) || (match.one('number')?.at ?? 0) - word.at > 2))
    return false;
  if (isFlag(column) && values.length === 1)
    return add(reading, match, { kind: 'flag', column, on: (values[0] === '1') !== (match.one('not') !== undefined) });
  return add(reading, match, { kind: 'in', column, values, negated: match.one('not') !== undefined });
};

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

const loose = (match: Match, reading: Reading): boolean => {
  const open = match.one('open_end');
  const op = operatorOf(match) ?? (argOf(open, 'open_end') as Operator | undefined);
  const [low, high] = [match.one('low') ?? match.one('number'), match.one('high')];
  if (low?.number === undefined || (!op && high?.number === undefined)) return false;
  const unit = match.one('unit') ?? match.one('sign');
  if (!unit && low.roles.has('period') && (high?.roles.has('period') ?? true)) return false;
  const next = reading.sentence.words[(match.words.at(-1)?.at ?? 0) + 1];
  if (
    !unit &&
    next &&
    !reading.sentence.isUsed(next) &&
    ['unknown', 'id', 'table', 'times'].some((role) => next.roles.has(role))
  )
    return false;
  const hint =
    argOf(unit, 'unit') ??
    match.one('comparative')?.lower ??
    (/old|young/.test(open?.lower ?? '') ? 'older' : undefined);
  reading.loose.push({
    op,
    low: low.number,
    high: high?.number,
    negated: match.one('not') !== undefined && !op,
    hint,
    at: match.words[0]?.at ?? 0,
  });
  return true;
};

const older = (match: Match, reading: Reading): boolean => {
  const number = match.one('number')?.number;
  const adjective = match.one('comparative');
  if (number === undefined || !adjective) return false;
  reading.loose.push({
    low: number,
    op: undefined,
    negated: match.one('not') !== undefined,
    hint: adjective.lower,
    at: adjective.at,
  });
  return true;
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
