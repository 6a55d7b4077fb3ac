import type { Flag, Meaning, Rank, SetMeaning, Term } from '../parse/meaning';
import type { Table } from '../schema/model';
import type { Path } from '../schema/relations';
import { isNumeric, isText } from '../schema/roles';
import type { Context } from './context';
import { phraseOf, plural } from './labels';
import type { Ranking, Rankings } from './rankings';
import { Ambiguous, type Anchor, Ungrounded } from './scope';
import type { Select } from './select';
import { eachValue } from './sets';
import type { Subjects } from './subjects';
import type { GroundTerm, Terms } from './terms';

/** What a statement has: its terms and groups, what ranks them, and the tables that its rows need. */
export interface Plan {
  /** The sets whose rows the answer is about. */
  readonly main: readonly SetMeaning[];
  /** Tables in which columns without a table are looked up. */
  readonly near: readonly Table[];
  /** The same, those of the groups first. */
  readonly around: readonly Table[];
  readonly terms: readonly GroundTerm[];
  readonly groups: Meaning['groups'];
  readonly flags: ReadonlySet<Flag>;
  readonly rank?: Rank;
  /** The rank as the question states it. */
  readonly stated?: Rank;
  /** The main set that has the rank. */
  readonly rankSet?: SetMeaning;
  readonly ranking?: Ranking;
  readonly aggregated: boolean;
  readonly needed: readonly Table[];
  readonly base: Table;
  readonly select: Select;
  readonly subject: Table;
  readonly havingTable?: Table;
  readonly pathTo: (table: Table) => Path;
  readonly anchorOf: (table: Table) => Anchor;
}

/** Words of columns that say how many things a row has. */
const QUANTITIES = new Set(['quantity', 'units', 'pieces', 'items', 'count']);
/** Words for counting rows. */
const REPEATED = ['often', 'times', 'frequently'];

/** Decides on the tables, terms and groups of a statement. */
export class Planner {
  constructor(
    private readonly context: Context,
    private readonly subjects: Subjects,
    private readonly terms: Terms,
    private readonly rankings: Rankings,
  ) {}

  /** Throws if it is not clear which rows the answer has. */
  plan(): Plan {
    const { scope } = this.context;
    const meaning = this.context.meaning;
    const main = this.context.mainSets();
    const person = main.length === 0 && meaning.flags.includes('who') ? this.subjects.person() : undefined;
    const near = this.nearest(main, person);
    const ofGroups = meaning.groups.flatMap((group) => {
      if (group.k === 'set') return [this.context.tableOf(group.set)];
      const column = group.k === 'column' ? this.context.scope.column(group.columns, near).column : undefined;
      const entity = column && this.context.entityOf(column);
      return entity ? [entity] : [];
    });
    // The id and the name next to *each maker* are those of the maker.
    const around = [...new Set([...ofGroups, ...near])];
    const terms = this.termsOf(main, near, ofGroups);
    this.context.conditions.asked = terms
      .map(({ located }) => located?.column)
      .find((column) => column && isText(column));
    const flags = new Set<Flag>(meaning.flags);
    const groups = this.groupsOf(main);
    // Tables that the rows of the answer need
    const countTables = terms.flatMap((term) => (term.table ? [term.table] : []));
    const groupTables = groups.flatMap((group) => {
      if (group.k === 'set') return [this.context.tableOf(group.set)];
      if (group.k !== 'column' && group.k !== 'bands') return [];
      const { column, table } = scope.column(group.columns, around);
      return [this.context.entityOf(column) ?? table];
    });
    const subjectTables = main.length > 0 ? main.slice(0, 1).map(this.context.tableOf) : person ? [person] : [];
    const havingTable = meaning.having && this.context.tableOf(meaning.having.set);
    if (meaning.rank?.by && main[0]?.rank?.by) throw new Ungrounded('two orders are asked for');
    const stated = meaning.rank ?? main[0]?.rank;
    const rank = stated && meaning.limit ? { ...stated, n: meaning.limit } : stated;
    if (meaning.limit && !rank) throw new Ungrounded('it is not clear which ones come first');
    const rankSet = meaning.rank ? undefined : main[0]?.rank ? main[0] : undefined;
    const ranking = rank
      ? this.rankings.rankTerm(rank, subjectTables[0] ?? countTables[0] ?? near[0], near)
      : undefined;
    const aggregated = terms.some(({ aggregate }) => aggregate);
    const inRank = ranking && !(aggregated && rankSet) ? [ranking.table] : [];
    const needed = [
      ...new Set([...countTables, ...groupTables, ...subjectTables, ...inRank, ...(havingTable ? [havingTable] : [])]),
    ];
    if (needed.length === 0) needed.push(...this.subjects.inferred());
    if (needed.length === 0) {
      const time = groups.some(({ k }) => k === 'grain');
      throw new Ungrounded(time ? 'it is not clear what is counted' : 'it is not clear which rows are meant');
    }
    const base = scope.meet(needed);
    this.context.notes.cost +=
      needed.length > 1 ? needed.reduce((sum, table) => sum + (scope.pathUp(base, table)?.length ?? 0), 0) * 0.05 : 0;
    if (main.length === 0 && terms.some(({ op, set }) => op === 'count' && !set)) this.checkCounted(base);
    const select = this.context.conditions.select(base);
    const pathTo = (table: Table): Path => scope.towards(scope.pathUp(base, table) ?? [], undefined);
    const anchorOf = (table: Table): Anchor => {
      const path = scope.pathUp(base, table);
      if (!path) throw new Ungrounded(`rows of "${base.name}" do not belong to one of "${table.name}"`);
      return { select, path: scope.towards(path, undefined), table };
    };
    return {
      ...{ main, near, around, terms, groups, flags, rank, stated, rankSet, ranking, aggregated, needed, base, select },
      ...{ subject: subjectTables[0] ?? countTables[0] ?? base, havingTable, pathTo, anchorOf },
    };
  }

