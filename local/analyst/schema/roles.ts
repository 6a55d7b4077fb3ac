import { singular } from '../language/words';
import type { Column, Table } from './model';
import { plainWords } from './names';

const idWords = new Set(['id', 'uuid', 'guid', 'key', 'sku', 'isbn', 'ean']);
const textFlags = new Set(['yes', 'no', 'y', 'n', 'true', 'false', 't', 'f']);
const truths = new Set(['yes', 'y', 'true', 't', '1', '1.0']);

export const isNumeric = (column: Column): boolean => column.kind === 'integer' || column.kind === 'number';
export const isTime = (column: Column): boolean => column.kind === 'date' || column.kind === 'timestamp';

/** Endings of names that number things, where no number comes twice. */
const numbering = new Set(['no', 'nr', 'num', 'number']);

/** Named as an identifier: `id`, `user_id`, `orderKey`; `ticket #` of tickets. */
export const isId = (column: Column): boolean => {
  if (isTime(column)) return false;
  const last = column.words.at(-1) ?? '';
  if (idWords.has(last) || (numbering.has(last) && column.words.length > 1 && column.kind !== 'number')) return true;
  if (!column.unique || column.kind === 'number') return false;
  return (
    numbering.has(last) || column.words.map(singular).join(' ') === plainWords(column.table).map(singular).join(' ')
  );
};

/** Yes or no: a boolean, a number that is only 0 or 1, or a text that is only yes or no. */
export const isFlag = (column: Column): boolean => {
  if (column.kind === 'boolean') return true;
  const values = column.values.map((value) => value.toLowerCase());
  if (isNumeric(column)) {
    if (column.complete)
      return values.length > 0 && values.every((value) => Number(value) === 0 || Number(value) === 1);
    return column.distinct === 2 && Number(column.min) === 0 && Number(column.max) === 1;
  }
  return (
    column.kind === 'text' && column.complete && values.length > 0 && values.every((value) => textFlags.has(value))
  );
};

/** The text that stands for yes in a flag column of text. */
export const truthOf = (column: Column): string =>
  column.values.find((value) => truths.has(value.toLowerCase())) ?? 'yes';
/** The text that stands for no in a flag column of text. */
export const falsehoodOf = (column: Column): string =>
  column.values.find((value) => !truths.has(value.toLowerCase())) ?? 'no';

/** A number that adding or averaging makes sense of. */
export const isMeasure = (column: Column): boolean => isNumeric(column) && !isId(column) && !isFlag(column);

/** One value for each row, as far as the profile tells. */
export const isUnique = (column: Column, table: Table): boolean =>
  table.rows > 0 &&
  column.distinct !== undefined &&
  column.distinct >= table.rows - (column.nulls ?? 0) &&
  !column.nulls;

/** Few values that repeat: fit to group by. */
export const isCategory = (column: Column): boolean =>
  isFlag(column) || (!isTime(column) && column.distinct !== undefined && column.distinct <= 30);

/** Holds the name by which people call the row: `name`, `title`, `product_name`. */
export const isName = (column: Column): boolean =>
  column.kind === 'text' && ['name', 'nm', 'title', 'label', 'username'].includes(column.words.at(-1) ?? '');
