import { type Comparator, type Side, sides } from '../lexicon/lexicon';
import { inUnitOf } from '../link/amounts';
import type { Condition, SetMeaning } from '../parse/meaning';
import { quoteText } from '../render/identifiers';
import type { Column, Table } from '../schema/model';
import { isFlag, isId, isText, isTime, labelOf } from '../schema/roles';
import { Bounds } from './bounds';
import { Comparands } from './comparands';
import { Firsts } from './firsts';
import { overlaps, periodSql, spanOf } from './periods';
import { type Anchor, type Located, type Scope, Ungrounded } from './scope';
import { Select } from './select';
import { valueSql } from './value-sql';

/** Results of grounding other than the statement. */
export interface Notes {
  cost: number;
  /** The conditions in words. */
  readonly where: string[];
  readonly assumptions: string[];
}

const WORDS: Readonly<Record<Comparator, string>> = {
  '>': 'over',
  '<': 'under',
  '>=': 'at least',
  '<=': 'at most',
  '=': '',
  '<>': 'not',
};
const title = (column: Column): string => column.words.join(' ');
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

  readonly comparands: Comparands;
  private readonly firsts = new Firsts(this);

  constructor(
    readonly scope: Scope,
    private readonly schemaName: string,
    private readonly tables: Map<SetMeaning, Table>,
    private readonly words: ReadonlySet<string>,
    readonly notes: Notes,
  ) {
    this.comparands = new Comparands(scope, words);
  }

  tableOf(set: SetMeaning): Table {
    const table = this.tables.get(set);
    if (!table) throw new Ungrounded('it is not clear what the rows are');
    return table;
  }

  select = (table: Table): Select => new Select(table, this.schemaName);

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
    return conditions;
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
  private on(
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

  private compare(anchor: Anchor, condition: Extract<Condition, { k: 'compare' }>, not: boolean): string {
    const { op, term, unit } = condition;
    if (term?.k === 'aggregate' && term.of.k === 'column') {
      const { column, table } = this.scope.column(term.of.columns, [anchor.table]);
      return this.aggregated(
        anchor,
        table,
        (inner) =>
          `${term.op.toUpperCase()}(${inner.select.column(inner.path, column)}) ${op} ${inUnitOf(column, condition)}`,
        not,
      );
    }
    const { located, flip } = this.comparands.of(anchor, term, unit);
    const { column } = located;
    const value = inUnitOf(column, condition);
    const turned = flip
      ? (({ '>': '<', '<': '>', '>=': '<=', '<=': '>=' } as Partial<Record<Comparator, Comparator>>)[op] ?? op)
      : op;
    if (column.kind === 'text') throw new Ungrounded(`"${column.name}" has texts, not numbers`);
    if (op !== '=' && op !== '<>' && (isId(column) || this.scope.relations.some((one) => one.column === column))) {
      throw new Ungrounded(`"${column.name}" is not a quantity`);
    }
    if (isTime(column) && column.kind !== 'year') throw new Ungrounded(`"${column.name}" is a time`);
    this.notes.where.push(`${title(column)} ${not ? 'not ' : ''}${WORDS[turned]} ${value}`.replace(/ +/g, ' '));
    return this.on(
      anchor,
      located,
      (expression) => {
        if (!not) this.bounds.add(expression, turned, value);
        return `${expression} ${turned} ${value}`;
      },
      not,
    );
  }

  /** A condition on a figure over the rows of another table. */
  private aggregated(anchor: Anchor, table: Table, build: (inner: Anchor) => string, not: boolean): string {
    const base = this.scope.meet([anchor.table, table]);
    const last = this.scope.pathUp(base, anchor.table)?.at(-1);
    if (!last) throw new Ungrounded('a figure over rows is compared for each row');
    const inner = this.select(base);
    const path = this.scope.pathUp(base, anchor.table) ?? [];
    const reference = inner.column(path.slice(0, -1), last.column);
    const having = build({ select: inner, path: this.scope.pathUp(base, table) ?? [], table });
    return `${anchor.select.column(anchor.path, last.key)} ${not ? 'NOT IN' : 'IN'} (SELECT ${reference}\n${inner.from()}\nWHERE ${reference} IS NOT NULL\nGROUP BY ${reference}\nHAVING ${having})`;
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
        return this.compare(anchor, condition, not);
      case 'among': {
        const { located } = this.comparands.of(anchor, condition.term);
        notes.where.push(`${title(located.column)} is ${condition.numbers.join(' or ')}`);
        return this.on(
          anchor,
          located,
          (expression) => {
            if (!not) this.bounds.add(expression, '=', condition.numbers.join());
            return `${expression} IN (${condition.numbers.join(', ')})`;
          },
          not,
        );
      }
      case 'range': {
        const { located } = this.comparands.of(anchor, condition.term, condition.unit);
        const [low, high] = [condition.low, condition.high].map((value) =>
          inUnitOf(located.column, { value, unit: condition.unit }),
        );
        notes.where.push(`${title(located.column)} from ${low} to ${high}`);
        return this.on(anchor, located, (expression) => `${expression} BETWEEN ${low} AND ${high}`, not);
      }
      case 'compareTerm': {
        const { located, flip } = this.comparands.of(anchor, condition.term);
        const { column, table } = located;
        const inner = this.select(table);
        const other = condition.set ? this.ofSet({ select: inner, path: [], table }, condition.set) : [];
        const figure = `SELECT ${condition.to.toUpperCase()}(${inner.column([], column)})\n${inner.from()}${other.length > 0 ? `\nWHERE ${other.join(' AND ')}` : ''}`;
        const op = flip ? (condition.op === '>' ? '<' : '>') : condition.op;
        notes.where.push(`${title(column)} ${WORDS[op]} the ${condition.to === 'avg' ? 'average' : condition.to}`);
        return this.on(anchor, located, (expression) => `${expression} ${op} (${figure})`, not);
      }
      case 'null': {
        const located = scope.column(condition.on, [anchor.table]);
        notes.where.push(`${not ? 'with' : 'without'} ${title(located.column)}`);
        if (isFlag(located.column) && located.column.nulls === 0) {
          return this.on(anchor, located, (expression) => valueSql(expression, located.column, not));
        }
        if (!scope.pathUp(anchor.table, located.table))
          return this.through(anchor, located.table, () => [], undefined, !not);
        if (located.column.nulls === 0) throw new Ungrounded(`"${located.column.name}" is never missing`);
        return this.on(anchor, located, (expression) => `${expression} IS ${not ? 'NOT ' : ''}NULL`);
      }
      case 'first': {
        if (not) throw new Ungrounded('rows that are not first are asked for');
        return this.firsts.sql(anchor, { tables: [], conditions: [] }, condition.rank);
      }
      case 'text':
        return this.text(anchor, condition, not);
      case 'period':
        return this.period(anchor, condition, not);
      case 'exists':
        return this.exists(anchor, condition, not);
    }
  }

  private text(anchor: Anchor, { text, mode, on }: Extract<Condition, { k: 'text' }>, not: boolean): string {
    const asked = this.asked && mode !== 'is' ? [{ to: this.asked, score: 1 }] : undefined;
    const texts = anchor.table.columns.filter(isText);
    const holders = texts.filter(
      ({ values, complete }) => !complete || values.some((value) => value.toLowerCase().includes(text.toLowerCase())),
    );
    const label = labelOf(anchor.table);
    const candidates =
      on?.filter(({ to }) => isText(to)) ??
      asked ??
      (label ? [{ to: label, score: 1 }] : holders.length === 1 ? holders.map((to) => ({ to, score: 1 })) : []);
    if (candidates.length === 0) throw new Ungrounded(`it is not clear in which column "${text}" is`);
    const located = this.scope.column(candidates, [anchor.table]);
    const known =
      located.column.complete &&
      mode === 'is' &&
      !located.column.values.some((value) => value.toLowerCase() === text.toLowerCase());
    if (known && !not) throw new Ungrounded(`no ${title(located.column)} is "${text}"`);
    this.notes.where.push(
      `${title(located.column)} ${not ? 'not ' : ''}${{ is: 'is', contains: 'contains', starts: 'starts with', ends: 'ends with' }[mode]} "${text}"`,
    );
    const pattern = quoteText(
      {
        is: text.toLowerCase(),
        contains: `%${text.toLowerCase()}%`,
        starts: `${text.toLowerCase()}%`,
        ends: `%${text.toLowerCase()}`,
      }[mode],
    );
    return this.on(
      anchor,
      located,
      (expression) => `LOWER(${expression}) ${mode === 'is' ? '=' : 'LIKE'} ${pattern}`,
      not,
    );
  }

  private period(anchor: Anchor, { period, op, on }: Extract<Condition, { k: 'period' }>, not: boolean): string {
    const times = on?.filter(({ to }) => isTime(to)) ?? [];
    const located =
      times.length > 0 ? this.scope.column(times, [anchor.table]) : this.scope.timeOf(anchor.table, this.words);
    if (on && times.length === 0) throw new Ungrounded('a period is said of a column that has no times');
    if (!located) throw new Ungrounded(`"${anchor.table.name}" has no times`);
    const { column } = located;
    const span = spanOf(period, column);
    if (!span) throw new Ungrounded(`the range of "${column.name}" is not known`);
    if (op === 'in' && !overlaps(span, column)) {
      throw new Ungrounded(
        `there is no data for ${span.label}: ${title(column)} goes from ${String(column.min).slice(0, 10)} to ${String(column.max).slice(0, 10)}`,
      );
    }
    this.notes.where.push(
      `${{ in: 'in', after: 'after', since: 'since', before: 'before', until: 'until' }[op]} ${span.label}`,
    );
    return this.on(
      anchor,
      located,
      (expression) => {
        if (op === 'in' && !not) this.bounds.add(expression, '=', span.label);
        if (op === 'after' || op === 'since') this.bounds.add(expression, '>', span.from);
        if (op === 'before' || op === 'until') this.bounds.add(expression, '<', span.from);
        return periodSql(expression, column, op, span);
      },
      not,
    );
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
