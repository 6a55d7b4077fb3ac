import type { Adjective } from '../lexicon/lexicon';
import { singular } from '../lexicon/words';
import { type Unit, unitOf } from '../link/amounts';
import { durationOf } from '../link/concepts';
import type { Term } from '../parse/meaning';
import type { Table } from '../schema/model';
import { isMeasure, isTime } from '../schema/roles';
import { type Anchor, type Located, type Scope, Ungrounded } from './scope';

/** Finds the columns that comparisons are about. */
export class Comparands {
  constructor(
    private readonly scope: Scope,
    private readonly words: ReadonlySet<string>,
  ) {}

  /** The column that an adjective compares, for rows of a table. */
  adjective({ columns, inverse, more }: Adjective, table: Table): { located: Located; more: boolean } {
    const options = [...columns.map((word) => ({ word, more })), ...inverse.map((word) => ({ word, more: !more }))];
    // What the rows have themselves is compared before what the rows of other tables have.
    for (const { option, tables } of [
      ...options.map((one) => ({ option: one, tables: [table] })),
      ...options.map((one) => ({ option: one, tables: this.scope.schema.tables })),
    ]) {
      const choices = tables.flatMap((one) =>
        one.columns
          .filter(
            (column) =>
              (isMeasure(column) || isTime(column)) &&
              column.words.some((word) => singular(word) === singular(option.word)),
          )
          .map((column) => ({ to: column, score: 0.9 })),
      );
      const own = choices.filter(({ to }) => this.scope.pathUp(table, this.scope.tableOf(to)));
      const named = own.filter(({ to }) => to.words.some((word) => this.words.has(word) && word !== option.word));
      if (own.length > 0)
        return { located: this.scope.column(named.length > 0 ? named : own, [table]), more: option.more };
      const duration = option.word === 'duration' ? durationOf(table) : undefined;
      if (duration) return { located: { column: duration, table, cost: 0.05 }, more: option.more };
    }
    const [timed, ...others] = table.columns.filter((column) => isMeasure(column) && unitOf(column));
    if (timed && others.length === 0 && columns.includes('duration'))
      return { located: { column: timed, table, cost: 0.05 }, more };
    throw new Ungrounded(`no column says which of "${table.name}" is ${more ? 'more' : 'less'} ${columns[0]}`);
  }

  /** The column of a number that stands without one, such as the age in *users under 30*. */
  private implied(table: Table, unit?: Unit): Located {
    const columns = table.columns.filter((column) => isMeasure(column) || column.kind === 'year');
    const duration = unit && durationOf(table);
    const measures = unit ? [...columns.filter(unitOf), ...(duration ? [duration] : [])] : columns;
    const age = measures.find(({ words }) => words.includes('age'));
    const only = age ?? (measures.length === 1 ? measures[0] : undefined);
    if (!only) throw new Ungrounded('a number has no column to be compared with');
    return { column: only, table, cost: age ? 0.05 : 0.3 };
  }

  /** The column of a term, and whether the comparison is reversed. */
  of(anchor: Anchor, term: Term | undefined, unit?: Unit): { located: Located; flip: boolean } {
    if (!term) return { located: this.implied(anchor.table, unit), flip: false };
    if (term.k === 'column') return { located: this.scope.column(term.columns, [anchor.table]), flip: false };
    if (term.k === 'adjective') {
      const { located, more } = this.adjective(term.adjective, anchor.table);
      return { located, flip: more !== term.adjective.more };
    }
    throw new Ungrounded('a computed figure is compared');
  }
}
