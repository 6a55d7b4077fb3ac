import type { Term } from '../parse/meaning';
import type { Column, Table } from '../schema/model';
import type { Context } from './context';
import { aliasFor } from './labels';
import type { Item, Query } from './query';
import { type Located, Ungrounded } from './scope';
import type { Select } from './select';

/** Rows of a listing, and groups, at most. */
export const MAX_ROWS = 5000;

/** Puts the parts of a statement together. */
export class Statement {
  constructor(private readonly context: Context) {}

  finish(parts: {
    task: Query['task'];
    select: Select;
    items: Item[];
    where: string[];
    base: Table;
    subject: Table;
    distinct?: boolean;
    by?: {
      expression: string;
      label: string;
      more: boolean;
      n: number;
      column?: Column;
      located?: Located;
      /** Expressions of the groups that have a rank each. */
      within?: readonly string[];
    };
  }): Query {
    const { task, select, items, base, subject, distinct, by } = parts;
    const { meaning, notes } = this.context;
    const where = [...new Set(parts.where.filter(Boolean))];
    if (by && by.expression === '' && by.located) {
      const expression = select.column(this.context.scope.pathUp(base, by.located.table) ?? [], by.located.column);
      by.expression = expression;
      if (!items.some((item) => item.expression === expression))
        items.push({
          expression,
          label: by.label,
          role: 'column',
          column: by.column,
          alias: aliasFor(by.label, items),
        });
    }
    const kept = items.filter(({ expression }) => expression !== '');
    const groupBy =
      task === 'groups'
        ? kept.filter(({ role }) => role === 'group' || role === 'hidden').map(({ expression }) => expression)
        : [];
    const ranked = by !== undefined;
    if (ranked && task === 'rows') where.push(`${by.expression} IS NOT NULL`);
    const shown = kept.filter(({ role }) => role !== 'hidden');
    const columns = shown.map(({ expression, alias }) => `${expression} AS ${alias}`);
    const within = by?.within?.length ? `PARTITION BY ${by.within.join(', ')} ` : '';
    if (ranked)
      columns.push(`RANK() OVER (${within}ORDER BY ${by.expression} ${by.more ? 'DESC' : 'ASC'}) AS position`);
    const counted = kept.find(({ op }) => op === 'count');
    const having =
      meaning.having && counted ? `HAVING ${counted.expression} ${meaning.having.op} ${meaning.having.count}` : '';
    const order = this.order(kept, task, by, select, distinct ?? false);
    const body = [
      `SELECT ${distinct ? 'DISTINCT ' : ''}${columns.join(', ')}`,
      select.from(),
      where.length > 0 ? `WHERE ${where.join('\n  AND ')}` : '',
      groupBy.length > 0 ? `GROUP BY ${groupBy.join(', ')}` : '',
      having,
    ]
      .filter(Boolean)
      .join('\n');
    const sql = ranked
      ? `SELECT ${shown.map(({ alias }) => alias).join(', ')}\nFROM (${body}) AS ranked\nWHERE position <= ${by.n}\nORDER BY position`
      : [body, order, task === 'groups' || task === 'rows' ? `LIMIT ${MAX_ROWS + 1}` : ''].filter(Boolean).join('\n');
    const charts = meaning.flags.filter((flag) => ['chart', 'bar', 'line', 'pie'].includes(flag));
    return {
      task,
      sql,
      items: shown,
      base,
      subject,
      where: notes.where,
      assumptions: notes.assumptions,
      ...(by && { rank: { more: by.more, n: by.n, by: by.label } }),
      ...(meaning.groups[0]?.k === 'periods' && {
        periods: meaning.groups[0].periods.map((one) => (one.k === 'period' ? one.period.label : '')),
      }),
      charts,
      csv: meaning.flags.includes('csv'),
      cost: notes.cost + (select.tables - 1) * 0.03,
    };
  }

  private order(
    items: readonly Item[],
    task: Query['task'],
    by: { readonly expression: string } | undefined,
    select: Select,
    distinct: boolean,
  ): string {
    const { order } = this.context.meaning;
    if (by) return '';
    const shown = items.filter(({ role }) => role !== 'hidden');
    const measure = shown.find(({ role }) => role === 'measure');
    const time = shown.find(({ grain, column }) => grain || column?.kind === 'year');
    if (order) {
      const wanted = order.by && this.orderItem(order.by, shown);
      if (order.by && !wanted) return this.orderByOther(order.by, order.more ?? false, task, select, distinct);
      const item = wanted ?? measure ?? shown[0];
      const more = order.more ?? item?.role === 'measure';
      if (item) return `ORDER BY ${item.alias || item.expression} ${more ? 'DESC' : 'ASC'}`;
    }
    if (task !== 'groups') return shown[0] && task === 'rows' ? `ORDER BY 1` : '';
    const ordered = shown.find((item) => item.order !== undefined);
    if (ordered) return `ORDER BY ${ordered.order}`;
    if (time && time.role === 'group') return `ORDER BY ${time.alias}`;
    return measure ? `ORDER BY ${measure.alias} DESC` : '';
  }

  /** An order by a column that the rows have and do not show. */
  private orderByOther(by: Term, more: boolean, task: Query['task'], select: Select, distinct: boolean): string {
    const located =
      by.k === 'column'
        ? this.context.scope.column(by.columns, [select.base])
        : by.k === 'adjective'
          ? this.context.conditions.comparands.adjective(by.adjective, select.base).located
          : undefined;
    const path = located && this.context.scope.pathUp(select.base, located.table);
    if (task !== 'rows' || distinct || !located || !path || select.has(path) === false)
      throw new Ungrounded('the rows have no column for this order');
    return `ORDER BY ${select.column(path, located.column)} ${more ? 'DESC' : 'ASC'}`;
  }

  private orderItem(by: Term, shown: readonly Item[]): Item | undefined {
    if (by.k === 'count') return shown.find(({ op }) => op === 'count');
    const columns = by.k === 'column' ? by.columns : by.k === 'aggregate' && by.of.k === 'column' ? by.of.columns : [];
    const item = shown.find(
      ({ column, op }) => columns.some(({ to }) => to === column) && (by.k !== 'aggregate' || op === by.op),
    );
    return item;
  }
}
