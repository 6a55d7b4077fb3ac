import type { Table } from '../schema/model';
import type { Context } from './context';
import type { Plan } from './plan';

/** The conditions of a statement, and those of a share. */
export interface Selection {
  readonly where: string[];
  readonly inShare: readonly string[];
}

/** The conditions on the rows of a plan. */
export class Selections {
  constructor(private readonly context: Context) {}

  of({ main, terms, rank, rankSet, stated, ranking, aggregated, needed, base, subject, anchorOf }: Plan): Selection {
    const { scope, meaning } = this.context;
    const share = terms.find(({ op }) => op === 'share');
    const where: string[] = [];
    const inShare: string[] = [];
    const done: Table[] = [];
    for (const set of main) {
      const table = this.context.tableOf(set);
      const withRank = set === rankSet ? aggregated : set.rank !== undefined && set.rank !== stated;
      const reachable = scope.pathUp(base, table);
      const conditions = reachable
        ? this.context.conditions.ofSet(anchorOf(table), set, withRank)
        : [this.context.conditions.sql(anchorOf(subject), { k: 'exists', set })];
      const added = reachable && !needed.includes(table) && table !== base && !done.includes(table);
      if (added && conditions.length === 0 && set.conditions.length === 0)
        conditions.push(this.context.conditions.sql(anchorOf(base), { k: 'exists', set }));
      done.push(table);
      if (share && share.set === set) inShare.push(...conditions);
      else where.push(...conditions);
    }
    if (share?.set && share.set.tables.length === 0) {
      inShare.push(...share.set.conditions.map((one) => this.context.conditions.sql(anchorOf(subject), one)));
    }
    // *The most cancelled flights*
    const ofRank = rank?.by?.k === 'count' ? rank.by.set : undefined;
    if (ofRank && ranking) where.push(...this.context.conditions.ofSet(anchorOf(ranking.table), ofRank));
    for (const filter of meaning.filters) {
      const condition = this.context.conditions.sql(anchorOf(subject), filter);
      if (share && inShare.length === 0) inShare.push(condition);
      else where.push(condition);
    }
    return { where, inShare };
  }
}
