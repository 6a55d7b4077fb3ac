import { type Comparator, type Side, sides } from '../lexicon/lexicon';
import type { Condition, SetMeaning } from '../parse/meaning';
import type { Column, Table } from '../schema/model';
import { isFlag, isMeasure } from '../schema/roles';
import { Bounds } from './bounds';
import { Comparands } from './comparands';
import { amongSql, compareSql, compareTermSql, rangeSql } from './comparisons';
import { title, WORDS } from './condition-words';
import { Firsts } from './firsts';
import { inPeriodSql } from './in-period';
import { type Anchor, type Located, type Scope, Ungrounded } from './scope';
import { Select } from './select';
import { textSql } from './texts';
import { valueSql } from './value-sql';

/** Results of grounding other than the statement. */
export interface Notes {
  cost: number;
  /** The conditions in words. */
  readonly where: string[];
  readonly assumptions: string[];
}

/** Of a condition on rows of another table that are named before, and not in their condition. */
const OUTSIDE_COST = 0.8;
const FEW: readonly Comparator[] = ['<', '<='];

/** Turns conditions of sets into SQL. */
export class Conditions {
  readonly bounds = new Bounds();
  /** Tables whose rows relate the rows of a condition to those around it. */
  private readonly between: Table[] = [];
  /** The column of text that a question asks for. */
  asked?: Column;

  /** The statement, and those inside of it. */
  readonly selects: Select[] = [];
  readonly comparands: Comparands;
  private readonly firsts = new Firsts(this);

  constructor(
    readonly scope: Scope,
    private readonly schemaName: string,
    private readonly tables: Map<SetMeaning, Table>,
    readonly words: ReadonlySet<string>,
    readonly notes: Notes,
  ) {
    this.comparands = new Comparands(scope, words);
  }

  tableOf(set: SetMeaning): Table {
    const table = this.tables.get(set);
    if (!table) throw new Ungrounded('it is not clear what the rows are');
    return table;
  }

  select = (table: Table): Select => {
    const select = new Select(table, this.schemaName);
    this.selects.push(select);
    return select;
  };

  /** The conditions of a set, and its rank unless it is given elsewhere. */
  ofSet(anchor: Anchor, set: SetMeaning, withRank = true): string[] {
    const rows = new Set<Table>();
    const conditions = set.conditions.map((condition) => {
      const located = this.locatedTable(anchor, condition);
      if (located && rows.has(located)) this.notes.cost += OUTSIDE_COST;
      const plain = condition.k === 'not' ? condition.condition : condition;
      if (plain.k === 'exists') rows.add(this.tableOf(plain.set));
      return this.sql(anchor, condition);
    });
    if (set.rank && withRank) conditions.push(this.firsts.sql(anchor, set, set.rank));
    return conditions.filter(Boolean);
  }

  /** The other table that a condition is about. */
  private locatedTable(anchor: Anchor, condition: Condition): Table | undefined {
    const inner = condition.k === 'not' ? condition.condition : condition;
    const columns =
      inner.k === 'value'
        ? inner.values.map(({ to, score }) => ({ to: to.column, score }))
        : 'term' in inner && inner.term?.k === 'column'
          ? inner.term.columns
          : undefined;
    const table = columns && this.scope.locate(columns, [anchor.table], (column) => column)?.table;
    return table === anchor.table ? undefined : table;
  }

