import type { Aggregate, Grain } from '../lexicon/lexicon';
import { isPerson, singular } from '../lexicon/words';
import { headOf } from '../link/links';
import type { Columns, Condition, Flag, Meaning, Rank, SetMeaning, Term, Values } from '../parse/meaning';
import type { Reading } from '../parse/read';
import type { Column, Schema, Table } from '../schema/model';
import type { Path } from '../schema/relations';
import { isFlag, isId, isMeasure, isName, isNumeric, isText, isTime, keyOf, labelOf } from '../schema/roles';
import { Conditions, type Notes } from './conditions';
import type { Item, Query } from './query';
import { Ambiguous, type Anchor, type Located, Scope, Ungrounded } from './scope';
import { resetAliases, type Select } from './select';

/** Rows of a listing, and groups, at most. */
export const MAX_ROWS = 5000;

const AGGREGATES: Readonly<Record<Aggregate, (expression: string) => string>> = {
  avg: (one) => `AVG(CAST(${one} AS double precision))`,
  sum: (one) => `SUM(${one})`,
  min: (one) => `MIN(${one})`,
  max: (one) => `MAX(${one})`,
  median: (one) => `MEDIAN(${one})`,
  stddev: (one) => `STDDEV_SAMP(${one})`,
};
const AGGREGATE_WORDS: Readonly<Record<Aggregate, string>> = {
  avg: 'average',
  sum: 'total',
  min: 'lowest',
  max: 'highest',
  median: 'median',
  stddev: 'standard deviation of',
};

/** Columns that are added up where an amount is asked for. */
const ADDITIVE = new Set(
  'amount total sales revenue quantity qty units sum spent spend cost price tickets count num number pieces minutes hours salary points goals votes population killed injured passengers'.split(
    ' ',
  ),
);
export const isAdditive = (column: Column): boolean =>
  column.words.some((word) => ADDITIVE.has(word) || ADDITIVE.has(singular(word)));

const SUFFIXES = new Set(['data', 'list', 'info', 'table', 'details', 'records']);
const phraseOf = ({ words }: { readonly words: readonly string[] }): string =>
  words
    .filter((word, at) => at === 0 || !(at === words.length - 1 && (SUFFIXES.has(word) || /^\d+$/.test(word))))
    .join(' ');
const plural = (noun: string): string =>
  /s$/.test(noun)
    ? noun
    : /[^aeiou]y$/.test(noun)
      ? `${noun.slice(0, -1)}ies`
      : /(sh|ch|x)$/.test(noun)
        ? `${noun}es`
        : `${noun}s`;

interface GroupItem {
  readonly items: readonly {
    readonly expression: string;
    readonly label: string;
    readonly column?: Column;
    readonly grain?: Grain;
    readonly hidden?: boolean;
  }[];
  readonly table: Table;
}

/** Every set in a meaning, with those inside of conditions. */
function setsOf(meaning: Meaning): SetMeaning[] {
  const sets = new Set<SetMeaning>();
  const inCondition = (condition: Condition): void => {
    if (condition.k === 'exists') inSet(condition.set);
    if (condition.k === 'compareTerm' && condition.set) inSet(condition.set);
    if (condition.k === 'not') inCondition(condition.condition);
    if (condition.k === 'and' || condition.k === 'or' || condition.k === 'both')
      condition.conditions.forEach(inCondition);
  };
  const inTerm = (term: Term | undefined): void => {
    if (term?.set) inSet(term.set);
    if (term?.k === 'aggregate') inTerm(term.of);
  };
  const inSet = (set: SetMeaning): void => {
    if (sets.has(set)) return;
    sets.add(set);
    set.conditions.forEach(inCondition);
    inTerm(set.rank?.by);
  };
  meaning.sets.forEach(inSet);
  meaning.terms.forEach(inTerm);
  for (const group of meaning.groups) if (group.k === 'set') inSet(group.set);
  meaning.filters.forEach(inCondition);
  if (meaning.having) inSet(meaning.having.set);
  inTerm(meaning.rank?.by);
  inTerm(meaning.order?.by);
  return [...sets];
}

class Grounding {
  private readonly notes: Notes = { cost: 0, where: [], assumptions: [] };
  private readonly conditions: Conditions;

  constructor(
    private readonly scope: Scope,
    private meaning: Meaning,
    private readonly tables: Map<SetMeaning, Table>,
    private readonly words: ReadonlySet<string>,
  ) {
    this.conditions = new Conditions(scope, scope.schema.name, tables, words, this.notes);
  }

  private tableOf = (set: SetMeaning): Table => {
    const table = this.tables.get(set);
    if (!table) throw new Ungrounded('it is not clear what the rows are');
    return table;
  };

  /** The sets whose rows the answer is about, the one that is counted or listed first. */
  private mainSets(): SetMeaning[] {
    const { terms, sets, groups } = this.meaning;
    const ofTerms = terms
      .flatMap((term) => [term.set, term.k === 'aggregate' ? term.of.set : undefined])
      .filter((set) => set !== undefined && set.tables.length > 0);
    const ofGroups = groups.flatMap((group) => (group.k === 'set' ? [group.set] : []));
    return [...new Set([...(ofTerms as SetMeaning[]), ...sets, ...ofGroups])];
  }

  /**
   * A row that is named, and rows of a table that refers to such rows twice: the name may be on either side. Throws, as
   * nothing says which one is asked for.
   */
  private checkSides(): void {
    const { relations } = this.scope;
    const tables = [...this.tables.values()];
    const twice = relations.filter((one, at) =>
      relations.some(
        (other, place) => place > at && other.from === one.from && other.to === one.to && tables.includes(one.from),
      ),
    );
    const names = (condition: Condition): boolean => {
      if (condition.k === 'value')
        return condition.values.some(({ to }) => twice.some((one) => labelOf(one.to) === to.column));
      return condition.k === 'text' && condition.mode === 'is';
    };
    const asked = this.meaning.terms.some(
      (term) => term.k === 'column' && term.columns.some(({ to }) => twice.some((one) => labelOf(one.to) === to)),
    );
    const conditions = [...this.meaning.filters, ...[...this.tables.keys()].flatMap((set) => set.conditions)];
    if (asked && conditions.some(names)) throw new Ambiguous('it is not clear on which side the name is');
  }

