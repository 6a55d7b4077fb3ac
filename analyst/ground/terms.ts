import type { Grain } from '../lexicon/lexicon';
import { singular } from '../lexicon/words';
import type { Meaning, SetMeaning, Term } from '../parse/meaning';
import type { Column, Table } from '../schema/model';
import type { Path } from '../schema/relations';
import { isFlag, isId, isMeasure, isName, isNumeric, isText, isTime, keyOf, labelOf } from '../schema/roles';
import type { Context } from './context';
import { AGGREGATE_WORDS, AGGREGATES, isAdditive, isIntensive, phraseOf, plural } from './labels';
import type { Item } from './query';
import { type Anchor, type Located, Ungrounded } from './scope';
import type { Select } from './select';

export interface GroupItem {
  readonly items: readonly {
    readonly expression: string;
    readonly label: string;
    readonly column?: Column;
    readonly grain?: Grain;
    readonly hidden?: boolean;
    readonly order?: string;
  }[];
  readonly table: Table;
}

export interface GroundTerm {
  readonly label: string;
  readonly table?: Table;
  readonly located?: Located;
  readonly all?: Table;
  readonly op?: Item['op'];
  readonly aggregate?: (select: Select, base: Table, pathTo: (table: Table) => Path) => string;
  readonly distinct?: boolean;
  readonly set?: SetMeaning;
}

/** Of groups by numbers, each of which few rows have. */
const MANY_GROUPS = 0.4;
const MAX_GROUPS = 30;

/** Words of quantities; times are early or late. */
const SIZES = ['highest', 'largest', 'biggest', 'greatest', 'lowest', 'smallest'];

/** Terms and groups as expressions. */
export class Terms {
  constructor(private readonly context: Context) {}

  term(term: Term, near: readonly Table[], ofGroups: readonly Table[] = []): GroundTerm {
    const own = term.set && term.set.tables.length > 0 ? [this.context.tableOf(term.set)] : near;
    switch (term.k) {
      case 'label': {
        const table = this.context.tableOf(term.set);
        const column = labelOf(table);
        if (!column) throw new Ungrounded(`rows of "${table.name}" have no names`);
        return { label: phraseOf(column), located: { column, table, cost: 0 }, table, set: term.set };
      }
      case 'all':
        return { label: '', all: own[0] ?? this.fail(), table: own[0] };
      case 'column': {
        const grouped =
          !term.set && ofGroups.length > 0
            ? this.context.scope.locate(term.columns, ofGroups, (column) => column)
            : undefined;
        const located = this.referred(
          grouped && grouped.cost < 0.3 ? grouped : this.context.scope.column(term.columns, own),
        );
        this.context.notes.cost += located.cost;
        return {
          label: phraseOf(located.column),
          located,
          table: located.table,
          distinct: term.distinct,
          set: term.set,
        };
      }
      case 'adjective':
        return this.fail();
      case 'share':
        return {
          label: 'share',
          op: 'share',
          aggregate: () => '',
          set: term.set,
          table: term.set.tables.length > 0 ? this.context.tableOf(term.set) : near[0],
        };
      case 'count':
        return this.count(term, own, near);
      case 'aggregate': {
        if (term.of.k !== 'column') return this.fail();
        const located = this.context.scope.column(term.of.columns, own);
        const { column, table } = located;
        if (
          !isNumeric(column) &&
          !((isTime(column) || isText(column)) && (term.op === 'min' || term.op === 'max')) &&
          !isFlag(column)
        )
          throw new Ungrounded(`"${column.name}" is not a number`);
        if (isTime(column) && SIZES.some((word) => this.context.words.has(word)))
          throw new Ungrounded(`"${column.name}" is a time`);
        if (isText(column)) this.context.notes.cost += 0.6;
        if (this.context.scope.relations.some((one) => one.column === column))
          throw new Ungrounded(`"${column.name}" is not a quantity`);
        if (column.kind === 'year' && term.op !== 'min' && term.op !== 'max')
          throw new Ungrounded(`"${column.name}" is not a quantity`);
        if (isId(column) && !this.context.words.has('id')) throw new Ungrounded(`"${column.name}" is not a quantity`);
        this.context.notes.cost += located.cost;
        const aggregate = (select: Select, _: Table, pathTo: (table: Table) => Path) =>
          AGGREGATES[term.op](select.column(pathTo(table), column));
        return {
          label: `${AGGREGATE_WORDS[term.op]} ${phraseOf(column)}`,
          op: term.op,
          located,
          table,
          aggregate,
          set: term.set,
        };
      }
    }
  }