  /** A condition that holds for rows that meet another one, through the rows of a table that belong to them. */
  private through(
    anchor: Anchor,
    target: Table,
    build: (inner: Anchor) => readonly string[],
    count?: { readonly op: Comparator; readonly n: number },
    not = false,
  ): string {
    const { scope } = this;
    const up = scope.pathUp(anchor.table, target);
    if (up && !count) {
      const inner = { select: anchor.select, path: [...anchor.path, ...up], table: target };
      this.notes.cost += up.length * 0.05;
      const last = up.at(-1);
      const own = last
        ? [`${anchor.select.column([...anchor.path, ...up.slice(0, -1)], last.column)} IS NOT NULL`]
        : [];
      const conditions = build(inner);
      const all = conditions.length > 0 ? conditions : own;
      return not ? `NOT (${all.join(' AND ')})` : all.join(' AND ');
    }
    const base = scope.meet([anchor.table, target]);
    const toAnchor = scope.pathUp(base, anchor.table) ?? [];
    const toTarget = scope.pathUp(base, target) ?? [];
    const last = toAnchor.at(-1);
    if (!last)
      throw new Ungrounded(`rows of "${target.name}" cannot be counted for each row of "${anchor.table.name}"`);
    this.notes.cost += (toAnchor.length + toTarget.length) * 0.04;
    const inner = this.select(base);
    const reference = inner.column(toAnchor.slice(0, -1), last.column);
    this.between.push(base);
    const conditions = [...build({ select: inner, path: toTarget, table: target }), `${reference} IS NOT NULL`];
    this.between.pop();
    const counted = base === target ? 'COUNT(*)' : `COUNT(DISTINCT ${inner.column(toTarget, scope.key(target))})`;
    const few = count !== undefined && (FEW.includes(count.op) || (count.op === '=' && count.n === 0));
    const having = count
      ? `\nGROUP BY ${reference}\nHAVING ${counted} ${few ? (count.op === '<' ? '>=' : '>') : count.op} ${count.n}`
      : '';
    const key = anchor.select.column(anchor.path, last.key);
    return `${key} ${few !== not ? 'NOT IN' : 'IN'} (SELECT ${reference}\n${inner.from()}\nWHERE ${conditions.join(' AND ')}${having})`;
  }

  /** A condition on a column, wherever it is. */
  on(
    anchor: Anchor,
    { column, table, cost }: Located,
    build: (expression: string) => string,
    not = false,
    side?: Side,
  ): string {
    this.notes.cost += cost;
    const up = this.scope.pathUp(anchor.table, table);
    if (up) {
      const path = this.scope.towards([...anchor.path, ...up], side);
      const condition = build(anchor.select.column(path, column));
      return not ? `NOT (${condition})` : condition;
    }
    // Of rows that are counted for each of those at hand, as *delivered the most parcels*.
    const { base } = anchor.select;
    const counted = base !== anchor.table && !not ? this.scope.pathUp(base, table) : undefined;
    if (counted) return build(anchor.select.column(this.scope.towards(counted, side), column));
    return this.through(anchor, table, (inner) => [build(inner.select.column(inner.path, column))], undefined, not);
  }