  private nearest(main: readonly SetMeaning[], person: Table | undefined): readonly Table[] {
    if (main.length > 0) return [...new Set(main.map(this.context.tableOf))];
    if (person) return [person];
    const together = this.subjects.together();
    return together.length > 0 ? together : this.subjects.inferred();
  }

  /** The terms that are asked for, or a count where only groups are; without columns whose figure is asked for, too. */
  private termsOf(
    main: readonly SetMeaning[],
    near: readonly Table[],
    ofGroups: readonly Table[],
  ): readonly GroundTerm[] {
    const { terms, groups, flags, having, rank } = this.context.meaning;
    const counted = terms.length === 0 && (groups.length > 0 || flags.includes('trend')) && !having && !rank;
    const wanted: readonly Term[] = counted ? [{ k: 'count', ...(main[0] && { set: main[0] }) }] : terms;
    const all = wanted.map((term) => this.terms.term(term, near, term.k === 'column' ? ofGroups : []));
    const figures = all.filter(({ aggregate, op, located }) => aggregate && op !== 'count' && located);
    return all.filter(
      ({ aggregate, located }) => aggregate || !figures.some((one) => one.located?.column === located?.column),
    );
  }

  /** The groups that are asked for, or those of a trend, or of the values that an average is asked for. */
  private groupsOf(main: readonly SetMeaning[]): Meaning['groups'] {
    const { terms, groups, flags, filters } = this.context.meaning;
    if (flags.includes('trend') && !groups.some(({ k }) => k === 'grain'))
      return [...groups, { k: 'grain', grain: 'month' }];
    if (groups.length > 0 || !terms.some(({ k }) => k === 'aggregate')) return groups;
    const conditions = [...filters, ...main.flatMap((set) => set.conditions)];
    const each = conditions.map(eachValue).find((columns) => columns.length > 0);
    return each ? [{ k: 'column', columns: each }] : groups;
  }

  /** Throws if rows are counted without a name, and each may stand for several things: *how many bolts were made?* */
  private checkCounted(base: Table): void {
    const quantity = base.columns.find(
      (column) => isNumeric(column) && column.words.some((word) => QUANTITIES.has(word)),
    );
    if (!quantity || REPEATED.some((word) => this.context.words.has(word))) return;
    throw new Ambiguous(
      `it is not clear whether the number of ${plural(phraseOf(base))} or the sum of ${phraseOf(quantity)} is meant`,
    );
  }
}
