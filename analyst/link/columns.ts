import { operatorsOf } from '../lexicon/lexicon';
import { singular } from '../lexicon/words';
import type { Column, Schema, Table } from '../schema/model';
import { isFlag, keyOf, labelOf } from '../schema/roles';
import { type Choice, oncePerPhrase } from './choices';
import { computed, conceptsOf, firstOf } from './concepts';
import { nameMatch } from './names';

const NAMES = new Set(['name', 'names', 'title', 'titles']);
const IDS = new Set(['id', 'ids', 'identifier', 'identifiers']);
/** Of a column that a concept means, by whether the table has the column, computes it, or both. */
const CONCEPT = { column: 0.86, onlyComputed: 0.88, alsoComputed: 0.82 };
/** Of a column whose description has all words, by whether there are several. */
const DESCRIBED = { phrase: 0.72, word: 0.55 };
/** Of the label of a table for *name*, and of its key for *id*. */
const USUAL = 0.8;

const isDescribedBy = ({ description }: Column, words: readonly string[]): boolean => {
  const text = description.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return text.length > 1 && words.every((word) => text.some((one) => one === word || singular(one) === singular(word)));
};

/** Columns by terms, by their names and by their descriptions. */
function named(table: Table, words: readonly string[]): Choice<Column>[] {
  const described = words.every((word) => word.length > 3);
  const byTerm = table.terms.flatMap(({ words: own, column }): Choice<Column>[] => {
    const match = nameMatch(words, own);
    return match && !isFlag(column) ? [{ to: column, score: match.score }] : [];
  });
  const byColumn = table.columns.flatMap((column): Choice<Column>[] => {
    const match = nameMatch(words, column.words);
    if (match) return [{ to: column, score: match.score }];
    if (!described || !isDescribedBy(column, words)) return [];
    return [{ to: column, score: words.length > 1 ? DESCRIBED.phrase : DESCRIBED.word }];
  });
  return [...byTerm, ...byColumn.filter(({ to }) => !byTerm.some((one) => one.to === to))];
}

/** The label for *name* and the key for *id*, whatever they are called. */
function usual(table: Table, words: readonly string[]): Choice<Column>[] {
  const [only = '', ...others] = words;
  const column =
    others.length > 0 ? undefined : NAMES.has(only) ? labelOf(table) : IDS.has(only) ? keyOf(table) : undefined;
  return column ? [{ to: column, score: USUAL }] : [];
}

/** The column of each concept, or what it computes. */
function meant(
  schema: Schema,
  table: Table,
  words: readonly string[],
  direct: readonly Choice<Column>[],
): Choice<Column>[] {
  const phrase = words.join(' ');
  // *Higher* compares; it is not the height itself.
  if (operatorsOf(phrase).some(({ type }) => type === 'cmp' || type === 'sup' || type === 'adj')) return [];
  return conceptsOf(schema, words).flatMap((concept): Choice<Column>[] => {
    const column = concept.columns.length > 0 ? firstOf(table, concept.columns, (one) => !isFlag(one)) : undefined;
    const made = computed(table, concept);
    const sure = direct.some(({ to, score }) => to === column && score > 0.9);
    if (made && !sure) return [{ to: made, score: column ? CONCEPT.alsoComputed : CONCEPT.onlyComputed }];
    return column ? [{ to: column, score: CONCEPT.column }] : [];
  });
}

/** The columns that words may name. */
export const columnChoices = oncePerPhrase((schema, words): Choice<Column>[] => {
  return schema.tables.flatMap((table) => {
    const byName = named(table, words);
    const direct = [...byName, ...usual(table, words).filter(({ to }) => !byName.some((one) => one.to === to))];
    const others = meant(schema, table, words, byName).filter(
      ({ to }) => !direct.some((one) => one.to === to && one.score >= CONCEPT.column),
    );
    return [...direct, ...others];
  });
});