  ground(): Query {
    this.checkSides();
    const { flags } = this.meaning;
    if (flags.includes('distribution')) return this.raw('distribution');
    if (flags.includes('correlation')) return this.raw('correlation');
    if (flags.includes('compare') || flags.includes('rest')) return this.raw('comparison');
    if (flags.includes('growth') && !this.meaning.groups.some(({ k }) => k === 'grain')) this.separate();
    this.rankByMean();
    this.summarise();
    return this.figures();
  }

  /** Makes groups of the two periods that a change is between. */
  private separate(): void {
    const { meaning } = this;
    const isPeriod = (one: Condition): boolean => periodsOf([one]).length > 0;
    const copies = new Map<SetMeaning, SetMeaning>();
    const found: Condition[] = [];
    for (const set of this.mainSets()) {
      found.push(...periodsOf(set.conditions));
      const copy = { ...set, conditions: set.conditions.filter((one) => !isPeriod(one)) };
      this.tables.set(copy, this.tableOf(set));
      copies.set(set, copy);
    }
    found.push(...periodsOf(meaning.filters));
    found.sort((one, other) => startOf(one).localeCompare(startOf(other)));
    if (found.length !== 2) throw new Ungrounded('a change is between two periods');
    const copyOf = (set: SetMeaning | undefined) => set && (copies.get(set) ?? set);
    this.meaning = {
      ...meaning,
      terms: meaning.terms.map((term) => (term.set ? { ...term, set: copyOf(term.set) as SetMeaning } : term)),
      sets: meaning.sets.map((set) => copyOf(set) as SetMeaning),
      filters: meaning.filters.filter((one) => !isPeriod(one)),
      groups: [
        { k: 'periods', periods: found.map((one) => (one.k === 'period' ? { ...one, op: 'in' as const } : one)) },
        ...meaning.groups,
      ],
    };
  }

  /** Of a number by a category or a period, its average or its sum is meant. */
  private summarise(): void {
    const { meaning } = this;
    const { terms, groups } = meaning;
    if (groups.length === 0 || terms.length === 0 || meaning.rank || terms.some(({ k }) => k !== 'column')) return;
    const near = this.mainSets().map(this.tableOf);
    const whole = groups.every(
      (group) =>
        group.k === 'grain' ||
        group.k === 'bands' ||
        (group.k === 'column' && !this.entityOf(this.scope.column(group.columns, near).column)),
    );
    if (!whole) return;
    const columns = terms.map(
      (term) => this.scope.column((term as Extract<Term, { k: 'column' }>).columns, near).column,
    );
    if (!columns.every((column) => isMeasure(column) || isFlag(column))) return;
    const summed = terms.map(
      (of, at): Term => ({ k: 'aggregate', op: isAdditive(columns[at] as Column) ? 'sum' : 'avg', of, set: of.set }),
    );
    this.notes.assumptions.push(
      ...columns.map((column) => `The ${isAdditive(column) ? 'sum' : 'average'} of ${phraseOf(column)} is meant.`),
    );
    this.meaning = { ...meaning, terms: summed };
  }

  /** A list of categories that is ordered by a number is ordered by its mean. */
  private rankByMean(): void {
    const { meaning } = this;
    const { order, terms } = meaning;
    if (
      order?.by?.k !== 'column' ||
      terms.length === 0 ||
      meaning.groups.length > 0 ||
      terms.some(({ k }) => k !== 'column')
    )
      return;
    const near = this.mainSets().map(this.tableOf);
    const { column } = this.scope.column(order.by.columns, near);
    const columns = terms.map(
      (term) =>
        this.scope.column(
          (term as Extract<Term, { k: 'column' }>).columns,
          near.length > 0 ? near : [this.scope.tableOf(column)],
        ).column,
    );
    if (
      !isMeasure(column) ||
      columns.some((one) => one === column || !isText(one) || one.unique || isName(one) || one.table !== column.table)
    )
      return;
    const by: Term = { k: 'aggregate', op: 'avg', of: order.by };
    this.meaning = { ...meaning, terms: [...terms, by], order: { by, more: order.more ?? true } };
  }

