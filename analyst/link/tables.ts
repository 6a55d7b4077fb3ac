import { isPerson, singular } from '../lexicon/words';
import type { Schema, Table } from '../schema/model';
import { relationsOf } from '../schema/relations';
import { isId, labelOf } from '../schema/roles';
import { type Choice, oncePerPhrase } from './choices';
import { conceptsOf } from './concepts';
import { nameMatch } from './names';

/** Last words of names of tables that say nothing. */
const SUFFIXES = new Set(['data', 'list', 'info', 'table', 'details', 'records', 'log', 'history']);
const ANYBODY = new Set(['person', 'folk', 'folks', 'individual', 'employee', 'worker', 'man', 'guy', 'human']);
const SCORE = { alias: 0.84, people: 0.8, concept: 0.76, labelled: 0.7 };

/** The last word of a table's name that says something: `cars` of cars_data. */
export const headOf = (words: readonly string[]): string =>
  words.filter((word) => !SUFFIXES.has(word) && !/^\d+$/.test(word)).at(-1) ?? words.at(-1) ?? '';

interface Alias {
  readonly to: Table;
  readonly words: readonly string[];
}
const bySchema = new WeakMap<Schema, readonly Alias[]>();

/** What references call the tables that they refer to: `manager_id` calls an employee a manager. */
function aliasesOf(schema: Schema): readonly Alias[] {
  const known = bySchema.get(schema);
  if (known) return known;
  const aliases = relationsOf(schema).flatMap(({ from, column, to }) => {
    const words = column.words.filter((word) => word !== 'id' && word !== 'key');
    return from !== to && isId(column) && words.length > 0 ? [{ to, words }] : [];
  });
  bySchema.set(schema, aliases);
  return aliases;
}

function scoresOf(schema: Schema, table: Table, words: readonly string[]): number[] {
  const core = table.words.filter((word) => !SUFFIXES.has(word));
  const label = labelOf(table);
  const prefix = label && label.words.length > 1 ? label.words.slice(0, -1) : [];
  const [only = ''] = words;
  const head = singular(headOf(table.words));
  return [
    nameMatch(words, table.words)?.score ?? 0,
    nameMatch(words, core)?.score ?? 0,
    nameMatch(words, prefix)?.why === 'exact' ? SCORE.labelled : 0,
    conceptsOf(schema, words).some(({ tables }) => tables.includes(head)) ? SCORE.concept : 0,
    words.length === 1 && ANYBODY.has(singular(only)) && isPerson(singular(table.words.at(-1) ?? ''))
      ? SCORE.people
      : 0,
    ...aliasesOf(schema)
      .filter(({ to }) => to === table)
      .map((alias) => ((nameMatch(words, alias.words)?.score ?? 0) > 0.9 ? SCORE.alias : 0)),
  ];
}

/** The tables that words may name. */
export const tableChoices = oncePerPhrase((schema, words): Choice<Table>[] =>
  schema.tables.flatMap((table) => {
    const score = Math.max(...scoresOf(schema, table, words));
    return score > 0 ? [{ to: table, score }] : [];
  }),
);