  /** Instead of a reference that is a number, the label of the row that it refers to. */
  private referred(located: Located): Located {
    const entity = this.context.entityOf(located.column);
    const label = entity && labelOf(entity);
    return entity && entity !== located.table && label ? { column: label, table: entity, cost: located.cost } : located;
  }

  private fail(): never {
    throw new Ungrounded('it is not clear what is asked for');
  }

  private count(term: Extract<Term, { k: 'count' }>, own: readonly Table[], near: readonly Table[]): GroundTerm {
    if (term.columns) {
      const located = this.context.scope.column(term.columns, own);
      const { column, table } = located;
      if (isFlag(column)) throw new Ungrounded(`"${column.name}" is yes or no`);
      this.context.notes.cost += located.cost;
      if (isMeasure(column) && !term.distinct && !this.isSummed(term, column)) {
        return { label: phraseOf(column), located, table, set: term.set };
      }
      if (isMeasure(column) && !term.distinct) {
        const aggregate = (select: Select, _: Table, pathTo: (table: Table) => Path) =>
          `SUM(${select.column(pathTo(table), column)})`;
        return { label: `total ${phraseOf(column)}`, op: 'sum', located, table, aggregate, set: term.set };
      }
      const aggregate = (select: Select, _: Table, pathTo: (table: Table) => Path) =>
        `COUNT(DISTINCT ${select.column(pathTo(table), column)})`;
      return {
        label: `number of different ${plural(phraseOf(column))}`,
        op: 'count',
        located,
        table,
        aggregate,
        set: term.set,
      };
    }
    const table = term.set ? this.context.tableOf(term.set) : near[0];
    if (!table) return this.fail();
    const label = labelOf(table);
    // *Different classes*: different names, where several rows have one name.
    if (term.distinct && label && !label.unique)
      return this.count({ k: 'count', columns: [{ to: label, score: 1 }], distinct: true, set: term.set }, own, near);
    const aggregate = (select: Select, base: Table, pathTo: (table: Table) => Path) =>
      base === table ? 'COUNT(*)' : `COUNT(DISTINCT ${select.column(pathTo(table), this.context.scope.key(table))})`;
    return { label: `number of ${plural(phraseOf(table))}`, op: 'count', table, aggregate, set: term.set };
  }

  /** Whether the numbers of several rows are asked for as one, by *how many*. */
  private isSummed({ set }: Extract<Term, { k: 'count' }>, column: Column): boolean {
    if (isAdditive(column)) return true;
    const label = labelOf(this.context.scope.tableOf(column));
    const one =
      (this.context.meaning.rank ?? set?.rank) !== undefined ||
      set?.conditions.some(
        (condition) =>
          condition.k === 'text' ||
          (condition.k === 'value' && condition.values.some(({ to }) => to.column === label && label.unique)),
      );
    return !one && !isIntensive(column);
  }

  columnItem(anchor: Anchor, column: Column): { expression: string; label: string; column: Column } {
    const other = column.words.length === 1 && (isName(column) || isId(column) || column.words[0] === 'id');
    const label = other ? `${singular(phraseOf(anchor.table))} ${phraseOf(column)}` : phraseOf(column);
    return { expression: anchor.select.column(anchor.path, column), label, column };
  }

