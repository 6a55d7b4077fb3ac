import { isPerson, singular } from '../lexicon/words';
import { headOf } from '../link/tables';
import type { Condition } from '../parse/meaning';
import type { Column, Table } from '../schema/model';
import { isText, labelOf } from '../schema/roles';
import type { Context } from './context';
import { Ungrounded } from './scope';

/** The tables that a question is about, where it does not name them. */
export class Subjects {
  constructor(private readonly context: Context) {}

  /** The table that has all columns that are asked for, where no rows are named. */
  together(): Table[] {
    const terms = this.context.meaning.terms.flatMap((term) =>
      term.k === 'column' ? [term.columns] : term.k === 'aggregate' && term.of.k === 'column' ? [term.of.columns] : [],
    );
    const groups = this.context.meaning.groups.flatMap((group) => (group.k === 'column' ? [group.columns] : []));
    const all = [...terms, ...groups];
    if (all.length < 2) return [];
    const scores = this.context.scope.schema.tables.map((table) => ({
      table,
      score: all.reduce(
        (sum, columns) =>
          sum + Math.max(0, ...columns.filter(({ to }) => to.table === table.name).map(({ score }) => score)),
        0,
      ),
    }));
    const [best] = scores.sort((one, other) => other.score - one.score);
    return best && all.every((columns) => columns.some(({ to }) => to.table === best.table.name)) ? [best.table] : [];
  }

  /** Another text than the label, that is named as the table and identifies its rows as well. */
  otherName(label: Column): Column | undefined {
    const table = this.context.scope.tableOf(label);
    if (labelOf(table) !== label) return undefined;
    return table.columns.find(
      (column) =>
        column !== label &&
        isText(column) &&
        column.unique &&
        column.words.join(' ') === singular(table.words.at(-1) ?? ''),
    );
  }

  /** The people that rows belong to, for *who*. */
  person(base?: Table): Table | undefined {
    if (!this.context.meaning.flags.includes('who')) return undefined;
    const { scope } = this.context;
    const people = scope.schema.tables.filter(
      (table) => isPerson(singular(headOf(table.words))) && (!base || scope.pathUp(base, table)),
    );
    const [about] = this.mentioned();
    const far = (table: Table): number => (about ? (scope.distance(scope.tableOf(about), table) ?? Infinity) : 0);
    return people.sort((one, other) => far(one) - far(other))[0];
  }

  /** The table of the conditions, where a question names no rows. */
  inferred(): Table[] {
    const { tables } = this.context.scope.schema;
    const { terms, groups, filters } = this.context.meaning;
    if (this.context.meaning.flags.includes('who')) return [];
    if (terms.length + groups.length + filters.length === 0) throw new Ungrounded('it is not clear what is asked for');
    if (tables.length === 1) return [...tables];
    const [first] = this.mentioned();
    this.context.notes.cost += 0.1;
    return first ? [this.context.scope.tableOf(first)] : [];
  }

  /** The columns of conditions and groups, the first ones first. */
  private mentioned(): readonly Column[] {
    const { terms, groups, filters, sets } = this.context.meaning;
    const columns = (condition: Condition): readonly Column[] => {
      if (condition.k === 'value') return condition.values.slice(0, 1).map(({ to }) => to.column);
      if (condition.k === 'not') return columns(condition.condition);
      if (condition.k === 'and' || condition.k === 'or' || condition.k === 'both')
        return condition.conditions.flatMap(columns);
      if ('term' in condition && condition.term?.k === 'column')
        return condition.term.columns.slice(0, 1).map(({ to }) => to);
      return 'on' in condition ? (condition.on ?? []).slice(0, 1).map(({ to }) => to) : [];
    };
    const shares = terms.flatMap((term) => (term.k === 'share' ? term.set.conditions : []));
    const grouped = groups.flatMap((group) =>
      group.k === 'column' ? group.columns.slice(0, 1).map(({ to }) => to) : [],
    );
    const ofSets = sets.flatMap(({ conditions }) => conditions);
    return [...[...filters, ...shares, ...ofSets].flatMap(columns), ...grouped];
  }
}
