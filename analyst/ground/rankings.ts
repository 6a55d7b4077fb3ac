import type { Aggregate } from '../lexicon/lexicon';
import type { Flag, Rank, Term } from '../parse/meaning';
import type { Column, Table } from '../schema/model';
import type { Path } from '../schema/relations';
import { isId, isMeasure, isName, isNumeric, isText, isTime } from '../schema/roles';
import type { Context } from './context';
import {
  AGGREGATE_WORDS,
  AGGREGATES,
  isAdditive,
  isConsumed,
  isEventTime,
  phraseOf,
  plural,
  summaryOf,
} from './labels';
import type { Item } from './query';
import { type Located, Ungrounded } from './scope';
import type { Select } from './select';
import type { GroundTerm, Terms } from './terms';

export interface Ranking {
  readonly table: Table;
  readonly aggregate: boolean;
  readonly label: string;
  readonly op?: Item['op'];
  readonly column?: Column;
  readonly more: boolean;
  readonly expression: (select: Select, pathTo: (table: Table) => Path) => string;
}

/** Superlatives of worth; numbers of rows have none. */
const WORTHS = ['best', 'worst', 'top', 'bottom'];
/** Words of numbers of rows. */
const COUNTS = ['most', 'least', 'fewest', 'number', 'many', 'count'];
/** Superlatives of amounts; times are late or early. */
const QUALITIES = [...WORTHS, 'most', 'least'];

/** What rows and groups are ranked by. */
export class Rankings {
  constructor(
    private readonly context: Context,
    private readonly terms: Terms,
  ) {}

  rankTerm(rank: Rank, subject: Table | undefined, near: readonly Table[]): Ranking | undefined {
    const { by } = rank;
    if (rank.common) return undefined;
    if (!by) {
      const measured = this.context.meaning.terms.find(({ k }) => k === 'aggregate' || k === 'count' || k === 'share');
      if (!measured) throw new Ungrounded('it is not clear by what the first ones are meant');
      const term = this.terms.term(measured, near);
      if (!term.table) throw new Ungrounded('it is not clear by what the first ones are meant');
      const table = term.table;
      return {
        table,
        aggregate: true,
        label: term.label,
        op: term.op,
        column: term.located?.column,
        more: rank.more,
        expression: (select, pathTo) =>
          (term.aggregate as NonNullable<GroundTerm['aggregate']>)(select, select.base, pathTo),
      };
    }
    if (by.k === 'count' && by.set) {
      if (rank.bare) this.checkCounted();
      const table = this.context.tableOf(by.set);
      return {
        table,
        aggregate: true,
        label: `number of ${plural(phraseOf(table))}`,
        op: 'count',
        more: rank.more,
        expression: (select, pathTo) =>
          select.base === table
            ? 'COUNT(*)'
            : `COUNT(DISTINCT ${select.column(pathTo(table), this.context.scope.key(table))})`,
      };
    }
    const tables = subject ? [subject, ...near] : near;
    if (by.k === 'adjective') {
      if (!subject) throw new Ungrounded('it is not clear what is compared');
      const { located, more } = this.context.conditions.comparands.adjective(by.adjective, subject);
      return this.byColumn(located, more, subject, false);
    }
    if (by.k === 'aggregate' && by.of.k === 'adjective') {
      const [table] = subject ? [subject] : near;
      if (!table) throw new Ungrounded('it is not clear what is compared');
      const { located, more } = this.context.conditions.comparands.adjective(by.of.adjective, table);
      return this.byAggregate(by.op, located, more);
    }
    if (by.k === 'aggregate' && by.of.k === 'column')
      return this.byAggregate(by.op, this.context.scope.column(by.of.columns, tables), rank.more);
    const named = by.k === 'column' ? by.columns : by.k === 'count' ? by.columns : undefined;
    // What *sells best* does not have the last time of `sold_on`.
    const others = named?.filter(({ to }) => !isTime(to)) ?? [];
    const columns = others.length > 0 && QUALITIES.some((word) => this.context.words.has(word)) ? others : named;
    if (!columns) throw new Ungrounded('it is not clear what is asked for');
    const located = this.context.scope.column(columns, tables);
    // Sums over the rows that belong to each one are usual.
    this.context.notes.cost += located.cost / 2;
    return this.byColumn(located, rank.more, subject, by.k === 'count');
  }

  private byAggregate(op: Aggregate, { column, table, cost }: Located, more: boolean): Ranking {
    if (!isMeasure(column)) throw new Ungrounded(`"${column.name}" is not a quantity`);
    this.context.notes.cost += cost;
    const label = `${AGGREGATE_WORDS[op]} ${phraseOf(column)}`;
    return {
      table,
      aggregate: true,
      label,
      op,
      column,
      more,
      expression: (select, pathTo) => AGGREGATES[op](select.column(pathTo(table), column)),
    };
  }

