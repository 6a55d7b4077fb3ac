import type { Condition, Meaning, SetMeaning, Term } from '../parse/meaning';
import type { Table } from '../schema/model';
import { isFlag, isMeasure, isName, isText, keyOf, labelOf } from '../schema/roles';
import type { Context } from './context';
import { phraseOf, summaryOf } from './labels';
import { Ambiguous, Ungrounded } from './scope';
import { periodsOf, startOf } from './sets';

export class Rewrites {
  constructor(private readonly context: Context) {}

  /**
   * A row that is named, and rows of a table that refers to such rows twice: the name may be on either side. Throws, as
   * nothing says which one is asked for.
   */
  checkSides(): void {
    const { relations } = this.context.scope;
    const tables = [...this.context.tables.values()];
    const twice = relations.filter((one, at) =>
      relations.some(
        (other, place) => place > at && other.from === one.from && other.to === one.to && tables.includes(one.from),
      ),
    );
    const names = (condition: Condition): boolean => {
      if (condition.k === 'value')
        return condition.values.some(({ to }) => twice.some((one) => labelOf(one.to) === to.column));
      return condition.k === 'text' && condition.mode === 'is';
    };
    const asked = this.context.meaning.terms.some(
      (term) => term.k === 'column' && term.columns.some(({ to }) => twice.some((one) => labelOf(one.to) === to)),
    );
    const conditions = [
      ...this.context.meaning.filters,
      ...[...this.context.tables.keys()].flatMap((set) => set.conditions),
    ];
    if ((asked || this.context.words.has('names')) && conditions.some(names))
      throw new Ambiguous('it is not clear on which side the name is');
  }

  /** Makes groups of the two periods that a change is between. */
  separate(): void {
    const { meaning } = this.context;
    const isPeriod = (one: Condition): boolean => periodsOf([one]).length > 0;
    const copies = new Map<SetMeaning, SetMeaning>();
    const found: Condition[] = [];
    for (const set of this.context.mainSets()) {
      found.push(...periodsOf(set.conditions));
      const copy = { ...set, conditions: set.conditions.filter((one) => !isPeriod(one)) };
      this.context.tables.set(copy, this.context.tableOf(set));
      copies.set(set, copy);
    }
    found.push(...periodsOf(meaning.filters));
    found.sort((one, other) => startOf(one).localeCompare(startOf(other)));
    if (found.length !== 2) throw new Ungrounded('a change is between two periods');
    const copyOf = (set: SetMeaning | undefined) => set && (copies.get(set) ?? set);
    this.context.meaning = {
      ...meaning,
      terms: meaning.terms.map((term) => (term.set ? { ...term, set: copyOf(term.set) as SetMeaning } : term)),
      sets: meaning.sets.map((set) => copyOf(set) as SetMeaning),
      filters: meaning.filters.filter((one) => !isPeriod(one)),
      groups: [
        { k: 'periods', periods: found.map((one) => (one.k === 'period' ? { ...one, op: 'in' as const } : one)) },
        ...meaning.groups,
      ],
    };
  }

  /** An average per row is the average: *average amount per order* has no groups. */
  withoutOwnRows(): void {
    const { meaning } = this.context;
    const means = meaning.terms.flatMap((term) =>
      term.k === 'aggregate' && term.of.k === 'column' && (term.op === 'avg' || term.op === 'median') ? [term.of] : [],
    );
    if (means.length === 0 || means.length < meaning.terms.length || meaning.rank) return;
    const isOwn = (group: Meaning['groups'][number]): boolean => {
      const table = this.ownTable(group);
      return (
        table !== undefined && means.every(({ columns }) => this.context.scope.column(columns, [table]).table === table)
      );
    };
    this.context.meaning = { ...meaning, groups: meaning.groups.filter((group) => !isOwn(group)) };
  }

  /** The table whose rows a group has one each of. */
  private ownTable(group: Meaning['groups'][number]): Table | undefined {
    if (group.k === 'set') return group.set.conditions.length > 0 ? undefined : this.context.tableOf(group.set);
    if (group.k !== 'column') return undefined;
    const { column, table } = this.context.scope.column(
      group.columns,
      this.context.mainSets().map(this.context.tableOf),
    );
    return this.context.scope.schema.tables.find((one) => one === table && keyOf(one) === column);
  }

  /** Of a number by a category or a period, its average or its sum is meant. */
  summarise(): void {
    const { meaning } = this.context;
    const { terms, groups } = meaning;
    if (groups.length === 0 || terms.length === 0 || meaning.rank || terms.some(({ k }) => k !== 'column')) return;
    const near = this.context.mainSets().map(this.context.tableOf);
    const whole = groups.every(
      (group) =>
        group.k === 'grain' ||
        group.k === 'bands' ||
        (group.k === 'column' && !this.context.entityOf(this.context.scope.column(group.columns, near).column)),
    );
    if (!whole) return;
    const columns = terms.map(
      (term) => this.context.scope.column((term as Extract<Term, { k: 'column' }>).columns, near).column,
    );
    if (!columns.every((column) => isMeasure(column) || isFlag(column))) return;
    const ops = columns.map((column) =>
      isFlag(column) ? 'avg' : summaryOf(column, this.context.scope.tableOf(column), this.context.words),
    );
    const unclear = columns.find((_, at) => ops[at] === undefined);
    if (unclear) throw new Ambiguous(`it is not clear whether the sum or the average of ${phraseOf(unclear)} is meant`);
    const summed = terms.map((of, at): Term => ({ k: 'aggregate', op: ops[at] ?? 'sum', of, set: of.set }));
    this.context.notes.assumptions.push(
      ...columns.map((column, at) => `The ${ops[at] === 'sum' ? 'sum' : 'average'} of ${phraseOf(column)} is meant.`),
    );
    this.context.meaning = { ...meaning, terms: summed };
  }

  /** A list of categories that is ordered by a number is ordered by its mean. */
  rankByMean(): void {
    const { meaning } = this.context;
    const { order, terms } = meaning;
    if (
      order?.by?.k !== 'column' ||
      terms.length === 0 ||
      meaning.groups.length > 0 ||
      terms.some(({ k }) => k !== 'column')
    )
      return;
    const near = this.context.mainSets().map(this.context.tableOf);
    const { column } = this.context.scope.column(order.by.columns, near);
    const columns = terms.map(
      (term) =>
        this.context.scope.column(
          (term as Extract<Term, { k: 'column' }>).columns,
          near.length > 0 ? near : [this.context.scope.tableOf(column)],
        ).column,
    );
    if (
      !isMeasure(column) ||
      columns.some((one) => one === column || !isText(one) || one.unique || isName(one) || one.table !== column.table)
    )
      return;
    const by: Term = { k: 'aggregate', op: 'avg', of: order.by };
    this.context.meaning = { ...meaning, terms: [...terms, by], order: { by, more: order.more ?? true } };
  }
}
