import type { Column, Table } from '../schema/model';
import type { Path } from '../schema/relations';
import { isFlag, isId, isMeasure, isText, isTime } from '../schema/roles';
import type { Context } from './context';
import { aliasFor, isEventTime, phraseOf, plural } from './labels';
import type { Item, Query } from './query';
import { Ambiguous, type Located, Ungrounded } from './scope';
import type { Select } from './select';
import { comparedValues } from './sets';
import type { Statement } from './statement';
import type { Subjects } from './subjects';

/** Whether values of a column occur more than once, or fall into ranges. */
const isDistributed = (column: Column): boolean =>
  isMeasure(column) || !(isId(column) || column.unique || isEventTime(column));

/** Statements for the single values that a statistic is computed of. */
export class Statistics {
  constructor(
    private readonly context: Context,
    private readonly subjects: Subjects,
    private readonly statement: Statement,
  ) {}

  /** The single values that a statistic is computed of. */
  raw(task: 'distribution' | 'correlation' | 'comparison'): Query {
    const { scope, meaning } = this.context;
    const main = this.context.mainSets();
    const near = main.length > 0 ? [...new Set(main.map(this.context.tableOf))] : this.subjects.together();
    if (meaning.rank || meaning.having || meaning.limit || meaning.flags.includes('trend'))
      throw new Ambiguous(`a ${task} has no order and no periods`);
    if (task === 'correlation' && meaning.groups.length > 0)
      throw new Ambiguous('the correlation of all rows can be computed, not of groups');
    const isByGroups = task === 'distribution' && meaning.groups.length > 0;
    // *The distribution of users by gender* is one of the genders.
    const terms = isByGroups ? meaning.terms.filter(({ k }) => k !== 'count') : meaning.terms;
    const columns = terms.flatMap((term): Located[] => {
      const inner = term.k === 'aggregate' ? term.of : term;
      const anchor =
        near[0] ?? (this.context.scope.schema.tables.length === 1 ? this.context.scope.schema.tables[0] : undefined);
      if (inner.k === 'adjective' && anchor)
        return [this.context.conditions.comparands.adjective(inner.adjective, anchor).located];
      if (inner.k !== 'column') throw new Ungrounded('it is not clear which values are meant');
      return [
        scope.column(inner.columns, term.set && term.set.tables.length > 0 ? [this.context.tableOf(term.set)] : near),
      ];
    });
    const groups = meaning.groups.flatMap((group): Located[] => {
      if (group.k === 'column') return [scope.column(group.columns, near)];
      throw new Ungrounded(`a ${task} is of the values of a column`);
    });
    if (isByGroups && columns.length + groups.length > 1) {
      // *Users* may be their ids, or the rows: those are another reading.
      const Refusal =
        columns.length > 0 && columns.every(({ column }) => !isDistributed(column)) ? Ungrounded : Ambiguous;
      throw new Refusal('the distribution of one column can be shown');
    }
    const conditions = [...main.flatMap((set) => set.conditions), ...meaning.filters];
    const values = task === 'comparison' ? comparedValues(conditions) : undefined;
    const needed = [...columns, ...groups].map(({ table }) => table);
    if (needed.length === 0) throw new Ungrounded('it is not clear which values are meant');
    const compared = values && scope.locate(values.values, needed, ({ column }) => column);
    const base = scope.meet([
      ...new Set([...needed, ...(compared ? [compared.table] : []), ...main.slice(0, 1).map(this.context.tableOf)]),
    ]);
    const select = this.context.conditions.select(base);
    const pathTo = (table: Table): Path => {
      const path = scope.pathUp(base, table);
      if (!path) throw new Ungrounded(`rows of "${base.name}" do not belong to one of "${table.name}"`);
      return path;
    };
    for (const { cost } of [...columns, ...groups]) this.context.notes.cost += cost;
    const where = conditions
      .filter((one) => one !== values?.condition)
      .map((one) =>
        this.context.conditions.sql(
          {
            select,
            path: pathTo(main[0] ? this.context.tableOf(main[0]) : base),
            table: main[0] ? this.context.tableOf(main[0]) : base,
          },
          one,
        ),
      );
    const items: Item[] = [];
    const add = ({ column, table }: Located, role: Item['role']): void => {
      if (items.some((item) => item.column === column)) return;
      const label = phraseOf(column);
      items.push({
        alias: aliasFor(label, items),
        label,
        role,
        expression: select.column(pathTo(table), column),
        column,
      });
    };
    if (task === 'comparison') {
      const measures = columns.filter(({ column }) => isMeasure(column) || isFlag(column));
      const kinds = [...groups, ...(compared ? [compared] : []), ...columns.filter((one) => !measures.includes(one))];
      if (measures.length > 1 || kinds.length > 1)
        throw new Ambiguous('one column can be compared, between the values of another one');
      if (measures.length === 0 || kinds.length === 0) throw new Ungrounded('it is not clear what is compared');
      add(kinds[0] as Located, 'group');
      add(measures[0] as Located, 'measure');
      if (values && values.texts.length > 1)
        where.push(
          `${items[0]?.expression} IN (${values.texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')})`,
        );
    } else {
      for (const one of isByGroups ? groups : columns) add(one, 'measure');
      if (task === 'correlation' && items.length === 1) {
        this.context.notes.cost += 0.1;
        const own = items[0]?.column;
        for (const column of base.columns)
          if ((isMeasure(column) || isFlag(column)) && column !== own && !isText(column))
            add({ column, table: base, cost: 0 }, 'measure');
      }
      if (
        task === 'correlation' &&
        (items.length < 2 || items.some(({ column }) => !column || isText(column) || isTime(column) || isId(column)))
      ) {
        throw new Ungrounded('a correlation is between two columns of numbers');
      }
      if (task === 'distribution' && items.length !== 1)
        throw new Ungrounded('the distribution of one column can be shown');
      const only = items[0]?.column;
      if (only && task === 'distribution' && !isDistributed(only))
        throw new Ungrounded(`the values of "${only.name}" have no distribution`);
      if (task === 'distribution' && only && !isMeasure(only)) return this.countsOf(select, base, items, where);
    }
    for (const item of items) if (item.role === 'measure') where.push(`${item.expression} IS NOT NULL`);
    return this.statement.finish({ task, select, items, where, base, subject: base });
  }

  /** How often each value of a category occurs. */
  private countsOf(select: Select, base: Table, items: readonly Item[], where: string[]): Query {
    const groups = items.map((item) => ({ ...item, role: 'group' as const }));
    const count: Item = {
      alias: 'rows_',
      label: `number of ${plural(phraseOf(base))}`,
      role: 'measure',
      expression: 'COUNT(*)',
      op: 'count',
    };
    return this.statement.finish({ task: 'groups', select, items: [...groups, count], where, base, subject: base });
  }
}