  /** The single values that a statistic is computed of. */
  private raw(task: 'distribution' | 'correlation' | 'comparison'): Query {
    const { scope, meaning } = this;
    const main = this.mainSets();
    const near = main.length > 0 ? [...new Set(main.map(this.tableOf))] : this.together();
    const columns = meaning.terms.flatMap((term): Located[] => {
      const inner = term.k === 'aggregate' ? term.of : term;
      const anchor = near[0] ?? (this.scope.schema.tables.length === 1 ? this.scope.schema.tables[0] : undefined);
      if (inner.k === 'adjective' && anchor) return [this.conditions.adjective(inner.adjective, anchor).located];
      if (inner.k !== 'column') throw new Ungrounded('it is not clear which values are meant');
      return [scope.column(inner.columns, term.set && term.set.tables.length > 0 ? [this.tableOf(term.set)] : near)];
    });
    const groups = meaning.groups.flatMap((group): Located[] => {
      if (group.k === 'column') return [scope.column(group.columns, near)];
      throw new Ungrounded('it is not clear what is compared');
    });
    const conditions = [...main.flatMap((set) => set.conditions), ...meaning.filters];
    const values = task === 'comparison' ? comparedValues(conditions) : undefined;
    const needed = [...columns, ...groups].map(({ table }) => table);
    if (needed.length === 0) throw new Ungrounded('it is not clear which values are meant');
    const compared = values && scope.locate(values.values, needed, ({ column }) => column);
    const base = scope.meet([
      ...new Set([...needed, ...(compared ? [compared.table] : []), ...main.slice(0, 1).map(this.tableOf)]),
    ]);
    const select = this.conditions.select(base);
    const pathTo = (table: Table): Path => {
      const path = scope.pathUp(base, table);
      if (!path) throw new Ungrounded(`rows of "${base.name}" do not belong to one of "${table.name}"`);
      return path;
    };
    for (const { cost } of [...columns, ...groups]) this.notes.cost += cost;
    const where = conditions
      .filter((one) => one !== values?.condition)
      .map((one) =>
        this.conditions.sql(
          {
            select,
            path: pathTo(main[0] ? this.tableOf(main[0]) : base),
            table: main[0] ? this.tableOf(main[0]) : base,
          },
          one,
        ),
      );
    const items: Item[] = [];
    const add = ({ column, table }: Located, role: Item['role']): void => {
      if (items.some((item) => item.column === column)) return;
      const label = phraseOf(column);
      items.push({
        alias: aliasFor(label, items),
        label,
        role,
        expression: select.column(pathTo(table), column),
        column,
      });
    };
    if (task === 'comparison') {
      const measures = columns.filter(({ column }) => isMeasure(column) || isFlag(column));
      const kinds = [...groups, ...(compared ? [compared] : []), ...columns.filter((one) => !measures.includes(one))];
      if (measures.length !== 1 || kinds.length !== 1) throw new Ungrounded('it is not clear what is compared');
      add(kinds[0] as Located, 'group');
      add(measures[0] as Located, 'measure');
      if (values && values.texts.length > 1)
        where.push(
          `${items[0]?.expression} IN (${values.texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')})`,
        );
    } else {
      for (const one of columns) add(one, 'measure');
      if (task === 'correlation' && items.length === 1) {
        this.notes.cost += 0.1;
        const own = items[0]?.column;
        for (const column of base.columns)
          if ((isMeasure(column) || isFlag(column)) && column !== own && !isText(column))
            add({ column, table: base, cost: 0 }, 'measure');
      }
      if (
        task === 'correlation' &&
        (items.length < 2 || items.some(({ column }) => !column || isText(column) || isTime(column) || isId(column)))
      ) {
        throw new Ungrounded('a correlation is between two columns of numbers');
      }
      if (task === 'distribution' && items.length !== 1)
        throw new Ungrounded('the distribution of one column can be shown');
      const only = items[0]?.column;
      if (task === 'distribution' && only && !isMeasure(only)) return this.countsOf(select, base, items, where);
    }
    for (const item of items) if (item.role === 'measure') where.push(`${item.expression} IS NOT NULL`);
    return this.finish({ task, select, items, where, base, subject: base });
  }

  /** How often each value of a category occurs. */
  private countsOf(select: Select, base: Table, items: readonly Item[], where: string[]): Query {
    const groups = items.map((item) => ({ ...item, role: 'group' as const }));
    const count: Item = {
      alias: 'rows_',
      label: `number of ${plural(phraseOf(base))}`,
      role: 'measure',
      expression: 'COUNT(*)',
      op: 'count',
    };
    return this.finish({ task: 'groups', select, items: [...groups, count], where, base, subject: base });
  }

