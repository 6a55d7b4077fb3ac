import { kinship } from '../lexicon/kinship';
import { type Side, sides } from '../lexicon/lexicon';
import { sameWord } from '../lexicon/words';
import type { Columns } from '../parse/meaning';
import type { Column, Schema, Table } from '../schema/model';
import { type Path, pathsFrom, type Relation, relationsOf } from '../schema/relations';
import { isMeasure, isTime, keyOf } from '../schema/roles';
import type { Select } from './select';

/** Why a reading has no statement over these tables. */
export class Ungrounded extends Error {}

/** Why a question has no statement that could be trusted, however else it is read. */
export class Ambiguous extends Ungrounded {}

/** A table in a statement: the rows that the conditions of a set are about. */
export interface Anchor {
  readonly select: Select;
  readonly path: Path;
  readonly table: Table;
}

export interface Located {
  readonly column: Column;
  readonly table: Table;
  readonly cost: number;
}

/** Times that are about the past of a row, not about its record. */
const BIRTHS = new Set(['birth', 'birthdate', 'birthday', 'born', 'founded', 'established', 'built']);
const JOIN_COST = 0.08;
/** Of a column that many rows of another table have, where one value is expected. */
const DOWN_COST = 0.15;
const CHOICE_WEIGHT = 1.3;
const OWN_SCORE = 0.75;
const OWN_WEIGHT = 0.4;
/** Between names that are equally near. */
const TIE = 0.005;
const areRelated = (one: string, other: string): boolean =>
  one.length > 2 && (sameWord(one, other) || kinship(one, other) === 'derived');

const isOf = ({ words }: Column, side: Side): boolean => words.some((word) => sides[side].includes(word));

/** The tables and how their rows belong together; relations that a question names come first. */
export class Scope {
  readonly relations: readonly Relation[];
  /** Whether a question names a relation. */
  private readonly isNamed: (relation: Relation) => boolean;
  private readonly up = new Map<string, ReadonlyMap<string, Path>>();
  private readonly any = new Map<string, ReadonlyMap<string, Path>>();

  constructor(
    readonly schema: Schema,
    private readonly words: ReadonlySet<string>,
  ) {
    const relations = relationsOf(schema);
    // What several tables call a row of the same table does not say which reference is meant.
    const isCommon = (word: string, { from, to }: Relation): boolean =>
      relations.some((one) => one.from !== from && one.to === to && one.column.words.includes(word));
    this.isNamed = (relation) =>
      relation.column.words.some(
        (word) => words.has(word) && !relation.from.words.includes(word) && word !== 'id' && !isCommon(word, relation),
      );
    this.relations = [...relations.filter(this.isNamed), ...relations.filter((one) => !this.isNamed(one))];
  }

  tableOf({ table }: Column): Table {
    return this.schema.tables.find(({ name }) => name === table) as Table;
  }

  /** The path from a table to one that its rows belong to. */
  pathUp(from: Table, to: Table): Path | undefined {
    const paths = this.up.get(from.name) ?? pathsFrom(this.relations, from);
    this.up.set(from.name, paths);
    return paths.get(to.name);
  }

  /**
   * A path whose last step is by the reference of one side, where there are two references: a flight *from* a city is
   * by its origin. Throws if nothing says which side is meant.
   */
  towards(path: Path, side: Side | undefined): Path {
    const last = path.at(-1);
    const twins = last ? this.relations.filter((one) => one.from === last.from && one.to === last.to) : [];
    const [from, to] = [twins.find((one) => isOf(one.column, 'from')), twins.find((one) => isOf(one.column, 'to'))];
    if (!last || !from || !to || from === to) return path;
    const named = twins.filter((one) => this.isNamed(one));
    const chosen = side ? (side === 'from' ? from : to) : named.length === 1 ? named[0] : undefined;
    if (!chosen) {
      const [one, other] = [from, to].map(({ column }) => column.words.filter((word) => word !== 'id').join(' '));
      throw new Ambiguous(`it is not clear whether the ${one} or the ${other} is meant`);
    }
    return [...path.slice(0, -1), chosen];
  }

  /** Steps between two tables in any direction. */
  distance(from: Table, to: Table): number | undefined {
    const paths = this.any.get(from.name) ?? pathsFrom(this.relations, from, true);
    this.any.set(from.name, paths);
    return paths.get(to.name)?.length;
  }

