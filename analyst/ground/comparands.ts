import type { Adjective } from '../lexicon/lexicon';
import { singular } from '../lexicon/words';
import { inUnitOf, type Unit, unitOf } from '../link/amounts';
import { durationOf } from '../link/concepts';
import type { Term } from '../parse/meaning';
import type { Table } from '../schema/model';
import { isMeasure, isTime } from '../schema/roles';
import { type Anchor, type Located, type Scope, Ungrounded } from './scope';

interface Quantity {
  readonly value: number;
  readonly unit?: Unit;
}

/** Throws if a column that is not named has no value near a number. */
function inReach(located: Located, number: Quantity | undefined): Located {
  const { min, max, name } = located.column;
  const value = number && inUnitOf(located.column, number);
  if (value !== undefined && typeof min === 'number' && typeof max === 'number' && (value < min || value > max))
    throw new Ungrounded(`the values of "${name}" go from ${min} to ${max}`);
  return located;
}

/** Finds the columns that comparisons are about. */
export class Comparands {
  constructor(
    private readonly scope: Scope,
    private readonly words: ReadonlySet<string>,
  ) {}

  /** The column that an adjective compares, for rows of a table. */
  adjective({ columns, inverse, more }: Adjective, table: Table): { located: Located; more: boolean } {
    const options = [...columns.map((word) => ({ word, more })), ...inverse.map((word) => ({ word, more: !more }))];
    for (const option of options) {
      const own = table.columns
        .filter(
          (column) =>
            (isMeasure(column) || isTime(column)) &&
            column.words.some((word) => singular(word) === singular(option.word)),
        )
        .map((column) => ({ to: column, score: 0.9 }));
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

  /** The column that an adjective compares, for the rows of a table or the rows that belong to them. */
  ofRows(adjective: Adjective, table: Table): { located: Located; more: boolean } {
    const below = this.scope.schema.tables.filter((one) => this.scope.pathUp(one, table)?.length === 1);
    for (const one of [table, ...below]) {
      try {
        return this.adjective(adjective, one);
      } catch (error) {
        if (!(error instanceof Ungrounded)) throw error;
      }
    }
    return this.adjective(adjective, table);
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

  /** The column of a term for a number, and whether the comparison is reversed. */
  of(anchor: Anchor, term: Term | undefined, number?: Quantity): { located: Located; flip: boolean } {
    if (!term) return { located: inReach(this.implied(anchor.table, number?.unit), number), flip: false };
    if (term.k === 'column') return { located: this.scope.column(term.columns, [anchor.table]), flip: false };
    if (term.k === 'adjective') {
      const { located, more } = this.adjective(term.adjective, anchor.table);
      return { located: inReach(located, number), flip: more !== term.adjective.more };
    }
    throw new Ungrounded('a computed figure is compared');
  }
}
