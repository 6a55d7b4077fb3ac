import type { Operator } from '../plan/query';
import type { Column } from '../schema/model';
import { isFlag, isId, isNumeric } from '../schema/roles';
import { noteColumn } from './notes';
import type { Match } from './pattern';
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
export const numeric = (word: Word | undefined): Column | undefined =>
  word?.column && isNumeric(word.column.column) ? word.column.column : undefined;

export const add = (reading: Reading, match: Match, condition: Parameters<typeof push>[2]): boolean =>
  push(reading, match, condition);
/** A number that can be more or less: of identifiers only when they are named as they are. */
export const quantity = (word: Word | undefined): Column | undefined => {
  const column = numeric(word);
  return column && isId(column) && word?.column?.how !== 'exact' ? undefined : column;
};

export const push = (
  reading: Reading,
  match: Match,
  condition: Reading['conditions'][number]['condition'],
): boolean => {
  const [first] = match.words;
  reading.conditions.push({ condition, at: first?.at ?? 0, words: match.words });
  const column = match.one('column') ?? match.one('measure') ?? match.one('flag');
  if (column) noteColumn(reading.notes, column, reading.schema);
  return true;
};

export const compare = (match: Match, reading: Reading): boolean => {
  const column = quantity(match.one('column'));
  const op = operatorOf(match) ?? (argOf(match.one('open_end'), 'open_end') as Operator | undefined);
  const value = match.one('number')?.number;
  if (!column || !op || value === undefined) return false;
  return add(reading, match, { kind: 'compare', column, op, value });
};

/** `more than 120 passengers`: of a column that holds how many there are; rows of a table are counted elsewhere. */
export const counted = (match: Match, reading: Reading): boolean => {
  const [number, column] = [match.one('number'), match.one('column')];
  const near = number !== undefined && column !== undefined && column.at - number.at <= 2;
  if (!near || column.roles.has('table') || !compare(match, reading)) return false;
  const last = reading.conditions.pop();
  if (last) reading.conditions.push({ ...last, amount: true });
  return true;
};

/** `with 0 remote days`. */
export const amounting = (match: Match, reading: Reading): boolean => {
  const [number, word] = [match.one('number'), match.one('column')];
  const column = quantity(word);
  if (!column || !number || !word || word.at - number.at > 1 || word.roles.has('table')) return false;
  return add(reading, match, { kind: 'compare', column, op: '=', value: number.number ?? 0 });
};

/** `never work remotely`: of a number that says how much, none. */
export const never = (match: Match, reading: Reading): boolean => {
  const column = quantity(match.one('column'));
  if (!column || match.one('column')?.roles.has('table') || Number(column.min) !== 0) return false;
  reading.notes.assume(`'${match.one('never')?.text}' means that ${column.name} is 0.`);
  return add(reading, match, { kind: 'compare', column, op: '=', value: 0 });
};

export const between = (match: Match, reading: Reading): boolean => {
  const column = quantity(match.one('column') ?? match.one('measure'));
  const [low, high] = [match.one('low')?.number, match.one('high')?.number];
  if (!column || low === undefined || high === undefined || low > high) return false;
  return add(reading, match, { kind: 'between', column, low, high, negated: match.one('not') !== undefined });
};

export const equal = (match: Match, reading: Reading): boolean => {
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

export const loose = (match: Match, reading: Reading): boolean => {
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

export const older = (match: Match, reading: Reading): boolean => {
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
