import type { Meaning, SetMeaning } from '../parse/meaning';
import type { Column, Table } from '../schema/model';
import { isId, isText, keyOf, labelOf } from '../schema/roles';
import { Conditions, type Notes } from './conditions';
import { type Scope, Ungrounded } from './scope';

/** A reading on its way to a statement: what it means, the tables of its sets, and what was assumed. */
export class Context {
  readonly notes: Notes = { cost: 0, where: [], assumptions: [] };
  readonly conditions: Conditions;

  constructor(
    readonly scope: Scope,
    public meaning: Meaning,
    readonly tables: Map<SetMeaning, Table>,
    readonly words: ReadonlySet<string>,
  ) {
    this.conditions = new Conditions(scope, scope.schema.name, tables, words, this.notes);
  }

  tableOf = (set: SetMeaning): Table => {
    const table = this.tables.get(set);
    if (!table) throw new Ungrounded('it is not clear what the rows are');
    return table;
  };

  /** The sets whose rows the answer is about, the one that is counted or listed first. */
  mainSets(): SetMeaning[] {
    const { terms, sets, groups } = this.meaning;
    const ofTerms = terms
      .flatMap((term) => [term.set, term.k === 'aggregate' ? term.of.set : undefined])
      .filter((set) => set !== undefined && set.tables.length > 0);
    const ofGroups = groups.flatMap((group) => (group.k === 'set' ? [group.set] : []));
    return [...new Set([...(ofTerms as SetMeaning[]), ...sets, ...ofGroups])];
  }

  /** The table whose rows a column stands for: by its label, or by a reference to it. */
  entityOf(column: Column): Table | undefined {
    const table = this.scope.tableOf(column);
    if (labelOf(table) === column && column.unique) return table;
    if ((column.words.includes('id') && (this.words.has('id') || this.words.has('ids'))) || isText(column))
      return undefined;
    if (keyOf(table) === column && isId(column)) return table;
    return this.scope.relations.find((one) => one.column === column)?.to;
  }
}
