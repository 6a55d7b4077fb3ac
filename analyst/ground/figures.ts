import { isPerson, singular } from '../lexicon/words';
import { headOf } from '../link/tables';
import type { Flag, Meaning, Term } from '../parse/meaning';
import type { Table } from '../schema/model';
import type { Path } from '../schema/relations';
import { isName, isNumeric, isText, keyOf, labelOf } from '../schema/roles';
import type { Context } from './context';
import { aliasFor, phraseOf, plural } from './labels';
import type { Item, Query } from './query';
import { Rankings } from './rankings';
import { Ambiguous, type Anchor, type Located, Ungrounded } from './scope';
import type { Select } from './select';
import { eachValue } from './sets';
import type { Statement } from './statement';
import type { Subjects } from './subjects';
import { type GroupItem, Terms } from './terms';

/** Words of columns that say how many things a row has. */
const QUANTITIES = new Set(['quantity', 'units', 'pieces', 'items', 'count']);
/** Words for counting rows. */
const REPEATED = new Set(['often', 'times', 'frequently']);

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
    const { scope } = this.context;
    const meaning = this.context.meaning;
    const main = this.context.mainSets();
    const together = main.length > 0 ? [] : this.subjects.together();
    const person = main.length === 0 && meaning.flags.includes('who') ? this.subjects.person() : undefined;
    const near =
      main.length > 0
        ? [...new Set(main.map(this.context.tableOf))]
        : person
          ? [person]
          : together.length > 0
            ? together
            : this.subjects.inferred();
    const ofGroups = meaning.groups.flatMap((group) => {
      if (group.k === 'set') return [this.context.tableOf(group.set)];
      const column = group.k === 'column' ? this.context.scope.column(group.columns, near).column : undefined;
      const entity = column && this.context.entityOf(column);
      return entity ? [entity] : [];
    });
    // The id and the name next to *each maker* are those of the maker.
    const around = [...new Set([...ofGroups, ...near])];
    const wanted: readonly Term[] =
      meaning.terms.length === 0 &&
      (meaning.groups.length > 0 || flagsOf(meaning).has('trend')) &&
      !meaning.having &&
      !meaning.rank
        ? [{ k: 'count', ...(main[0] && { set: main[0] }) }]
        : meaning.terms;
    const all = wanted.map((term) => this.terms.term(term, near, term.k === 'column' ? ofGroups : []));
    const terms = all.filter(
      (term) =>
        term.aggregate ||
        !all.some(
          (other) =>
            other.aggregate && other.op !== 'count' && other.located && other.located.column === term.located?.column,
        ),
    );
    this.context.conditions.asked = terms
      .map(({ located }) => located?.column)
      .find((column) => column && isText(column));
    const flags = new Set<Flag>(meaning.flags);
    const averaged = meaning.terms.some((term) => term.k === 'aggregate') && meaning.groups.length === 0;
    const each = averaged
      ? [...meaning.filters, ...main.flatMap(({ conditions }) => conditions)]
          .map(eachValue)
          .find((columns) => columns.length > 0)
      : undefined;
    const trend = flags.has('trend') && !meaning.groups.some(({ k }) => k === 'grain');
    const groups: Meaning['groups'] = trend
      ? [...meaning.groups, { k: 'grain', grain: 'month' }]
      : each
        ? [{ k: 'column', columns: each }]
        : meaning.groups;
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
    const quantity = base.columns.find(
      (column) => isNumeric(column) && column.words.some((word) => QUANTITIES.has(word)),
    );
    const bare = main.length === 0 && terms.some(({ op, set }) => op === 'count' && !set);
    if (bare && quantity && ![...REPEATED].some((word) => this.context.words.has(word)))
      throw new Ambiguous(
        `it is not clear whether the number of ${plural(phraseOf(base))} or the sum of ${phraseOf(quantity)} is meant`,
      );
    const select = this.context.conditions.select(base);
    const pathTo = (table: Table): Path => scope.towards(scope.pathUp(base, table) ?? [], undefined);
    const anchorOf = (table: Table): Anchor => {
      const path = scope.pathUp(base, table);
      if (!path) throw new Ungrounded(`rows of "${base.name}" do not belong to one of "${table.name}"`);
      return { select, path: scope.towards(path, undefined), table };
    };

    const subject = subjectTables[0] ?? countTables[0] ?? base;
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
      if (!reachable || !needed.includes(table)) {
        if (
          reachable &&
          conditions.length === 0 &&
          table !== base &&
          !done.includes(table) &&
          set.conditions.length === 0
        ) {
          conditions.push(this.context.conditions.sql(anchorOf(base), { k: 'exists', set }));
        }
      }
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

    const groupItems: GroupItem[] = groups.map((group) =>
      this.terms.group(group, anchorOf, group.k === 'column' ? around : near, base),
    );
    const columnTerms = terms.filter(({ aggregate }) => !aggregate);
    const extreme = this.rankings.extreme(terms, groups.length > 0, flags);
    const grouping =
      (aggregated && !extreme) ||
      ranking?.aggregate === true ||
      (rank?.common ?? false) ||
      meaning.having !== undefined;
    const items: Item[] = [];
    const push = (item: Omit<Item, 'alias'>): void => {
      if (items.some(({ expression, role }) => expression === item.expression && role !== 'hidden')) return;
      items.push({ ...item, alias: aliasFor(item.label, items) });
    };

    if (!grouping) {
      const rowsTable = columnTerms.length === 0 ? subject : undefined;
      for (const group of groupItems)
        for (const item of group.items) if (!item.hidden) push({ ...item, role: 'column' });
      for (const term of columnTerms.length > 0 || extreme ? terms : []) {
        if (term.all)
          for (const column of term.all.columns)
            push({ ...this.terms.columnItem(anchorOf(term.all), column), role: 'column' });
        else if (term.located)
          push({ ...this.terms.columnItem(anchorOf(term.located.table), term.located.column), role: 'column' });
      }
      const people =
        flags.has('who') && !isPerson(singular(headOf(subject.words))) ? this.subjects.person(base) : undefined;
      if (flags.has('who') && !isPerson(singular(headOf(subject.words))) && !people && columnTerms.length === 0)
        throw new Ungrounded('no column says who it was');
      const who = people && labelOf(people);
      if (people && who) push({ ...this.terms.columnItem(anchorOf(people), who), role: 'column' });
      if (rowsTable)
        for (const column of rowsTable.columns)
          push({ ...this.terms.columnItem(anchorOf(rowsTable), column), role: 'column' });
      const [lone] = columnTerms;
      const repeats =
        columnTerms.length === 1 &&
        !ranking &&
        !meaning.order &&
        lone?.located !== undefined &&
        !lone.located.column.unique &&
        !isNumeric(lone.located.column);
      const distinct =
        repeats ||
        flags.has('distinct') ||
        terms.some((term) => term.distinct) ||
        main.some((set) => set.distinct === true);
      const label = labelOf(subject);
      if (
        label &&
        !distinct &&
        columnTerms.length > 0 &&
        !items.some(({ column }) => column && (isName(column) || column === keyOf(subject))) &&
        scope.pathUp(base, subject) &&
        items.every(({ column }) => column?.table === subject.name)
      ) {
        push({ ...this.terms.columnItem(anchorOf(subject), label), role: 'column' });
      }
      for (const item of [...items]) {
        const alias = item.column && this.subjects.otherName(item.column);
        if (alias && (!distinct || item.column?.unique))
          push({ ...this.terms.columnItem(anchorOf(scope.tableOf(alias)), alias), role: 'column' });
      }
      const by =
        extreme ??
        (ranking && {
          expression: ranking.expression(select, pathTo),
          label: ranking.label,
          column: ranking.column,
          more: ranking.more,
          n: rank?.n ?? 1,
          within: groupItems.flatMap((group) => group.items.map(({ expression }) => expression)),
        });
      if (by) push({ expression: by.expression, label: by.label, column: by.column, role: 'column' });
      return this.statement.finish({
        task: 'rows',
        select,
        items,
        where,
        base,
        subject,
        distinct,
        by: by && { ...by },
      });
    }

    // Groups: what the question names, and the columns next to the figures.
    for (const group of groupItems)
      for (const item of group.items) push({ ...item, role: item.hidden ? 'hidden' : 'group' });
    for (const term of columnTerms) {
      if (term.all) throw new Ungrounded('all columns are asked for beside a figure');
      const located = term.located as Located;
      const anchor = anchorOf(located.table);
      push({ ...this.terms.columnItem(anchor, located.column), role: 'group' });
      const key = keyOf(located.table);
      const named = isName(located.column) || located.column === labelOf(located.table);
      const counted =
        terms.some(({ op, table }) => op === 'count' && table === located.table) || ranking?.table === located.table;
      if (
        key &&
        key !== located.column &&
        !(counted && base === located.table) &&
        (named || items.some(({ column }) => column === key))
      ) {
        const hidden = select.column(anchor.path, key);
        if (!items.some(({ expression }) => expression === hidden))
          items.push({
            expression: hidden,
            label: phraseOf(key),
            role: 'hidden',
            column: key,
            alias: aliasFor(`${phraseOf(key)} key`, items),
          });
      }
    }
    if (rank?.common && columnTerms.length === 0 && groupItems.length === 0) {
      const person = this.subjects.person(base);
      if (!person) throw new Ungrounded('it is not clear what occurs most often');
      for (const item of this.terms.entity(anchorOf(person)).items)
        push({ ...item, role: item.hidden ? 'hidden' : 'group' });
    }
    if (groupItems.length === 0 && columnTerms.length === 0 && ranking) {
      const group = this.terms.entity(anchorOf(flags.has('who') ? (this.subjects.person(base) ?? subject) : subject));
      for (const item of group.items) push({ ...item, role: item.hidden ? 'hidden' : 'group' });
    }
    const measures = terms.filter(({ aggregate }) => aggregate);
    for (const term of measures) {
      const expression =
        term.op === 'share'
          ? shareSql(inShare, items.length > 0)
          : (term.aggregate as (select: Select, base: Table, pathTo: (table: Table) => Path) => string)(
              select,
              base,
              pathTo,
            );
      push({ expression, label: term.label, role: 'measure', column: term.located?.column, op: term.op });
    }
    if (meaning.having && havingTable) {
      const counted =
        base === havingTable
          ? 'COUNT(*)'
          : `COUNT(DISTINCT ${select.column(pathTo(havingTable), scope.key(havingTable))})`;
      push({ expression: counted, label: `number of ${plural(phraseOf(havingTable))}`, role: 'measure', op: 'count' });
      where.push(...this.context.conditions.ofSet(anchorOf(havingTable), meaning.having.set));
    }
    if (rank?.common)
      push({ expression: 'COUNT(*)', label: `number of ${plural(phraseOf(subject))}`, role: 'measure', op: 'count' });
    let by = rank?.common ? { expression: 'COUNT(*)', label: 'count', more: rank.more, n: rank.n } : undefined;
    if (ranking && !rank?.common) {
      const expression = ranking.expression(select, pathTo);
      push({ expression, label: ranking.label, role: 'measure', column: ranking.column, op: ranking.op });
      by = { expression, label: ranking.label, more: ranking.more, n: rank?.n ?? 1 };
    }
    const grouped = items.some(({ role }) => role === 'group' || role === 'hidden');
    if (ranking && !ranking.aggregate && grouped)
      throw new Ungrounded('groups are ranked by a column that they do not have');
    if (rank && !grouped) throw new Ungrounded('it is not clear what is ranked');
    if (
      measures.some(({ op }) => op === 'avg' || op === 'share' || op === 'median') &&
      grouped &&
      !items.some(({ op }) => op === 'count')
    ) {
      items.push({
        expression: 'COUNT(*)',
        label: plural(phraseOf(base)),
        role: 'measure',
        op: 'count',
        alias: aliasFor(`number of ${plural(phraseOf(base))}`, items),
      });
    }
    return this.statement.finish({ task: grouped ? 'groups' : 'figures', select, items, where, base, subject, by });
  }
}

function shareSql(conditions: readonly string[], grouped: boolean): string {
  if (conditions.length === 0) {
    if (!grouped) throw new Ungrounded('it is not clear whose share is meant');
    return '1.0 * COUNT(*) / SUM(COUNT(*)) OVER ()';
  }
  return `AVG(CASE WHEN ${conditions.join(' AND ')} THEN 1.0 ELSE 0 END)`;
}

const flagsOf = ({ flags }: Meaning): ReadonlySet<Flag> => new Set(flags);