  /** A rank by a column: of rows, or of the sums over the rows that belong to each one. */
  private byColumn(located: Located, more: boolean, subject: Table | undefined, counted: boolean): Ranking {
    const { column, table } = located;
    if (!isText(column) && this.context.scope.relations.some((one) => one.column === column))
      throw new Ungrounded(`"${column.name}" is not a quantity`);
    const countedText = isText(column) || isId(column);
    const plainTerms = this.context.meaning.terms.filter(
      (term): term is Extract<Term, { k: 'column' }> => term.k === 'column',
    );
    // Of things that are no events, such as aircraft, each one has its own number.
    const happens = isAdditive(column) || this.context.scope.tableOf(column).columns.some(isEventTime);
    const categories =
      happens &&
      (this.isSummed() || isConsumed(column, this.context.words)) &&
      plainTerms.length > 0 &&
      plainTerms.every((term) => {
        const one = this.context.scope.column(
          term.columns,
          term.set ? [this.context.tableOf(term.set)] : subject ? [subject] : [table],
        );
        return one.table === table ? !one.column.unique && isText(one.column) && !isName(one.column) : false;
      });
    const finer = subject !== undefined && subject !== table && this.context.scope.pathUp(table, subject) !== undefined;
    const above =
      plainTerms.length > 0 &&
      !finer &&
      plainTerms.every((term) => {
        const one = this.context.scope.column(term.columns, term.set ? [this.context.tableOf(term.set)] : [table]);
        return (
          one.table !== table &&
          this.context.scope.pathUp(table, one.table) !== undefined &&
          this.context.scope.pathUp(one.table, table) === undefined
        );
      });
    if (countedText) {
      this.checkCounted();
      return {
        table,
        aggregate: true,
        label: `number of different ${plural(phraseOf(column))}`,
        op: 'count',
        column,
        more,
        expression: (select, pathTo) => `COUNT(DISTINCT ${select.column(pathTo(table), column)})`,
      };
    }
    if (isNumeric(column) && (finer || above || counted || categories)) {
      const op = counted || finer ? 'sum' : summaryOf(column, table, this.context.words);
      if (!op) throw new Ungrounded(`it is not clear whether the sum or the average of ${phraseOf(column)} is meant`);
      if (op === 'avg')
        return {
          table,
          aggregate: true,
          label: `average ${phraseOf(column)}`,
          op,
          column,
          more,
          expression: (select, pathTo) => AGGREGATES.avg(select.column(pathTo(table), column)),
        };
      return {
        table,
        aggregate: true,
        label: `total ${phraseOf(column)}`,
        op: 'sum',
        column,
        more,
        expression: (select, pathTo) => `SUM(${select.column(pathTo(table), column)})`,
      };
    }
    return {
      table,
      aggregate: false,
      label: phraseOf(column),
      column,
      more,
      expression: (select, pathTo) => select.column(pathTo(table), column),
    };
  }

  /** Throws where numbers of rows are no answer: the *best members* are not the most ones. */
  private checkCounted(): void {
    const { words } = this.context;
    if (WORTHS.some((word) => words.has(word)) && !COUNTS.some((word) => words.has(word)))
      throw new Ungrounded('it is not clear by what the first ones are meant');
  }

  /** Whether a rank of categories is by all of their rows, as *top 3 by revenue* or *the most pieces*, not by a single one. */
  private isSummed(): boolean {
    return (
      this.context.meaning.limit !== undefined ||
      (this.context.meaning.rank?.counted ?? false) ||
      this.context.words.has('most') ||
      this.context.words.has('least')
    );
  }

  /** The row with the highest or lowest value, where it is asked for with other columns. */
  extreme(
    terms: readonly GroundTerm[],
    grouped: boolean,
    flags: ReadonlySet<Flag>,
  ): { expression: string; label: string; column?: Column; more: boolean; n: number } | undefined {
    const extremes = terms.filter(({ op }) => op === 'min' || op === 'max');
    const others = terms.filter(({ aggregate }) => !aggregate);
    const [only] = extremes;
    if (
      extremes.length !== 1 ||
      grouped ||
      others.length === 0 ||
      terms.length !== others.length + 1 ||
      flags.has('distinct')
    )
      return undefined;
    if (others.some(({ distinct }) => distinct) || !only?.located) return undefined;
    const { column, table } = only.located;
    if (
      others.some(
        (term) =>
          term.located &&
          (term.located.column.distinct ?? 0) < table.rows * 0.5 &&
          term.located.table === table &&
          !isName(term.located.column),
      )
    )
      return undefined;
    return {
      expression: '',
      label: phraseOf(column),
      column,
      more: only.op === 'max',
      n: 1,
      ...{ located: only.located },
    };
  }
}
