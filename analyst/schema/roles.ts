import { singular } from '../lexicon/words';
import type { Column, Table } from './model';

const ID_WORDS = new Set(['id', 'uuid', 'guid', 'key', 'sku', 'isbn', 'ean']);
const NUMBERING = new Set(['no', 'nr', 'num', 'number', 'code']);
const NAME_WORDS = ['name', 'title', 'label', 'username', 'fullname'];
const FLAG_TEXTS = new Set(['yes', 'no', 'y', 'n', 'true', 'false', 't', 'f']);
const TRUE_TEXTS = new Set(['yes', 'y', 'true', 't', '1', '1.0']);

export const isNumeric = ({ kind }: Column): boolean => kind === 'integer' || kind === 'number';
export const isTime = ({ kind }: Column): boolean => kind === 'date' || kind === 'timestamp' || kind === 'year';
export const isText = ({ kind }: Column): boolean => kind === 'text';

/** Whether a column identifies rows or refers to rows that another column identifies. */
export function isId(column: Column): boolean {
  const last = column.words.at(-1) ?? '';
  if (isTime(column) || column.kind === 'number') return false;
  return ID_WORDS.has(last) || (NUMBERING.has(last) && column.words.length > 1 && column.unique);
}

/** Whether a column has two values that mean yes and no. */
export function isFlag(column: Column): boolean {
  if (column.kind === 'boolean') return true;
  if (isNumeric(column))
    return column.distinct !== undefined && column.distinct <= 2 && column.min === 0 && column.max === 1;
  return isText(column) && column.complete && column.values.every((value) => FLAG_TEXTS.has(value.toLowerCase()));
}

/** The text that means yes in a flag that is text, such as `yes` or `T`. */
export const trueText = (column: Column): string =>
  column.values.find((value) => TRUE_TEXTS.has(value.toLowerCase())) ?? 'yes';

/** Whether sums and averages of a column have a meaning. */
export const isMeasure = (column: Column): boolean => isNumeric(column) && !isId(column) && !isFlag(column);

/** Few values that repeat. */
export const isCategory = (column: Column): boolean =>
  isFlag(column) || (isText(column) && column.distinct !== undefined && column.distinct <= 60 && !column.unique);

/** Whether a column has the names by which people know the rows. */
export const isName = (column: Column): boolean => isText(column) && NAME_WORDS.includes(column.words.at(-1) ?? '');

const spelled = (words: readonly string[]): string => words.map(singular).join('');

/** Whether a column is named as its table: `country` of countries. */
const namesItsTable = (table: Table, column: Column): boolean =>
  [spelled(table.words), singular(table.words.at(-1) ?? '')].includes(spelled(column.words));

/** The column that people know the rows of a table by: its name, else a text that is named as the table. */
export function labelOf(table: Table): Column | undefined {
  const texts = table.columns.filter(isText);
  const names = texts.filter(isName);
  return (
    names.find((column) => column.words.length === 1) ??
    names.find((column) => column.words.some((word) => table.words.map(singular).includes(singular(word)))) ??
    names.find((column) => column.unique) ??
    texts.find((column) => namesItsTable(table, column)) ??
    names[0]
  );
}

/** The column that identifies the rows of a table. */
export function keyOf(table: Table): Column | undefined {
  const unique = table.columns.filter((column) => column.unique && column.nulls === 0 && !column.formula);
  const own = spelled(table.words);
  const base = (column: Column) => spelled(column.words.filter((word) => !ID_WORDS.has(word)));
  const ids = unique.filter(isId);
  return (
    ids.find((column) => ['', own, singular(table.words.at(-1) ?? '')].includes(base(column))) ??
    ids.find((column) => base(column) !== '' && own.startsWith(base(column).slice(0, 4))) ??
    ids[0] ??
    unique.find((column) => namesItsTable(table, column)) ??
    (unique[0] === table.columns[0] && unique[0] && !isTime(unique[0]) && unique[0].kind !== 'number'
      ? unique[0]
      : undefined)
  );
}
