import { between, isSign, outside, type Token, written } from '../../../../lib/sql/tokens';
import { type Columns, relationsIn } from './references';
import type { Join, JoiningSelect, Relation } from './selects';

/** An equality of two relations' expressions, as text. */
interface Key {
  readonly left: { readonly alias: string; readonly text: string };
  readonly right: string;
}

/** Which relations of a SELECT have rows that its joins repeat: alias → what the relation was joined with. */
export interface Repetition {
  readonly repeated: ReadonlyMap<string, string>;
  /** Conditions were left out that may hold on to single rows. */
  readonly uncertain: boolean;
}

/** Tells whether a statement that counts finds more than `than`; undefined when it cannot be told. */
export type Finds = (sql: string, than: number) => Promise<boolean | undefined>;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const ofOne = (one: string, used: ReadonlySet<string> | undefined): boolean => used?.size === 1 && used.has(one);

/** Follows the joins of one SELECT, asking the warehouse which keys have several rows. */
export class Joins {
  private readonly conditions: readonly (readonly Token[])[];
  private readonly filters = new Map<string, string[]>();
  private readonly keyed = new Set<readonly Token[]>();

  constructor(
    private readonly sql: string,
    private readonly select: JoiningSelect,
    private readonly columns: Columns,
    private readonly finds: Finds,
  ) {
    this.conditions = [...select.joins.flatMap((join) => join.on), ...select.where];
    for (const condition of this.conditions) {
      const used = relationsIn(condition, columns);
      const [alias] = used?.size === 1 ? used : [];
      if (alias !== undefined) this.filters.set(alias, [...(this.filters.get(alias) ?? []), written(sql, condition)]);
    }
  }

  /** Undefined when it cannot be told. */
  async repetition(): Promise<Repetition | undefined> {
    const repeated = new Map<string, string>();
    const earlier: Relation[] = [this.select.first];
    for (const join of this.select.joins) {
      const { relation } = join;
      if (!join.cross) {
        const keys = this.keysOf(join, earlier);
        const product = keys.length === 0 && join.on.length === 0;
        if (keys.length === 0 && !product) return undefined;
        const [right, left] = await Promise.all([
          product ? this.hasSeveral(relation) : this.repeats(relation, keys, earlier),
          product ? this.hasSeveral(this.select.first) : this.leftRepeats(keys, earlier, relation, repeated),
        ]);
        if (right === undefined || left === undefined) return undefined;
        const last = keys[0] && earlier.find((one) => one.alias === keys[0]?.left.alias);
        if (left) repeated.set(relation.alias, (last ?? this.select.first).called);
        if (right) for (const one of earlier) if (!repeated.has(one.alias)) repeated.set(one.alias, relation.called);
      }
      earlier.push(relation);
    }
    const certain = (condition: readonly Token[]) =>
      this.keyed.has(condition) || (relationsIn(condition, this.columns)?.size ?? 2) < 2;
    return { repeated, uncertain: !this.conditions.every(certain) };
  }

  private keysOf({ relation, on, using, cross }: Join, earlier: readonly Relation[]): Key[] {
    const named = using.flatMap((name): Key[] => {
      const column = name.replace(/^"|"$/g, '').toLowerCase();
      const owner = earlier.find(({ alias }) => this.columns.get(alias)?.has(column));
      return owner ? [{ left: { alias: owner.alias, text: name }, right: name }] : [];
    });
    const possible = on.length > 0 || cross ? on : this.select.where;
    const equal = possible.flatMap((condition): Key[] => {
      const [left, right, ...more] = between(
        condition,
        outside(condition, (token) => isSign(token, '=')),
      );
      if (!left || !right || more.length > 0) return [];
      for (const [one, other] of [
        [left, right],
        [right, left],
      ] as const) {
        const owner = earlier.find(({ alias }) => ofOne(alias, relationsIn(one, this.columns)));
        if (owner && ofOne(relation.alias, relationsIn(other, this.columns))) {
          this.keyed.add(condition);
          return [{ left: { alias: owner.alias, text: written(this.sql, one) }, right: written(this.sql, other) }];
        }
      }
      return [];
    });
    return [...named, ...equal];
  }

  private from({ alias, source }: Relation, filters: readonly string[]): string {
    const all = [...filters, ...(this.filters.get(alias) ?? [])].map((one) => `(${one})`);
    return `FROM ${source} AS ${quoted(alias)}${all.length > 0 ? ` WHERE ${all.join(' AND ')}` : ''}`;
  }

  private hasSeveral(relation: Relation): Promise<boolean | undefined> {
    return this.finds(
      `${this.select.prefix}SELECT COUNT(*) FROM (SELECT 1 AS one ${this.from(relation, [])} LIMIT 2) AS several`,
      1,
    );
  }

  /** Whether a relation has several rows for a key that the other side has too. */
  private several(relation: Relation, own: readonly string[], other: Relation, others: readonly string[]) {
    const filled = own.map((key) => `${key} IS NOT NULL`);
    const matching =
      own.length === 1 && others.length === 1
        ? [`${own[0]} IN (SELECT ${others[0]} ${this.from(other, [`${others[0]} IS NOT NULL`])})`]
        : [];
    const rows = `SELECT 1 AS one ${this.from(relation, [...filled, ...matching])} GROUP BY ${own.join(', ')} HAVING COUNT(*) > 1 LIMIT 1`;
    return this.finds(`${this.select.prefix}SELECT COUNT(*) FROM (${rows}) AS repeated`, 0);
  }

  private repeats(relation: Relation, keys: readonly Key[], earlier: readonly Relation[]) {
    const other = earlier.find(({ alias }) => alias === keys[0]?.left.alias) ?? this.select.first;
    const same = keys.every((key) => key.left.alias === other.alias);
    return this.several(
      relation,
      keys.map((key) => key.right),
      other,
      same ? keys.map((key) => key.left.text) : [],
    );
  }

  private async leftRepeats(
    keys: readonly Key[],
    earlier: readonly Relation[],
    relation: Relation,
    repeated: ReadonlyMap<string, string>,
  ): Promise<boolean | undefined> {
    const owners = earlier.filter(({ alias }) => keys.some((key) => key.left.alias === alias));
    const [owner] = owners;
    if (!owner || owners.length > 1) return undefined;
    if (repeated.has(owner.alias)) return true;
    return this.several(
      owner,
      keys.map((key) => key.left.text),
      relation,
      keys.map((key) => key.right),
    );
  }
}
