import type { Condition, Group, Measure, Query } from '../plan/query';
import type { Column, Schema, Table } from '../schema/model';
import { pathBetween, type Relation, relationsOf, rivalsBetween, type Step } from '../schema/relations';
import { conditionSql } from './conditions';
import { groupSql, measureSql } from './expressions';
import { quoteName } from './names';

/** The tables cannot be brought together so that the result is right. */
export class Unjoinable extends Error {
  override name = 'Unjoinable';
}

const columnsOf = (condition: Condition): readonly Column[] => {
  if (condition.kind === 'or') return condition.either.flatMap(columnsOf);
  return condition.kind === 'related' ? [] : [condition.column];
};
const measured = (measure: Measure): readonly Column[] => {
  if (measure.kind === 'count') return [];
  if (measure.kind === 'rate') return [...measure.conditions.flatMap(columnsOf), ...(measure.of ? [measure.of] : [])];
  if (measure.kind === 'matching') return measure.conditions.flatMap(columnsOf);
  return measure.kind === 'product' ? measure.columns : [measure.column];
};

/** What a group has to reach to be kept. */
export interface Bound {
  readonly measure: Measure;
  readonly op: string;
  readonly number: number;
}

type RelatedCondition = Extract<Condition, { kind: 'related' }>;

/** Rows that have no partner at all only a complement finds: fewer than three is not three or more. */
const isComplement = ({ op, count }: RelatedCondition): boolean =>
  op === '<' || op === '<=' || (op === '=' && count === 0);
const complement = ({ op, count }: RelatedCondition): { readonly op: string; readonly count: number } => {
  const inverse =
    op === '<' ? { op: '>=', count } : op === '<=' || (op === '=' && count === 0) ? { op: '>', count } : { op, count };
  const some = (inverse.op === '>' && inverse.count === 0) || (inverse.op === '>=' && inverse.count === 1);
  return some ? { op: 'some', count: 0 } : inverse;
};

/** Writes SELECT statements over one base table and the rows its rows belong to. */
export class Builder {
  private readonly relations: readonly Relation[];
  private readonly joined = new Map<string, Relation>();

  constructor(
    private readonly schema: Schema,
    private readonly base: Table,
  ) {
    this.relations = relationsOf(schema);
  }

  private path(table: string): readonly Step[] {
    const to = this.schema.tables.find((other) => other.name === table);
    const path = to && pathBetween(this.relations, this.base, to);
    const rivals = rivalsBetween(this.schema, this.base.name, table);
    if (!path && rivals.length > 1)
      throw new Unjoinable(
        `${this.base.name} points to ${table} by ${rivals.map((one) => one.name).join(' and ')}: name one of them.`,
      );
    if (!path) throw new Unjoinable(`There is no common key between the tables ${this.base.name} and ${table}.`);
    return path;
  }

  /** Joins the way up to the column's table. */
  private reach(column: Column): void {
    if (column.product) {
      for (const factor of column.product) this.reach(factor);
      return;
    }
    if (column.table === this.base.name) return;
    const path = this.path(column.table);
    if (path.some((step) => !step.up)) {
      throw new Unjoinable(
        `Each row of ${this.base.name} may have many rows of ${column.table}: joined to them it would count more than once.`,
      );
    }
    for (const step of path) this.joined.set(step.relation.to.name, step.relation);
  }

  private readonly name = (column: Column): string => {
    if (column.product)
      return `(${column.product.map((factor) => `CAST(${this.name(factor)} AS DOUBLE PRECISION)`).join(' * ')})`;
    const name =
      this.joined.size === 0 ? quoteName(column.name) : `${quoteName(column.table)}.${quoteName(column.name)}`;
    return column.monthly ? `CAST(${name} || '-01' AS DATE)` : name;
  };

  private tableName(table: string): string {
    return this.schema.name === 'public' ? quoteName(table) : `${quoteName(this.schema.name)}.${quoteName(table)}`;
  }

  /** Rows of another table by number: `key IN (SELECT key FROM other …)`. */
  private readonly related = (condition: Extract<Condition, { kind: 'related' }>): string => {
    const path = this.path(condition.table.name);
    const first = path.findIndex((step) => !step.up);
    const last = path.findLastIndex((step) => !step.up);
    const turn = path[first];
    const many = path[last]?.relation.from;
    if (path.slice(first, last + 1).some((step) => step.up)) {
      throw new Unjoinable(`There is no direct key between ${this.base.name} and ${condition.table.name}.`);
    }
    if (!turn || !many)
      return condition.conditions.map((part) => conditionSql(part, this.name, this.related)).join(' AND ');
    const { op, count } = complement(condition);
    const inner = new Builder(this.schema, many);
    const having = op === 'some' ? undefined : `${op} ${count}`;
    const rows = inner.keys(
      turn.relation,
      path.slice(first + 1, last + 1),
      condition.conditions,
      having,
      condition.distinct,
    );
    return `${this.name(turn.relation.toColumn)} ${isComplement(condition) ? 'NOT IN' : 'IN'} (${rows})`;
  };