  private figures(): Query {
    const { scope } = this;
    const meaning = this.meaning;
    const main = this.mainSets();
    const together = main.length > 0 ? [] : this.together();
    const person = main.length === 0 && meaning.flags.includes('who') ? this.person() : undefined;
    const near =
      main.length > 0
        ? [...new Set(main.map(this.tableOf))]
        : person
          ? [person]
          : together.length > 0
            ? together
            : this.inferred();
    const ofGroups = meaning.groups.flatMap((group) => {
      if (group.k === 'set') return [this.tableOf(group.set)];
      const column = group.k === 'column' ? this.scope.column(group.columns, near).column : undefined;
      const entity = column && this.entityOf(column);
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
    const all = wanted.map((term) => this.term(term, near, term.k === 'column' ? ofGroups : []));
    const terms = all.filter(
      (term) =>
        term.aggregate ||
        !all.some(
          (other) =>
            other.aggregate && other.op !== 'count' && other.located && other.located.column === term.located?.column,
        ),
    );
    this.conditions.asked = terms.map(({ located }) => located?.column).find((column) => column && isText(column));
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
      if (group.k === 'set') return [this.tableOf(group.set)];
      if (group.k !== 'column' && group.k !== 'bands') return [];
      const { column, table } = scope.column(group.columns, around);
      return [this.entityOf(column) ?? table];
    });
    const subjectTables = main.length > 0 ? main.slice(0, 1).map(this.tableOf) : person ? [person] : [];
    const havingTable = meaning.having && this.tableOf(meaning.having.set);
    const stated = meaning.rank ?? main[0]?.rank;
    const rank = stated && meaning.limit ? { ...stated, n: meaning.limit } : stated;
    if (meaning.limit && !rank) throw new Ungrounded('it is not clear which ones come first');
    const rankSet = meaning.rank ? undefined : main[0]?.rank ? main[0] : undefined;
    const ranking = rank ? this.rankTerm(rank, subjectTables[0] ?? countTables[0], near) : undefined;
    const aggregated = terms.some(({ aggregate }) => aggregate);
    const inRank = ranking && !(aggregated && rankSet) ? [ranking.table] : [];
    const needed = [
      ...new Set([...countTables, ...groupTables, ...subjectTables, ...inRank, ...(havingTable ? [havingTable] : [])]),
    ];
    if (needed.length === 0) needed.push(...this.inferred());
    if (needed.length === 0) {
      const time = groups.some(({ k }) => k === 'grain');
      throw new Ungrounded(time ? 'it is not clear what is counted' : 'it is not clear which rows are meant');
    }
    const base = scope.meet(needed);
    this.notes.cost +=
      needed.length > 1 ? needed.reduce((sum, table) => sum + (scope.pathUp(base, table)?.length ?? 0), 0) * 0.05 : 0;
    const select = this.conditions.select(base);
    const pathTo = (table: Table): Path => scope.pathUp(base, table) ?? [];
    const anchorOf = (table: Table): Anchor => {
      const path = scope.pathUp(base, table);
      if (!path) throw new Ungrounded(`rows of "${base.name}" do not belong to one of "${table.name}"`);
      return { select, path, table };
    };

    const subject = subjectTables[0] ?? countTables[0] ?? base;
    const share = terms.find(({ op }) => op === 'share');
    const where: string[] = [];
    const inShare: string[] = [];
    const done: Table[] = [];
    for (const set of main) {
      const table = this.tableOf(set);
      const withRank = set === rankSet ? aggregated : set.rank !== undefined && set.rank !== stated;
      const reachable = scope.pathUp(base, table);
      const conditions = reachable
        ? this.conditions.ofSet(anchorOf(table), set, withRank)
        : [this.conditions.sql(anchorOf(subject), { k: 'exists', set })];
      if (!reachable || !needed.includes(table)) {
        if (
          reachable &&
          conditions.length === 0 &&
          table !== base &&
          !done.includes(table) &&
          set.conditions.length === 0
        ) {
          conditions.push(this.conditions.sql(anchorOf(base), { k: 'exists', set }));
        }
      }
      done.push(table);
      if (share && share.set === set) inShare.push(...conditions);
      else where.push(...conditions);
    }
    if (share?.set && share.set.tables.length === 0) {
      inShare.push(...share.set.conditions.map((one) => this.conditions.sql(anchorOf(subject), one)));
    }
    for (const filter of meaning.filters) {
      const condition = this.conditions.sql(anchorOf(subject), filter);
      if (share && inShare.length === 0) inShare.push(condition);
      else where.push(condition);
    }

    const groupItems: GroupItem[] = groups.map((group) =>
      this.group(group, anchorOf, group.k === 'column' ? around : near, base),
    );
    const columnTerms = terms.filter(({ aggregate }) => !aggregate);
    const extreme = this.extreme(terms, groups.length > 0, flags);
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
            push({ ...this.columnItem(anchorOf(term.all), column), role: 'column' });
        else if (term.located)
          push({ ...this.columnItem(anchorOf(term.located.table), term.located.column), role: 'column' });
      }
      const people = flags.has('who') && !isPerson(singular(headOf(subject.words))) ? this.person(base) : undefined;
      if (flags.has('who') && !isPerson(singular(headOf(subject.words))) && !people && columnTerms.length === 0)
        throw new Ungrounded('no column says who it was');
      const who = people && labelOf(people);
      if (people && who) push({ ...this.columnItem(anchorOf(people), who), role: 'column' });
      if (rowsTable)
        for (const column of rowsTable.columns)
          push({ ...this.columnItem(anchorOf(rowsTable), column), role: 'column' });
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
        push({ ...this.columnItem(anchorOf(subject), label), role: 'column' });
      }
      for (const item of [...items]) {
        const alias = item.column && this.otherName(item.column);
        if (alias && (!distinct || item.column?.unique))
          push({ ...this.columnItem(anchorOf(scope.tableOf(alias)), alias), role: 'column' });
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
      return this.finish({ task: 'rows', select, items, where, base, subject, distinct, by: by && { ...by } });
    }

    // Groups: what the question names, and the columns next to the figures.
    for (const group of groupItems)
      for (const item of group.items) push({ ...item, role: item.hidden ? 'hidden' : 'group' });
    for (const term of columnTerms) {
      if (term.all) throw new Ungrounded('all columns are asked for beside a figure');
      const located = term.located as Located;
      const anchor = anchorOf(located.table);
      push({ ...this.columnItem(anchor, located.column), role: 'group' });
      const key = keyOf(located.table);
      const named = isName(located.column) || located.column === labelOf(located.table);
      if (key && key !== located.column && (named || items.some(({ column }) => column === key))) {
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
      const person = this.person(base);
      if (!person) throw new Ungrounded('it is not clear what occurs most often');
      for (const item of this.entity(anchorOf(person)).items) push({ ...item, role: item.hidden ? 'hidden' : 'group' });
    }
    if (groupItems.length === 0 && columnTerms.length === 0 && ranking) {
      const group = this.entity(anchorOf(flags.has('who') ? (this.person(base) ?? subject) : subject));
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
      where.push(...this.conditions.ofSet(anchorOf(havingTable), meaning.having.set));
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
    return this.finish({ task: grouped ? 'groups' : 'figures', select, items, where, base, subject, by });
  }

  /** The table that has all columns that are asked for, where no rows are named. */
  private together(): Table[] {
    const terms = this.meaning.terms.flatMap((term) =>
      term.k === 'column' ? [term.columns] : term.k === 'aggregate' && term.of.k === 'column' ? [term.of.columns] : [],
    );
    const groups = this.meaning.groups.flatMap((group) => (group.k === 'column' ? [group.columns] : []));
    const all = [...terms, ...groups];
    if (all.length < 2) return [];
    const scores = this.scope.schema.tables.map((table) => ({
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
  private otherName(label: Column): Column | undefined {
    const table = this.scope.tableOf(label);
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
  private person(base?: Table): Table | undefined {
    if (!this.meaning.flags.includes('who')) return undefined;
    return this.scope.schema.tables.find(
      (table) => isPerson(singular(headOf(table.words))) && (!base || this.scope.pathUp(base, table)),
    );
  }

  /** The table of the conditions, where a question names no rows. */
  private inferred(): Table[] {
    const { tables } = this.scope.schema;
    const { terms, groups, filters } = this.meaning;
    if (this.meaning.flags.includes('who')) return [];
    if (terms.length + groups.length + filters.length === 0) throw new Ungrounded('it is not clear what is asked for');
    if (tables.length === 1) return [...tables];
    const columns = (condition: Condition): readonly Column[] => {
      if (condition.k === 'value') return condition.values.slice(0, 1).map(({ to }) => to.column);
      if (condition.k === 'not') return columns(condition.condition);
      if (condition.k === 'and' || condition.k === 'or' || condition.k === 'both')
        return condition.conditions.flatMap(columns);
      if ('term' in condition && condition.term?.k === 'column')
        return condition.term.columns.slice(0, 1).map(({ to }) => to);
      return 'on' in condition ? (condition.on ?? []).slice(0, 1).map(({ to }) => to) : [];
    };
    const shares = this.meaning.terms.flatMap((term) => (term.k === 'share' ? term.set.conditions : []));
    const grouped = groups.flatMap((group) =>
      group.k === 'column' ? group.columns.slice(0, 1).map(({ to }) => to) : [],
    );
    const first = [...[...filters, ...shares].flatMap(columns), ...grouped][0];
    this.notes.cost += 0.1;
    return first ? [this.scope.tableOf(first)] : [];
  }

  /** The row with the highest or lowest value, where it is asked for with other columns. */
  private extreme(
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

  private columnItem(anchor: Anchor, column: Column): { expression: string; label: string; column: Column } {
    const other = column.words.length === 1 && (isName(column) || isId(column) || column.words[0] === 'id');
    const label = other ? `${singular(phraseOf(anchor.table))} ${phraseOf(column)}` : phraseOf(column);
    return { expression: anchor.select.column(anchor.path, column), label, column };
  }

  /** Groups by the rows of a table: its label, and its key where labels may repeat. */
  private entity(anchor: Anchor): GroupItem {
    const { table } = anchor;
    const key = keyOf(table);
    const label = labelOf(table);
    if (!key && !label) throw new Ungrounded(`the rows of "${table.name}" have no key`);
    const items = [label, key].flatMap((column, at) =>
      column && (at === 0 || column !== label)
        ? [{ ...this.columnItem(anchor, column), hidden: at === 1 && label !== undefined && label.unique }]
        : [],
    );
    return { items, table };
  }

  private group(
    group: Meaning['groups'][number],
    anchorOf: (table: Table) => Anchor,
    near: readonly Table[],
    base: Table,
  ): GroupItem {
    if (group.k === 'set') return this.entity(anchorOf(this.tableOf(group.set)));
    if (group.k === 'periods') {
      const table = near[0] ?? base;
      const cases = group.periods.map((one) => {
        const label = one.k === 'period' ? one.period.label : '';
        this.conditions.forget();
        return `WHEN ${this.conditions.sql(anchorOf(table), one)} THEN '${label}'`;
      });
      return { items: [{ expression: `CASE ${cases.join(' ')} END`, label: 'period' }], table };
    }
    if (group.k === 'bands') {
      const { column, table, cost } = this.scope.column(group.columns, near.length > 0 ? near : [base]);
      if (!isNumeric(column)) throw new Ungrounded(`"${column.name}" is not a number`);
      this.notes.cost += cost;
      const expression = anchorOf(table).select.column(anchorOf(table).path, column);
      const cases = group.bands.map(({ low, high, label }) => {
        const bounds = [
          low === undefined ? '' : `${expression} >= ${low}`,
          high === undefined ? '' : `${expression} < ${high + 1}`,
        ];
        return `WHEN ${bounds.filter(Boolean).join(' AND ')} THEN '${label}'`;
      });
      return {
        items: [
          {
            expression: `CASE ${cases.join(' ')} ELSE 'other or unknown' END`,
            label: phraseOf(column),
            column: undefined,
          },
        ],
        table,
      };
    }
    if (group.k === 'column') {
      const { column, table, cost } = this.scope.column(group.columns, near.length > 0 ? near : [base]);
      this.notes.cost += cost;
      const entity = this.entityOf(column);
      if (entity) return this.entity(anchorOf(entity));
      const anchor = anchorOf(table);
      if (column.kind === 'date' || column.kind === 'timestamp') {
        return {
          items: [
            {
              ...this.columnItem(anchor, column),
              expression: `DATE_TRUNC('month', ${anchor.select.column(anchor.path, column)})`,
              label: 'month',
              grain: 'month',
            },
          ],
          table,
        };
      }
      return { items: [this.columnItem(anchor, column)], table };
    }
    const located = this.scope.timeOf(near[0] ?? base, this.words) ?? this.scope.timeOf(base, this.words);
    if (!located) throw new Ungrounded(`"${base.name}" has no times`);
    const anchor = anchorOf(located.table);
    const time = anchor.select.column(anchor.path, located.column);
    const { grain } = group;
    if (located.column.kind === 'year') {
      if (grain !== 'year') throw new Ungrounded(`"${located.column.name}" has years only`);
      return { items: [{ expression: time, label: 'year', column: located.column }], table: located.table };
    }
    if (grain === 'hour' && located.column.kind === 'date')
      throw new Ungrounded(`"${located.column.name}" has days only`);
    const expression = grain === 'weekday' ? `EXTRACT(dow FROM ${time})` : `DATE_TRUNC('${grain}', ${time})`;
    return { items: [{ expression, label: grain, column: located.column, grain }], table: located.table };
  }

  /** The table whose rows a column stands for: by its label, or by a reference to it. */
  private entityOf(column: Column): Table | undefined {
    const table = this.scope.tableOf(column);
    if (labelOf(table) === column && column.unique) return table;
    if ((column.words.includes('id') && (this.words.has('id') || this.words.has('ids'))) || isText(column))
      return undefined;
    if (keyOf(table) === column && isId(column)) return table;
    return this.scope.relations.find((one) => one.column === column)?.to;
  }

  private term(term: Term, near: readonly Table[], ofGroups: readonly Table[] = []): GroundTerm {
    const own = term.set && term.set.tables.length > 0 ? [this.tableOf(term.set)] : near;
    switch (term.k) {
      case 'label': {
        const table = this.tableOf(term.set);
        const column = labelOf(table);
        if (!column) throw new Ungrounded(`rows of "${table.name}" have no names`);
        return { label: phraseOf(column), located: { column, table, cost: 0 }, table, set: term.set };
      }
      case 'all':
        return { label: '', all: own[0] ?? this.fail(), table: own[0] };
      case 'column': {
        const grouped =
          !term.set && ofGroups.length > 0 ? this.scope.locate(term.columns, ofGroups, (column) => column) : undefined;
        const located = this.referred(grouped && grouped.cost < 0.3 ? grouped : this.scope.column(term.columns, own));
        this.notes.cost += located.cost;
        return {
          label: phraseOf(located.column),
          located,
          table: located.table,
          distinct: term.distinct,
          set: term.set,
        };
      }
      case 'adjective':
        return this.fail();
      case 'share':
        return {
          label: 'share',
          op: 'share',
          aggregate: () => '',
          set: term.set,
          table: term.set.tables.length > 0 ? this.tableOf(term.set) : near[0],
        };
      case 'count':
        return this.count(term, own, near);
      case 'aggregate': {
        if (term.of.k !== 'column') return this.fail();
        const located = this.scope.column(term.of.columns, own);
        const { column, table } = located;
        if (
          !isNumeric(column) &&
          !((isTime(column) || isText(column)) && (term.op === 'min' || term.op === 'max')) &&
          !isFlag(column)
        )
          throw new Ungrounded(`"${column.name}" is not a number`);
        if (isText(column)) this.notes.cost += 0.6;
        if (this.scope.relations.some((one) => one.column === column))
          throw new Ungrounded(`"${column.name}" is not a quantity`);
        if (column.kind === 'year' && term.op !== 'min' && term.op !== 'max')
          throw new Ungrounded(`"${column.name}" is not a quantity`);
        if (isId(column) && !this.words.has('id')) throw new Ungrounded(`"${column.name}" is not a quantity`);
        this.notes.cost += located.cost;
        const aggregate = (select: Select, _: Table, pathTo: (table: Table) => Path) =>
          AGGREGATES[term.op](select.column(pathTo(table), column));
        return {
          label: `${AGGREGATE_WORDS[term.op]} ${phraseOf(column)}`,
          op: term.op,
          located,
          table,
          aggregate,
          set: term.set,
        };
      }
    }
  }

  /** Instead of a reference that is a number, the label of the row that it refers to. */
  private referred(located: Located): Located {
    const entity = this.entityOf(located.column);
    const label = entity && labelOf(entity);
    return entity && entity !== located.table && label ? { column: label, table: entity, cost: located.cost } : located;
  }

  private fail(): never {
    throw new Ungrounded('it is not clear what is asked for');
  }

  private count(term: Extract<Term, { k: 'count' }>, own: readonly Table[], near: readonly Table[]): GroundTerm {
    if (term.columns) {
      const located = this.scope.column(term.columns, own);
      const { column, table } = located;
      if (isFlag(column)) throw new Ungrounded(`"${column.name}" is yes or no`);
      this.notes.cost += located.cost;
      if (isMeasure(column) && !term.distinct && !isAdditive(column)) {
        return { label: phraseOf(column), located, table, set: term.set };
      }
      if (isMeasure(column) && !term.distinct) {
        const aggregate = (select: Select, _: Table, pathTo: (table: Table) => Path) =>
          `SUM(${select.column(pathTo(table), column)})`;
        return { label: `total ${phraseOf(column)}`, op: 'sum', located, table, aggregate, set: term.set };
      }
      const aggregate = (select: Select, _: Table, pathTo: (table: Table) => Path) =>
        `COUNT(DISTINCT ${select.column(pathTo(table), column)})`;
      return {
        label: `number of different ${plural(phraseOf(column))}`,
        op: 'count',
        located,
        table,
        aggregate,
        set: term.set,
      };
    }
    const table = term.set ? this.tableOf(term.set) : near[0];
    if (!table) return this.fail();
    const aggregate = (select: Select, base: Table, pathTo: (table: Table) => Path) =>
      base === table ? 'COUNT(*)' : `COUNT(DISTINCT ${select.column(pathTo(table), this.scope.key(table))})`;
    return { label: `number of ${plural(phraseOf(table))}`, op: 'count', table, aggregate, set: term.set };
  }

  private rankTerm(rank: Rank, subject: Table | undefined, near: readonly Table[]): Ranking | undefined {
    const { by } = rank;
    if (rank.common) return undefined;
    if (!by) {
      const measured = this.meaning.terms.find(({ k }) => k === 'aggregate' || k === 'count' || k === 'share');
      if (!measured) throw new Ungrounded('it is not clear by what the first ones are meant');
      const term = this.term(measured, near);
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
      const table = this.tableOf(by.set);
      return {
        table,
        aggregate: true,
        label: `number of ${plural(phraseOf(table))}`,
        op: 'count',
        more: rank.more,
        expression: (select, pathTo) =>
          select.base === table ? 'COUNT(*)' : `COUNT(DISTINCT ${select.column(pathTo(table), this.scope.key(table))})`,
      };
    }
    const tables = subject ? [subject, ...near] : near;
    if (by.k === 'adjective') {
      if (!subject) throw new Ungrounded('it is not clear what is compared');
      const { located, more } = this.conditions.adjective(by.adjective, subject);
      return this.byColumn(located, more, subject, false);
    }
    if (by.k === 'aggregate' && by.of.k === 'adjective') {
      const [table] = subject ? [subject] : near;
      if (!table) throw new Ungrounded('it is not clear what is compared');
      const { located, more } = this.conditions.adjective(by.of.adjective, table);
      return this.byAggregate(by.op, located, more);
    }
    if (by.k === 'aggregate' && by.of.k === 'column')
      return this.byAggregate(by.op, this.scope.column(by.of.columns, tables), rank.more);
    const columns = by.k === 'column' ? by.columns : by.k === 'count' ? by.columns : undefined;
    if (!columns) return this.fail();
    const located = this.scope.column(columns, tables);
    this.notes.cost += located.cost;
    return this.byColumn(located, rank.more, subject, by.k === 'count');
  }

  private byAggregate(op: Aggregate, { column, table, cost }: Located, more: boolean): Ranking {
    if (!isMeasure(column)) throw new Ungrounded(`"${column.name}" is not a quantity`);
    this.notes.cost += cost;
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
    if (!isText(column) && this.scope.relations.some((one) => one.column === column))
      throw new Ungrounded(`"${column.name}" is not a quantity`);
    const countedText = isText(column) || isId(column);
    const plainTerms = this.meaning.terms.filter((term): term is Extract<Term, { k: 'column' }> => term.k === 'column');
    const categories =
      this.isSummed() &&
      plainTerms.length > 0 &&
      plainTerms.every((term) => {
        const one = this.scope.column(
          term.columns,
          term.set ? [this.tableOf(term.set)] : subject ? [subject] : [table],
        );
        return one.table === table ? !one.column.unique && isText(one.column) && !isName(one.column) : false;
      });
    const finer = subject !== undefined && subject !== table && this.scope.pathUp(table, subject) !== undefined;
    const above =
      plainTerms.length > 0 &&
      !finer &&
      plainTerms.every((term) => {
        const one = this.scope.column(term.columns, term.set ? [this.tableOf(term.set)] : [table]);
        return (
          one.table !== table &&
          this.scope.pathUp(table, one.table) !== undefined &&
          this.scope.pathUp(one.table, table) === undefined
        );
      });
    if (countedText) {
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
      const op = isAdditive(column) || counted || finer ? 'sum' : 'avg';
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

  /** Whether a rank of categories is by all of their rows, as *top 3 by revenue* or *the most pieces*, not by a single one. */
  private isSummed(): boolean {
    return (
      this.meaning.limit !== undefined ||
      (this.meaning.rank?.counted ?? false) ||
      this.words.has('most') ||
      this.words.has('least')
    );
  }

  private finish(parts: {
    task: Query['task'];
    select: Select;
    items: Item[];
    where: string[];
    base: Table;
    subject: Table;
    distinct?: boolean;
    by?: {
      expression: string;
      label: string;
      more: boolean;
      n: number;
      column?: Column;
      located?: Located;
      /** Expressions of the groups that have a rank each. */
      within?: readonly string[];
    };
  }): Query {
    const { task, select, items, base, subject, distinct, by } = parts;
    const { meaning, notes } = this;
    const where = [...new Set(parts.where.filter(Boolean))];
    if (by && by.expression === '' && by.located) {
      const expression = select.column(this.scope.pathUp(base, by.located.table) ?? [], by.located.column);
      by.expression = expression;
      if (!items.some((item) => item.expression === expression))
        items.push({
          expression,
          label: by.label,
          role: 'column',
          column: by.column,
          alias: aliasFor(by.label, items),
        });
    }
    const kept = items.filter(({ expression }) => expression !== '');
    const groupBy =
      task === 'groups'
        ? kept.filter(({ role }) => role === 'group' || role === 'hidden').map(({ expression }) => expression)
        : [];
    const ranked = by !== undefined;
    if (ranked && task === 'rows') where.push(`${by.expression} IS NOT NULL`);
    const shown = kept.filter(({ role }) => role !== 'hidden');
    const columns = shown.map(({ expression, alias }) => `${expression} AS ${alias}`);
    const within = by?.within?.length ? `PARTITION BY ${by.within.join(', ')} ` : '';
    if (ranked)
      columns.push(`RANK() OVER (${within}ORDER BY ${by.expression} ${by.more ? 'DESC' : 'ASC'}) AS position`);
    const counted = kept.find(({ op }) => op === 'count');
    const having =
      meaning.having && counted ? `HAVING ${counted.expression} ${meaning.having.op} ${meaning.having.count}` : '';
    const order = this.order(kept, task, by, select, distinct ?? false);
    const body = [
      `SELECT ${distinct ? 'DISTINCT ' : ''}${columns.join(', ')}`,
      select.from(),
      where.length > 0 ? `WHERE ${where.join('\n  AND ')}` : '',
      groupBy.length > 0 ? `GROUP BY ${groupBy.join(', ')}` : '',
      having,
    ]
      .filter(Boolean)
      .join('\n');
    const sql = ranked
      ? `SELECT ${shown.map(({ alias }) => alias).join(', ')}\nFROM (${body}) AS ranked\nWHERE position <= ${by.n}\nORDER BY position`
      : [body, order, task === 'groups' || task === 'rows' ? `LIMIT ${MAX_ROWS + 1}` : ''].filter(Boolean).join('\n');
    const charts = meaning.flags.filter((flag) => ['chart', 'bar', 'line', 'pie'].includes(flag));
    return {
      task,
      sql,
      items: shown,
      base,
      subject,
      where: notes.where,
      assumptions: notes.assumptions,
      ...(by && { rank: { more: by.more, n: by.n, by: by.label } }),
      ...(meaning.groups[0]?.k === 'periods' && {
        periods: meaning.groups[0].periods.map((one) => (one.k === 'period' ? one.period.label : '')),
      }),
      charts,
      csv: meaning.flags.includes('csv'),
      cost: notes.cost + (select.tables - 1) * 0.03,
    };
  }

  private order(
    items: readonly Item[],
    task: Query['task'],
    by: { readonly expression: string } | undefined,
    select: Select,
    distinct: boolean,
  ): string {
    const { order } = this.meaning;
    if (by) return '';
    const shown = items.filter(({ role }) => role !== 'hidden');
    const measure = shown.find(({ role }) => role === 'measure');
    const time = shown.find(({ grain, column }) => grain || column?.kind === 'year');
    if (order) {
      const wanted = order.by && this.orderItem(order.by, shown);
      if (order.by && !wanted) return this.orderByOther(order.by, order.more ?? false, task, select, distinct);
      const item = wanted ?? measure ?? shown[0];
      const more = order.more ?? item?.role === 'measure';
      if (item) return `ORDER BY ${item.alias || item.expression} ${more ? 'DESC' : 'ASC'}`;
    }
    if (task !== 'groups') return shown[0] && task === 'rows' ? `ORDER BY 1` : '';
    if (time && time.role === 'group') return `ORDER BY ${time.alias}`;
    return measure ? `ORDER BY ${measure.alias} DESC` : '';
  }

  /** An order by a column that the rows have and do not show. */
  private orderByOther(by: Term, more: boolean, task: Query['task'], select: Select, distinct: boolean): string {
    const located =
      by.k === 'column'
        ? this.scope.column(by.columns, [select.base])
        : by.k === 'adjective'
          ? this.conditions.adjective(by.adjective, select.base).located
          : undefined;
    const path = located && this.scope.pathUp(select.base, located.table);
    if (task !== 'rows' || distinct || !located || !path || select.has(path) === false)
      throw new Ungrounded('the rows have no column for this order');
    return `ORDER BY ${select.column(path, located.column)} ${more ? 'DESC' : 'ASC'}`;
  }

  private orderItem(by: Term, shown: readonly Item[]): Item | undefined {
    if (by.k === 'count') return shown.find(({ op }) => op === 'count');
    const columns = by.k === 'column' ? by.columns : by.k === 'aggregate' && by.of.k === 'column' ? by.of.columns : [];
    const item = shown.find(
      ({ column, op }) => columns.some(({ to }) => to === column) && (by.k !== 'aggregate' || op === by.op),
    );
    return item;
  }
}

interface GroundTerm {
  readonly label: string;
  readonly table?: Table;
  readonly located?: Located;
  readonly all?: Table;
  readonly op?: Item['op'];
  readonly aggregate?: (select: Select, base: Table, pathTo: (table: Table) => Path) => string;
  readonly distinct?: boolean;
  readonly set?: SetMeaning;
}

interface Ranking {
  readonly table: Table;
  readonly aggregate: boolean;
  readonly label: string;
  readonly op?: Item['op'];
  readonly column?: Column;
  readonly more: boolean;
  readonly expression: (select: Select, pathTo: (table: Table) => Path) => string;
}

function shareSql(conditions: readonly string[], grouped: boolean): string {
  if (conditions.length === 0) {
    if (!grouped) throw new Ungrounded('it is not clear whose share is meant');
    return '1.0 * COUNT(*) / SUM(COUNT(*)) OVER ()';
  }
  return `AVG(CASE WHEN ${conditions.join(' AND ')} THEN 1.0 ELSE 0 END)`;
}

function aliasFor(label: string, items: readonly Item[]): string {
  const base =
    label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .replace(/^(?=\d)/, 'c_') || 'value';
  const safe = [
    'order',
    'group',
    'user',
    'table',
    'date',
    'position',
    'month',
    'year',
    'name',
    'count',
    'hour',
    'day',
    'week',
    'quarter',
  ].includes(base)
    ? `${base}_`
    : base;
  let alias = safe;
  for (let n = 2; items.some((item) => item.alias === alias); n += 1) alias = `${safe}_${n}`;
  return alias;
}

/** The column whose values a condition lists, as *for casual and annual members*. */
const eachValue = (condition: Condition): Columns =>
  condition.k === 'or' && condition.each && condition.conditions[0]?.k === 'value'
    ? condition.conditions[0].values.map(({ to, score }) => ({ to: to.column, score }))
    : [];

/** The single periods in conditions. */
const periodsOf = (conditions: readonly Condition[]): Condition[] =>
  conditions.flatMap((one) =>
    one.k === 'period' ? [one] : one.k === 'and' || one.k === 'or' ? periodsOf(one.conditions) : [],
  );

const startOf = (one: Condition): string =>
  one.k === 'period' && one.period.kind === 'absolute' ? one.period.from : '';

const flagsOf = ({ flags }: Meaning): ReadonlySet<Flag> => new Set(flags);

/** Values of one column that a question compares, and the condition that has them. */
function comparedValues(
  conditions: readonly Condition[],
): { values: Values; texts: readonly string[]; condition: Condition } | undefined {
  for (const condition of conditions) {
    if (condition.k === 'value') return { values: condition.values, texts: [], condition };
    const parts = condition.k === 'or' || condition.k === 'and' || condition.k === 'both' ? condition.conditions : [];
    const values = parts.flatMap((one) => (one.k === 'value' ? [one.values] : []));
    const [first] = values;
    if (!first || values.length !== parts.length) continue;
    const column = first.find(({ to }) => values.every((one) => one.some((other) => other.to.column === to.column)))?.to
      .column;
    if (!column) continue;
    const texts = values.flatMap((one) =>
      one
        .filter(({ to }) => to.column === column)
        .slice(0, 1)
        .map(({ to }) => String(to.value)),
    );
    return { values: first.filter(({ to }) => to.column === column), texts: isFlag(column) ? [] : texts, condition };
  }
  return undefined;
}

const MAX_VARIANTS = 8;
const NEAR = 0.2;

/** All statements for a reading, the nearest first, and why others failed. */
export function ground(
  schema: Schema,
  reading: Reading,
  words: ReadonlySet<string>,
): { queries: Query[]; problems: string[]; ambiguous: boolean } {
  const scope = new Scope(schema, words);
  const sets = setsOf(reading.meaning).filter(({ tables }) => tables.length > 0);
  let variants: { tables: Map<SetMeaning, Table>; cost: number }[] = [{ tables: new Map(), cost: 0 }];
  for (const set of sets) {
    const top = set.tables[0]?.score ?? 0;
    const choices = set.tables.filter(({ score }) => score >= top - NEAR).slice(0, 3);
    variants = variants
      .flatMap(({ tables, cost }) =>
        choices.map(({ to, score }) => ({ tables: new Map(tables).set(set, to), cost: cost + (top - score) * 1.3 })),
      )
      .sort((one, other) => one.cost - other.cost)
      .slice(0, MAX_VARIANTS);
  }
  const queries: Query[] = [];
  const problems: string[] = [];
  for (const { tables, cost } of variants) {
    try {
      resetAliases();
      const query = new Grounding(scope, reading.meaning, tables, words).ground();
      queries.push({ ...query, cost: query.cost + cost + reading.cost });
    } catch (error) {
      if (!(error instanceof Ungrounded)) throw error;
      if (error instanceof Ambiguous) return { queries, problems: [error.message], ambiguous: true };
      problems.push(error.message);
    }
  }
  return { queries: queries.sort((one, other) => one.cost - other.cost), problems, ambiguous: false };
}