  sql(anchor: Anchor, condition: Condition, not = false): string {
    const { scope, notes } = this;
    switch (condition.k) {
      case 'not':
        return this.sql(anchor, condition.condition, !not);
      case 'both': {
        const tables = condition.conditions.map((one) => this.locatedTable(anchor, one));
        if (not || tables.some((table) => !table || scope.pathUp(anchor.table, table)))
          throw new Ungrounded('one row cannot have both');
        return condition.conditions.map((one) => this.sql(anchor, one)).join(' AND ');
      }
      case 'and':
      case 'or': {
        const before = notes.where.length;
        const apart = condition.k === 'or' || not;
        const build = (): string[] =>
          condition.conditions.map((one) => {
            if (apart) this.bounds.forget();
            return this.sql(anchor, one);
          });
        const parts = apart ? this.bounds.apart(build) : build();
        const words = notes.where.splice(before).join(` ${condition.k} `);
        notes.where.push(not ? `not (${words})` : words);
        const joined = `(${parts.join(condition.k === 'and' ? ' AND ' : ' OR ')})`;
        return not ? `NOT ${joined}` : joined;
      }
      case 'value': {
        const { side } = condition;
        const ofSide = condition.values.filter(({ to }) => side && sides[side].includes(to.column.words[0] ?? ''));
        const values = ofSide.length > 0 ? ofSide : condition.values;
        const located = scope.locate(values, [anchor.table], ({ column }) => column);
        if (!located)
          throw new Ungrounded(`"${condition.values[0]?.to.value}" does not belong to "${anchor.table.name}"`);
        const { column, to } = located;
        notes.where.push(
          typeof to.value === 'boolean'
            ? `${to.value === not ? 'not ' : ''}${title(column)}`
            : `${title(column)} is ${not ? 'not ' : ''}${to.value}`,
        );
        return this.on(
          anchor,
          located,
          (expression) => {
            if (!not) this.bounds.add(expression, '=', String(to.value));
            return valueSql(expression, column, to.value);
          },
          not,
          side,
        );
      }
      case 'compare':
        return compareSql(this, anchor, condition, not);
      case 'among':
        return amongSql(this, anchor, condition, not);
      case 'range':
        return rangeSql(this, anchor, condition, not);
      case 'compareTerm':
        return compareTermSql(this, anchor, condition, not);
      case 'null': {
        const located = scope.column(condition.on, [anchor.table]);
        notes.where.push(`${not ? 'with' : 'without'} ${title(located.column)}`);
        if (isFlag(located.column) && located.column.nulls === 0) {
          return this.on(anchor, located, (expression) => valueSql(expression, located.column, not));
        }
        if (!scope.pathUp(anchor.table, located.table))
          return this.through(anchor, located.table, () => [], undefined, !not);
        // *No tip*, where every row has one.
        if (located.column.nulls === 0 && isMeasure(located.column) && located.column.min === 0)
          return this.on(anchor, located, (expression) => `${expression} ${not ? '<>' : '='} 0`);
        if (located.column.nulls === 0) throw new Ungrounded(`"${located.column.name}" is never missing`);
        return this.on(anchor, located, (expression) => `${expression} IS ${not ? 'NOT ' : ''}NULL`);
      }
      case 'first': {
        if (not) throw new Ungrounded('rows that are not first are asked for');
        return this.firsts.sql(anchor, { tables: [], conditions: [] }, condition.rank);
      }
      case 'text':
        return textSql(this, anchor, condition, not);
      case 'period':
        return inPeriodSql(this, anchor, condition, not);
      case 'exists':
        return this.exists(anchor, condition, not);
    }
  }

  private exists(anchor: Anchor, { set, op, count }: Extract<Condition, { k: 'exists' }>, not: boolean): string {
    const table = this.tableOf(set);
    const before = this.notes.where.length;
    const both = set.conditions.find((one) => one.k === 'both');
    if (both?.k === 'both') {
      const others = set.conditions.filter((one) => one !== both);
      const each = both.conditions.map((one) => {
        const part = { ...set, conditions: [...others, one] };
        this.tables.set(part, table);
        return this.exists(anchor, { k: 'exists', set: part, op, count }, not);
      });
      return `(${each.join(' AND ')})`;
    }
    const counted = op && count !== undefined ? { op, n: count } : undefined;
    if (not && this.between.includes(table)) throw new Ungrounded(`"${table.name}" is named twice`);
    if (table === anchor.table && !counted) {
      // *A single bill*: any of those at hand.
      if (set.conditions.length === 0 && !set.rank && !not) return '';
      if (set.conditions.length === 0 && !set.rank) throw new Ungrounded(`"${table.name}" is named twice`);
      const all = this.ofSet(anchor, set);
      return not ? `NOT (${all.join(' AND ')})` : all.join(' AND ');
    }
    const condition = this.through(anchor, table, (inner) => this.ofSet(inner, set), counted, not);
    const inner = this.notes.where.splice(before);
    const noun = table.words.join(' ');
    const number = counted ? `${WORDS[counted.op] || 'exactly'} ${counted.n} ` : not ? 'no ' : '';
    this.notes.where.push(`with ${number}${noun}${inner.length > 0 ? ` (${inner.join(', ')})` : ''}`);
    return condition;
  }
}