  /** The keys of the one side that rows of this table belong to, along the ways down that led here. */
  private keys(
    relation: Relation,
    rest: readonly Step[],
    conditions: readonly Condition[],
    having?: string,
    counted?: Column,
  ): string {
    for (const step of [...rest].reverse()) this.joined.set(step.relation.to.name, step.relation);
    for (const condition of conditions) for (const column of columnsOf(condition)) this.reach(column);
    const key = this.name(relation.fromColumn);
    const where = [...conditions.map((part) => conditionSql(part, this.name, this.related)), `${key} IS NOT NULL`];
    const grouped = having
      ? ` GROUP BY ${key} HAVING ${counted ? `COUNT(DISTINCT ${this.name(counted)})` : 'COUNT(*)'} ${having}`
      : '';
    return `SELECT ${key} FROM ${this.from()} WHERE ${where.join(' AND ')}${grouped}`;
  }

  private from(): string {
    const joins = [...this.joined.values()].map((relation) => {
      const [to, from] = [quoteName(relation.to.name), quoteName(relation.from.name)];
      const on = `${from}.${quoteName(relation.fromColumn.name)} = ${to}.${quoteName(relation.toColumn.name)}`;
      return `\nLEFT JOIN ${this.tableName(relation.to.name)} ON ${on}`;
    });
    return this.tableName(this.base.name) + joins.join('');
  }

  private reachAll(query: Query, others: readonly Column[]): void {
    const conditions = query.conditions.flatMap(columnsOf);
    const groups = query.groups.flatMap((group: Group) =>
      group.kind === 'met' ? group.conditions.flatMap(columnsOf) : [group.column],
    );
    for (const column of [...conditions, ...groups, ...query.measures.flatMap(measured), ...others]) this.reach(column);
    const inGroups = query.groups.flatMap((group) => (group.kind === 'met' ? group.conditions : []));
    const inMeasures = query.measures.flatMap((measure) =>
      measure.kind === 'rate' || measure.kind === 'matching' ? measure.conditions : [],
    );
    for (const condition of [...query.conditions, ...inMeasures, ...inGroups]) {
      if (condition.kind !== 'related') continue;
      for (const step of this.path(condition.table.name)) {
        if (!step.up) break;
        this.joined.set(step.relation.to.name, step.relation);
      }
    }
  }

  private where(conditions: readonly Condition[]): string {
    const parts = conditions.map((condition) => conditionSql(condition, this.name, this.related));
    return parts.length > 0 ? `\nWHERE ${parts.join('\n  AND ')}` : '';
  }

  /** Columns by alias, rows as they are. */
  rows(
    query: Query,
    columns: readonly Column[],
    extra: { readonly where?: string; readonly tail?: string } = {},
  ): string {
    this.reachAll(query, columns);
    const list = columns.map((column) => this.name(column)).join(', ');
    return `SELECT ${list}\nFROM ${this.from()}${this.where(query.conditions)}${extra.tail ? `\n${extra.tail}` : ''}`;
  }

  /** One row for each group, with the measures; aliases as given, groups first. */
  grouped(query: Query, aliases: readonly string[], tail = '', havings: readonly Bound[] = []): string {
    this.reachAll(
      query,
      havings.flatMap((bound) => measured(bound.measure)),
    );
    const keys = query.groups.map((group) => groupSql(group, this.name, this.related));
    const figures = query.measures.map((measure) => measureSql(measure, this.name, this.related));
    const list = [...keys, ...figures].map((sql, at) => `${sql} AS ${quoteName(aliases[at] ?? `c${at + 1}`)}`);
    const by = keys.length > 0 ? `\nGROUP BY ${keys.map((_, at) => at + 1).join(', ')}` : '';
    const bounds = havings.map(
      ({ measure, op, number }) => `${measureSql(measure, this.name, this.related)} ${op} ${number}`,
    );
    const having = bounds.length > 0 ? `\nHAVING ${bounds.join(' AND ')}` : '';
    return `SELECT ${list.join(',\n       ')}\nFROM ${this.from()}${this.where(query.conditions)}${by}${having}${tail ? `\n${tail}` : ''}`;
  }
}
