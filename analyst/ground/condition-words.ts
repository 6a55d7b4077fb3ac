import type { Comparator } from '../lexicon/lexicon';
import type { Column } from '../schema/model';

/** Comparisons in words. */
export const WORDS: Readonly<Record<Comparator, string>> = {
  '>': 'over',
  '<': 'under',
  '>=': 'at least',
  '<=': 'at most',
  '=': '',
  '<>': 'not',
};

/** What a condition calls a column. */
export const title = (column: Column): string => column.words.join(' ');