  /** Groups by the rows of a table: its label, and its key where labels may repeat. */
  entity(anchor: Anchor): GroupItem {
    const { table } = anchor;
    const key = keyOf(table);
    const label = labelOf(table);
    if (!key && !label) throw new Ungrounded(`the rows of "${table.name}" have no key`);
    const items = [label, key].flatMap((column, at) =>
      column && (at === 0 || column !== label)
        ? [{ ...this.columnItem(anchor, column), hidden: at === 1 && label !== undefined && label.unique }]
        : [],
    );
    return { items, table };
  }

  group(
    group: Meaning['groups'][number],
    anchorOf: (table: Table) => Anchor,
    near: readonly Table[],
    base: Table,
  ): GroupItem {
    if (group.k === 'set') return this.entity(anchorOf(this.context.tableOf(group.set)));
    if (group.k === 'periods') {
      const table = near[0] ?? base;
      const cases = group.periods.map((one) => {
        const label = one.k === 'period' ? one.period.label : '';
        this.context.conditions.bounds.forget();
        return `WHEN ${this.context.conditions.sql(anchorOf(table), one)} THEN '${label}'`;
      });
      return { items: [{ expression: `CASE ${cases.join(' ')} END`, label: 'period' }], table };
    }
    if (group.k === 'bands') {
      const { column, table, cost } = this.context.scope.column(group.columns, near.length > 0 ? near : [base]);
      if (!isNumeric(column)) throw new Ungrounded(`"${column.name}" is not a number`);
      this.context.notes.cost += cost;
      const expression = anchorOf(table).select.column(anchorOf(table).path, column);
      const cases = group.bands.map(({ low, high, label }) => {
        const bounds = [
          low === undefined ? '' : `${expression} >= ${low}`,
          high === undefined ? '' : `${expression} < ${high + 1}`,
        ];
        return `WHEN ${bounds.filter(Boolean).join(' AND ')} THEN '${label}'`;
      });
      return {
        items: [
          {
            expression: `CASE ${cases.join(' ')} ELSE 'other or unknown' END`,
            label: phraseOf(column),
            column: undefined,
            order: `MIN(${expression})`,
          },
        ],
        table,
      };
    }
    if (group.k === 'column') {
      const { column, table, cost } = this.context.scope.column(group.columns, near.length > 0 ? near : [base]);
      this.context.notes.cost += cost + (isMeasure(column) && (column.distinct ?? 0) > MAX_GROUPS ? MANY_GROUPS : 0);
      const entity = this.context.entityOf(column);
      if (entity) return this.entity(anchorOf(entity));
      const anchor = anchorOf(table);
      if (column.kind === 'date' || column.kind === 'timestamp') {
        return {
          items: [
            {
              ...this.columnItem(anchor, column),
              expression: `DATE_TRUNC('month', ${anchor.select.column(anchor.path, column)})`,
              label: 'month',
              grain: 'month',
            },
          ],
          table,
        };
      }
      return { items: [this.columnItem(anchor, column)], table };
    }
    const located =
      this.context.scope.timeOf(near[0] ?? base, this.context.words) ??
      this.context.scope.timeOf(base, this.context.words);
    if (!located) throw new Ungrounded(`"${base.name}" has no times`);
    const anchor = anchorOf(located.table);
    const time = anchor.select.column(anchor.path, located.column);
    const { grain } = group;
    if (located.column.kind === 'year') {
      if (grain !== 'year') throw new Ungrounded(`"${located.column.name}" has years only`);
      return { items: [{ expression: time, label: 'year', column: located.column }], table: located.table };
    }
    if (grain === 'hour' && located.column.kind === 'date')
      throw new Ungrounded(`"${located.column.name}" has days only`);
    const expression = grain === 'weekday' ? `EXTRACT(dow FROM ${time})` : `DATE_TRUNC('${grain}', ${time})`;
    return { items: [{ expression, label: grain, column: located.column, grain }], table: located.table };
  }
}