  /** The table whose rows each belong to one row of all given tables, with the shortest paths. */
  meet(tables: readonly Table[]): Table {
    const candidates = this.schema.tables.flatMap((table) => {
      const lengths = tables.map((one) => this.pathUp(table, one)?.length);
      if (lengths.some((length) => length === undefined)) return [];
      return [
        {
          table,
          length: (lengths as number[]).reduce((sum, one) => sum + one, 0) + (tables.includes(table) ? 0 : 0.5),
        },
      ];
    });
    const best = candidates.sort((one, other) => one.length - other.length)[0];
    if (!best) throw new Ungrounded(`nothing relates ${tables.map(({ name }) => `"${name}"`).join(' and ')}`);
    return best.table;
  }

  /** The cost of looking up something of one table for a row of another. */
  private cost(from: Table, to: Table): number | undefined {
    const up = this.pathUp(from, to);
    if (up) return up.length * JOIN_COST;
    const steps = this.distance(from, to);
    return steps === undefined ? undefined : DOWN_COST + steps * JOIN_COST;
  }

  /** The best candidate for a row of one of the tables; of all candidates if there are no tables. */
  locate<T>(
    choices: readonly { to: T; score: number }[],
    tables: readonly Table[],
    columnOf: (to: T) => Column,
  ): (Located & { to: T }) | undefined {
    const top = Math.max(...choices.map(({ score }) => score));
    // What the named rows have themselves is meant, though another table has a better name for it.
    const own = choices.filter(({ to, score }) => score >= OWN_SCORE && tables[0]?.name === columnOf(to).table);
    const ownTop = Math.max(...own.map(({ score }) => score));
    if (own.length > 0) {
      const best = own.reduce((one, other) => (other.score > one.score ? other : one));
      const column = this.distinguished(
        own.map(({ to, score }) => ({ column: columnOf(to), score })),
        columnOf(best.to),
      );
      const { to } = own.find((one) => columnOf(one.to) === column) ?? best;
      return { to, column, table: this.tableOf(column), cost: (top - ownTop) * OWN_WEIGHT };
    }
    const located = choices.flatMap(({ to, score }) => {
      const column = columnOf(to);
      const table = this.tableOf(column);
      const costs =
        tables.length === 0
          ? [0]
          : tables.flatMap((from, at) => {
              const cost = this.cost(from, table);
              return cost === undefined ? [] : [cost + at * 0.02];
            });
      return costs.length === 0
        ? []
        : [{ to, column, table, cost: Math.min(...costs) + (top - score) * CHOICE_WEIGHT }];
    });
    return located.sort((one, other) => one.cost - other.cost)[0];
  }

  /**
   * Of measures that a word names equally well, the one whose other words are related to the question's: a *price* that
   * something was *sold* for is `sale_price`. Throws if there is none.
   */
  private distinguished(choices: readonly { column: Column; score: number }[], best: Column): Column {
    const top = Math.max(...choices.map(({ score }) => score));
    const equal = choices
      .filter(({ column, score }) => score > top - TIE && isMeasure(column))
      .map(({ column }) => column);
    if (equal.length < 2 || !equal.includes(best)) return best;
    const shared = best.words.filter((word) => equal.every(({ words }) => words.includes(word)));
    const related = equal.filter(({ words }) =>
      words.some((word) => !shared.includes(word) && [...this.words].some((one) => areRelated(one, word))),
    );
    if (related.length === 1) return related[0] as Column;
    const names = equal.slice(0, 3).map(({ words }) => words.join(' '));
    throw new Ambiguous(`it is not clear whether ${names.join(' or ')} is meant`);
  }

  column(columns: Columns, tables: readonly Table[]): Located {
    const located = this.locate(columns, tables, (column) => column);
    if (!located)
      throw new Ungrounded(
        `"${columns[0]?.to.name}" does not belong to ${tables.map(({ name }) => `"${name}"`).join(' or ')}`,
      );
    return located;
  }

  /** The column that periods are about, for rows of a table: its own, or one of a table that they belong to. */
  timeOf(table: Table, words: ReadonlySet<string>): Located | undefined {
    const candidates = this.schema.tables.flatMap((one) => {
      const path = this.pathUp(table, one);
      if (!path) return [];
      const times = one.columns.filter(isTime);
      return times.map((column, at) => {
        const past = column.words.some((word) => BIRTHS.has(word));
        const named =
          column.words.some((word) => words.has(word)) || (past && [...BIRTHS].some((word) => words.has(word)));
        return {
          column,
          table: one,
          cost: path.length * 0.15 + (named ? 0 : at * 0.05) + (column.nulls > 0 ? 0.02 : 0) + (past && !named ? 1 : 0),
        };
      });
    });
    return candidates.sort((one, other) => one.cost - other.cost)[0];
  }

  key(table: Table): Column {
    const key = keyOf(table);
    if (!key) throw new Ungrounded(`the rows of "${table.name}" have no key`);
    return key;
  }
}
