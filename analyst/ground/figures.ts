import type { Context } from './context';
import { Groups } from './groups';
import { Planner } from './plan';
import type { Query } from './query';
import { Rankings } from './rankings';
import { Rows } from './rows';
import { Selections } from './selection';
import type { Statement } from './statement';
import type { Subjects } from './subjects';
import { Terms } from './terms';

/** Statements for lists of rows, and for figures by groups. */
export class Figures {
  private readonly terms: Terms;
  private readonly rankings: Rankings;

  constructor(
    private readonly context: Context,
    private readonly subjects: Subjects,
    private readonly statement: Statement,
  ) {
    this.terms = new Terms(context);
    this.rankings = new Rankings(context, this.terms);
  }

  figures(): Query {
    const { context, subjects, terms, rankings, statement } = this;
    const plan = new Planner(context, subjects, terms, rankings).plan();
    const selection = new Selections(context).of(plan);
    const groupItems = plan.groups.map((group) =>
      terms.group(group, plan.anchorOf, group.k === 'column' ? plan.around : plan.near, plan.base),
    );
    const extreme = rankings.extreme(plan.terms, plan.groups.length > 0, plan.flags);
    const grouping =
      (plan.aggregated && !extreme) ||
      plan.ranking?.aggregate === true ||
      plan.rank?.common === true ||
      context.meaning.having !== undefined;
    return grouping
      ? new Groups(context, subjects, terms, statement).query(plan, selection, groupItems)
      : new Rows(context, subjects, terms, statement).query(plan, selection.where, groupItems, extreme);
  }
}
