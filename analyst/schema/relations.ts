import { singular } from '../lexicon/words';
import type { Column, Schema, Table } from './model';
import { isId, isTime, keyOf, labelOf } from './roles';

/** Each row of `from` belongs to one row of `to`. */
export interface Relation {
  readonly from: Table;
  readonly column: Column;
  readonly to: Table;
  readonly key: Column;
}

const MIN_SCORE = 0.5;
/** Below this many rows, equal ranges of two numberings are a coincidence. */
const MIN_ROWS_BY_VALUES = 20;

/** Words that many columns have, whatever they are about. */
const COMMON = new Set([
  'name',
  'title',
  'type',
  'kind',
  'status',
  'date',
  'year',
  'label',
  'description',
  'value',
  'number',
  'first',
  'last',
  'full',
]);
const ID = /^(id|key|uuid|guid|no|nr|code|fk|sk)$/;
const stems = (words: readonly string[]): string[] =>
  words.filter((word) => !ID.test(word) && !COMMON.has(word)).map(singular);
const family = ({ kind }: Column): string =>
  kind === 'integer' || kind === 'number' || kind === 'year' ? 'number' : kind;

/** Share of the values of one column that another one has, as far as the request shows; undefined if it does not. */
function containment(column: Column, key: Column): number | undefined {
  if (column.values.length > 0 && key.complete) {
    const keys = new Set(key.values);
    return column.values.filter((value) => keys.has(value)).length / column.values.length;
  }
  const [low, high, min, max] = [column.min, column.max, key.min, key.max].map(Number);
  if (family(column) !== 'number' || [low, high, min, max].some((value) => !Number.isFinite(value))) return undefined;
  return (low as number) >= (min as number) && (high as number) <= (max as number) ? 1 : 0;
}

/** How likely a column refers to a key, by its name; 0 if the name says nothing. */
function nameScore(column: Column, to: Table, key: Column): number {
  const own = stems(column.words);
  const table = to.words.map(singular);
  const keyWords = stems(key.words);
  const same = own.join('') === keyWords.join('');
  if (same && own.length > 0) return isId(column) || !key.words.some((word) => word === 'name') ? 1 : 0;
  if (own.join('') === table.join('') || own.join('') === table.at(-1))
    return isId(column) || !isTime(column) ? 0.95 : 0;
  if (table.length > 1 && own.length > 0 && own.every((word) => table.includes(word))) return 0.75;
  // A `patient_rating` is a rating; a `home_branch_id` is a branch.
  const noun = own.at(-1);
  if (noun !== undefined && (noun === table.at(-1) || noun === keyWords.at(-1))) return 0.8;
  if (own.length > 0 && keyWords.join('').startsWith(own.join('')) && own.join('').length > 3) return 0.7;
  return 0;
}

/** A table whose columns all refer to other tables. */
const isLink = ({ columns }: Table): boolean => columns.length === 2 && columns.every(isId);

function score(from: Table, column: Column, to: Table, key: Column): number {
  if (column.formula || family(column) !== family(key)) return 0;
  const known = containment(column, key);
  if (known === undefined && column.kind === 'text' && column.name !== key.name) return 0;
  const contained = known ?? 0.8;
  if (contained < 0.7) return 0;
  const named = nameScore(column, to, key);
  if (keyOf(from) === column && !isLink(from) && (named < 0.9 || from.rows > to.rows)) return 0;
  if (named > 0) return named * (0.5 + contained / 2);
  const values = column.kind === 'text' && key.complete && column.values.length >= 3 && contained === 1;
  if (values) return 0.6;
  return isId(column) && isLink(from) && contained === 1 ? 0.4 : 0;
}

/** Columns of the two tables that could be one numbering: both unique, with the same range and as many rows. */
function equalKeys(from: Table, to: Table): Relation | undefined {
  const [column, key] = [keyOf(from), keyOf(to)];
  if (!column || !key || from.rows !== to.rows || from.rows < MIN_ROWS_BY_VALUES) return undefined;
  return column.min === key.min && column.max === key.max ? { from, column, to, key } : undefined;
}

