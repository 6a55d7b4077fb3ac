import type { Condition, Rank, SetMeaning } from '../parse/meaning';
import type { Table } from '../schema/model';
import type { Path } from '../schema/relations';
import type { Comparands } from './comparands';
import { type Anchor, type Scope, Ungrounded } from './scope';
import type { Select } from './select';

/** What a rank needs of the conditions around it. */
interface Surroundings {
  readonly scope: Scope;
  readonly comparands: Comparands;
  readonly notes: { cost: number };
  readonly select: (table: Table) => Select;
  tableOf(set: SetMeaning): Table;
  sql(anchor: Anchor, condition: Condition): string;
}

/** A condition that holds for the rows of a set that are first by a rank. */
export class Firsts {
  constructor(private readonly conditions: Surroundings) {}

  sql(anchor: Anchor, set: SetMeaning, rank: Rank): string {
    const { table } = anchor;
    const key = this.conditions.scope.key(table);
    const { expression, select, path, grouped, more } = this.measure(table, rank);
    const at = { select, path, table };
    const conditions = [
      ...set.conditions.map((condition) => this.conditions.sql(at, condition)),
      ...(grouped ? [] : [`${expression} IS NOT NULL`]),
    ];
    const rows = `SELECT ${select.column(path, key)} AS item, RANK() OVER (ORDER BY ${expression} ${more ? 'DESC' : 'ASC'}) AS position\n${select.from()}${conditions.length > 0 ? `\nWHERE ${conditions.join(' AND ')}` : ''}${grouped ? `\nGROUP BY ${select.column(path, key)}` : ''}`;
    return `${anchor.select.column(anchor.path, key)} IN (SELECT item FROM (${rows}) AS ranked WHERE position <= ${rank.n})`;
  }

  /** What a rank compares, in a separate statement whose rows belong to rows of a table. */
  private measure(
    table: Table,
    rank: Rank,
  ): { expression: string; select: Select; path: Path; grouped: boolean; more: boolean } {
    const { by } = rank;
    if (by?.k === 'column' || by?.k === 'adjective') {
      const { located, more } =
        by.k === 'column'
          ? { located: this.conditions.scope.column(by.columns, [table]), more: rank.more }
          : this.conditions.comparands.adjective(by.adjective, table);
      this.conditions.notes.cost += located.cost;
      const up = this.conditions.scope.pathUp(table, located.table);
      if (up) {
        const select = this.conditions.select(table);
        return { expression: select.column(up, located.column), select, path: [], grouped: false, more };
      }
      const base = this.conditions.scope.meet([table, located.table]);
      const select = this.conditions.select(base);
      const expression = `SUM(${select.column(this.conditions.scope.pathUp(base, located.table) ?? [], located.column)})`;
      return { expression, select, path: this.conditions.scope.pathUp(base, table) ?? [], grouped: true, more };
    }
    if (by?.k === 'count' && by.set) {
      const counted = this.conditions.tableOf(by.set);
      const base = this.conditions.scope.meet([table, counted]);
      const select = this.conditions.select(base);
      if (by.set.conditions.length > 0) throw new Ungrounded('rows are ranked by some of the rows that belong to them');
      return {
        expression: 'COUNT(*)',
        select,
        path: this.conditions.scope.pathUp(base, table) ?? [],
        grouped: true,
        more: rank.more,
      };
    }
    throw new Ungrounded('it is not clear what is compared');
  }
}
