import { isSymbol, type Token } from '../../../../lib/sql/tokens';
import { type Columns, referencedAliases } from './references';
import type { Join, JoiningSelect, Relation } from './selects';
import { sourceOf, splitAt, topLevelIndices } from './token-lists';

/** An equality of expressions of two relations, as source text. */
interface JoinKey {
  readonly left: { readonly alias: string; readonly text: string };
  readonly right: string;
}

/** The relations of a SELECT whose rows its joins repeat. */
export interface Repetition {
  /** Alias of the repeated relation → label of the relation that it is joined with. */
  readonly repeatedBy: ReadonlyMap<string, string>;
  /** Some conditions could not be analysed and may reduce the join to single rows. */
  readonly uncertain: boolean;
}

/** Whether the count that a statement returns exceeds the threshold; undefined when the statement failed. */
export type CountExceeds = (sql: string, threshold: number) => Promise<boolean | undefined>;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const isOnly = (alias: string, aliases: ReadonlySet<string> | undefined): boolean =>
  aliases?.size === 1 && aliases.has(alias);

/** Follows the joins of one SELECT and finds out in the warehouse which keys have several rows. */
export class JoinAnalysis {
  private readonly conditions: readonly (readonly Token[])[];
  private readonly filters = new Map<string, string[]>();
  private readonly keyConditions = new Set<readonly Token[]>();

  constructor(
    private readonly sql: string,
    private readonly select: JoiningSelect,
    private readonly columns: Columns,
    private readonly countExceeds: CountExceeds,
  ) {
    this.conditions = [...select.joins.flatMap((join) => join.on), ...select.where];
    for (const condition of this.conditions) {
      const aliases = referencedAliases(condition, columns);
      const [alias] = aliases?.size === 1 ? aliases : [];
      if (alias !== undefined) this.filters.set(alias, [...(this.filters.get(alias) ?? []), sourceOf(sql, condition)]);
    }
  }

  /** Undefined when it is inconclusive. */
  async repetition(): Promise<Repetition | undefined> {
    const repeatedBy = new Map<string, string>();
    const earlier: Relation[] = [this.select.first];
    for (const join of this.select.joins) {
      const { relation } = join;
      if (!join.cross) {
        const keys = this.keysOf(join, earlier);
        const product = keys.length === 0 && join.on.length === 0;
        if (keys.length === 0 && !product) return undefined;
        const [right, left] = await Promise.all([
          product ? this.hasSeveralRows(relation) : this.rightRepeats(relation, keys, earlier),
          product ? this.hasSeveralRows(this.select.first) : this.leftRepeats(keys, earlier, relation, repeatedBy),
        ]);
        if (right === undefined || left === undefined) return undefined;
        const owner = keys[0] && earlier.find(({ alias }) => alias === keys[0]?.left.alias);
        if (left) repeatedBy.set(relation.alias, (owner ?? this.select.first).label);
        if (right) {
          for (const { alias } of earlier) if (!repeatedBy.has(alias)) repeatedBy.set(alias, relation.label);
        }
      }
      earlier.push(relation);
    }
    const isAnalysed = (condition: readonly Token[]) =>
      this.keyConditions.has(condition) || (referencedAliases(condition, this.columns)?.size ?? 2) < 2;
    return { repeatedBy, uncertain: !this.conditions.every(isAnalysed) };
  }

  private keysOf({ relation, on, using, cross }: Join, earlier: readonly Relation[]): JoinKey[] {
    const usingKeys = using.flatMap((name): JoinKey[] => {
      const column = name.replace(/^"|"$/g, '').toLowerCase();
      const owner = earlier.find(({ alias }) => this.columns.get(alias)?.has(column));
      return owner ? [{ left: { alias: owner.alias, text: name }, right: name }] : [];
    });
    const candidates = on.length > 0 || cross ? on : this.select.where;
    const equalityKeys = candidates.flatMap((condition): JoinKey[] => {
      const [left, right, ...more] = splitAt(
        condition,
        topLevelIndices(condition, (token) => isSymbol(token, '=')),
      );
      if (!left || !right || more.length > 0) return [];
      for (const [one, other] of [
        [left, right],
        [right, left],
      ] as const) {
        const owner = earlier.find(({ alias }) => isOnly(alias, referencedAliases(one, this.columns)));
        if (owner && isOnly(relation.alias, referencedAliases(other, this.columns))) {
          this.keyConditions.add(condition);
          return [{ left: { alias: owner.alias, text: sourceOf(this.sql, one) }, right: sourceOf(this.sql, other) }];
        }
      }
      return [];
    });
    return [...usingKeys, ...equalityKeys];
  }

  private from({ alias, source }: Relation, conditions: readonly string[]): string {
    const all = [...conditions, ...(this.filters.get(alias) ?? [])].map((condition) => `(${condition})`);
    return `FROM ${source} AS ${quoted(alias)}${all.length > 0 ? ` WHERE ${all.join(' AND ')}` : ''}`;
  }

  private hasSeveralRows(relation: Relation): Promise<boolean | undefined> {
    return this.countExceeds(
      `${this.select.prefix}SELECT COUNT(*) FROM (SELECT 1 AS one ${this.from(relation, [])} LIMIT 2) AS several`,
      1,
    );
  }

  /** Whether a relation has several rows for a key that the other relation has too. */
  private hasRepeatedKey(
    relation: Relation,
    keys: readonly string[],
    other: Relation,
    otherKeys: readonly string[],
  ): Promise<boolean | undefined> {
    const notNull = keys.map((key) => `${key} IS NOT NULL`);
    const matching =
      keys.length === 1 && otherKeys.length === 1
        ? [`${keys[0]} IN (SELECT ${otherKeys[0]} ${this.from(other, [`${otherKeys[0]} IS NOT NULL`])})`]
        : [];
    const rows = `SELECT 1 AS one ${this.from(relation, [...notNull, ...matching])} GROUP BY ${keys.join(', ')} HAVING COUNT(*) > 1 LIMIT 1`;
    return this.countExceeds(`${this.select.prefix}SELECT COUNT(*) FROM (${rows}) AS repeated`, 0);
  }

  private rightRepeats(relation: Relation, keys: readonly JoinKey[], earlier: readonly Relation[]) {
    const other = earlier.find(({ alias }) => alias === keys[0]?.left.alias) ?? this.select.first;
    const sameRelation = keys.every((key) => key.left.alias === other.alias);
    return this.hasRepeatedKey(
      relation,
      keys.map((key) => key.right),
      other,
      sameRelation ? keys.map((key) => key.left.text) : [],
    );
  }

  private async leftRepeats(
    keys: readonly JoinKey[],
    earlier: readonly Relation[],
    relation: Relation,
    repeatedBy: ReadonlyMap<string, string>,
  ): Promise<boolean | undefined> {
    const owners = earlier.filter(({ alias }) => keys.some((key) => key.left.alias === alias));
    const [owner] = owners;
    if (!owner || owners.length > 1) return undefined;
    if (repeatedBy.has(owner.alias)) return true;
    return this.hasRepeatedKey(
      owner,
      keys.map((key) => key.left.text),
      relation,
      keys.map((key) => key.right),
    );
  }
}