const connected = (relations: readonly Relation[], one: Table, other: Table): boolean =>
  pathsFrom(relations, one, true).has(other.name);

/** The relations that the request declares, as far as it has their tables and columns. */
function declaredRelations({ tables, relations }: Schema): Relation[] {
  const columnOf = (name: string, columnName: string) => {
    const table = tables.find((one) => one.name === name);
    const column = table?.columns.find((one) => one.name === columnName);
    return table && column ? { table, column } : undefined;
  };
  return relations.flatMap((declared): Relation[] => {
    const [from, to] = [columnOf(declared.from, declared.column), columnOf(declared.to, declared.key)];
    // Joins with the table itself are read from its columns.
    if (!from || !to || from.table === to.table) return [];
    return [{ from: from.table, column: from.column, to: to.table, key: to.column }];
  });
}

function findRelations(schema: Schema): Relation[] {
  const { tables } = schema;
  const pairs = tables.flatMap((from) => tables.filter((to) => to !== from).map((to) => ({ from, to })));
  const relations = declaredRelations(schema);
  const weak: Relation[] = [];
  for (const from of tables) {
    for (const column of from.columns) {
      if (relations.some((one) => one.column === column || one.key === column)) continue;
      const targets = pairs
        .filter((pair) => pair.from === from)
        .flatMap(({ to }) => {
          const label = labelOf(to);
          const texts = column.kind === 'text' && label && label.unique && label !== keyOf(to) ? [label] : [];
          const unique = to.columns.filter((one) => one.unique && one !== keyOf(to) && one.name === column.name);
          return [keyOf(to), ...texts, ...unique].flatMap((key) =>
            key ? [{ from, column, to, key, score: score(from, column, to, key) }] : [],
          );
        })
        .sort((one, other) => other.score - one.score);
      const best = targets[0];
      if (
        best &&
        best.score >= MIN_SCORE &&
        !relations.some((one) => one.from === best.to && one.to === from && one.column === best.key)
      ) {
        relations.push({ from, column, to: best.to, key: best.key });
      } else if (best && best.score > 0 && targets[1]?.score !== best.score) weak.push(best);
      else if (best && best.score > 0) weak.push(...targets.filter((one) => one.score === best.score));
    }
  }
  for (const relation of weak) {
    if (!connected(relations, relation.from, relation.to)) relations.push(relation);
  }
  // A second column of a table that already refers to the same key, such as `friend_id` next to `student_id`.
  for (const relation of weak) {
    const { from, to, column } = relation;
    const known = relations.some((one) => one.from === from && one.to === to);
    if (known && !relations.some((one) => one.column === column)) relations.push(relation);
  }
  for (const { from, to } of pairs) {
    const relation = connected(relations, from, to) ? undefined : equalKeys(from, to);
    if (relation) relations.push(relation);
  }
  return relations;
}

const cache = new WeakMap<Schema, Relation[]>();

/** The relations of the tables: those that the request declares, then those by names and values of their columns. */
export function relationsOf(schema: Schema): readonly Relation[] {
  const relations = cache.get(schema) ?? findRelations(schema);
  cache.set(schema, relations);
  return relations;
}

/** Relations to follow one after another, each from the row at hand to the one it belongs to. */
export type Path = readonly Relation[];

const MAX_STEPS = 4;

/** The shortest paths from a table to every other one: upwards only, or in both directions. */
export function pathsFrom(relations: readonly Relation[], table: Table, both = false): ReadonlyMap<string, Path> {
  const paths = new Map<string, Path>([[table.name, []]]);
  let border: Table[] = [table];
  for (let step = 0; step < MAX_STEPS && border.length > 0; step += 1) {
    const next: Table[] = [];
    for (const here of border) {
      for (const relation of relations) {
        const there = relation.from === here ? relation.to : both && relation.to === here ? relation.from : undefined;
        if (!there || paths.has(there.name)) continue;
        paths.set(there.name, [...(paths.get(here.name) ?? []), relation]);
        next.push(there);
      }
    }
    border = next;
  }
  return paths;
}
