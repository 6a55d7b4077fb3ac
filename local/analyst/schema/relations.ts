import { singular } from '../language/words';
import type { Column, Schema, Table } from './model';
import { isId, isName, isUnique } from './roles';

/** Many rows of `from` belong to one row of `to`. */
export interface Relation {
  readonly from: Table;
  readonly fromColumn: Column;
  readonly to: Table;
  readonly toColumn: Column;
}

const family = (column: Column): string =>
  column.kind === 'integer' || column.kind === 'number' ? 'number' : column.kind;

const mostly = (table: Table, column: Column): boolean =>
  isUnique(column, table) || (column.distinct !== undefined && table.rows > 20 && column.distinct >= table.rows * 0.97);

const stem = (words: readonly string[]): string => words.map(singular).join('');

/** The column names its own table: `id` or `user_id` of users. */
const ownsKey = (table: Table, column: Column): boolean => {
  const own = stem(table.words);
  const last = singular(table.words.at(-1) ?? '');
  const base = stem(column.words.filter((word) => !isIdWord(word)));
  return isId(column) && (base === '' || base === own || base === last);
};
const isIdWord = (word: string): boolean => ['id', 'key', 'uuid', 'guid', 'no', 'code'].includes(word);

/** Fit to tell rows apart though it is not named as an identifier: `station` of stations, `code` in the first place. */
const isNaturalKey = (table: Table, column: Column): boolean => {
  if (!isUnique(column, table) || (column.kind !== 'text' && column.kind !== 'integer') || isName(column)) return false;
  const own = stem(column.words) === stem(table.words) || singular(table.words.at(-1) ?? '') === stem(column.words);
  return own || column === table.columns[0];
};

/** The column that tells the rows of a table apart, by its name and its profile. */
export const keyOf = (table: Table): Column | undefined => {
  const keys = table.columns.filter((column) => isId(column) && mostly(table, column));
  return (
    keys.find((column) => ownsKey(table, column)) ??
    keys[0] ??
    table.columns.find((column) => ownsKey(table, column) && column.distinct === undefined) ??
    table.columns.find((column) => isNaturalKey(table, column))
  );
};

/** Every value seen in a column of texts is a value of the key: they speak of the same things whatever they are called. */
const holdsKeys = (column: Column, key: Column): boolean => {
  if (column.kind !== 'text' || key.kind !== 'text' || column.values.length < 3 || !key.complete) return false;
  const keys = new Set(key.values);
  return column.values.every((value) => keys.has(value));
};

const pointsTo = (column: Column, target: Table, key: Column): boolean => {
  if (family(column) !== family(key)) return false;
  const name = stem(column.words);
  const plain = stem(key.words);
  if (name === plain && plain !== 'id')
    return isId(column) || !key.complete || !column.complete || holdsKeys(column, key);
  const base = stem(column.words.filter((word) => !isIdWord(word)));
  const owner = stem(target.words);
  const last = singular(target.words.at(-1) ?? '');
  const keyed = isId(column) && (base === owner || base === last);
  return (keyed && (plain === 'id' || isId(key))) || holdsKeys(column, key);
};

/** Ways from a table to another by each of the columns that point to it: `origin` and `destination` to airports. */
const candidatesOf = (schema: Schema): Relation[] =>
  schema.tables.flatMap((to) => {
    const toColumn = keyOf(to);
    if (!toColumn) return [];
    return schema.tables
      .filter((from) => from !== to)
      .flatMap((from) => {
        const pointing = from.columns.filter((column) => pointsTo(column, to, toColumn));
        const named = pointing.filter((column) => stem(column.words) === stem(toColumn.words));
        return (named.length > 0 ? named.slice(0, 1) : pointing).flatMap((fromColumn) => {
          const bothKeys = keyOf(from) === fromColumn && from.rows <= to.rows && mostly(from, fromColumn);
          if (bothKeys && from.rows === to.rows && schema.tables.indexOf(from) < schema.tables.indexOf(to)) return [];
          return [{ from, fromColumn, to, toColumn }];
        });
      });
  });

const known = new WeakMap<Schema, Relation[]>();

/** Which tables belong together by their keys, as names and profiles tell; of several ways the one that was spoken of. */
export const relationsOf = (schema: Schema): Relation[] => {
  const before = known.get(schema);
  if (before) return before;
  const all = candidatesOf(schema);
  const spoken = schema.spoken ?? new Set<Column>();
  const found = all.filter((relation) => {
    const rivals = all.filter((other) => other.from === relation.from && other.to === relation.to);
    const meant = rivals.filter((other) => spoken.has(other.fromColumn));
    return rivals.length === 1 || (meant.length === 1 && meant[0] === relation);
  });
  known.set(schema, found);
  return found;
};

/** Columns by which a table points to another in more than one way. */
export const rivalsBetween = (schema: Schema, from: string, to: string): readonly Column[] =>
  candidatesOf(schema)
    .filter((relation) => relation.from.name === from && relation.to.name === to)
    .map((relation) => relation.fromColumn);

/** A step from a table to another: up to the one row it belongs to, or down to the many that belong to it. */
export interface Step {
  readonly up: boolean;
  readonly relation: Relation;
}

const farthest = 4;

/** The shortest way between tables along their keys, ways up before ways down; undefined when there is none. */
export const pathBetween = (relations: readonly Relation[], from: Table, to: Table): readonly Step[] | undefined => {
  let border: { table: Table; steps: Step[] }[] = [{ table: from, steps: [] }];
  const seen = new Set([from.name]);
  for (let depth = 0; depth <= farthest; depth += 1) {
    const arrived = border.find((way) => way.table.name === to.name);
    if (arrived) return arrived.steps;
    const next: typeof border = [];
    for (const up of [true, false]) {
      for (const way of border) {
        for (const relation of relations) {
          const [here, there] = up ? [relation.from, relation.to] : [relation.to, relation.from];
          if (here.name !== way.table.name || seen.has(there.name)) continue;
          next.push({ table: there, steps: [...way.steps, { up, relation }] });
          seen.add(there.name);
        }
      }
    }
    border = next;
  }
  return undefined;
};

/** Whether each row of a table belongs to one row of the other. */
export const isAbove = (relations: readonly Relation[], from: Table, to: Table): boolean =>
  pathBetween(relations, from, to)?.every((step) => step.up) ?? false;
