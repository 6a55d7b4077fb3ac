import type { Table } from '../schema/model';
import type { Path } from '../schema/relations';
import { isName, keyOf, labelOf } from '../schema/roles';
import type { Context } from './context';
import { Items } from './items';
import { aliasFor, phraseOf, plural } from './labels';
import type { Plan } from './plan';
import type { Query } from './query';
import { type Located, Ungrounded } from './scope';
import type { Select } from './select';
import type { Selection } from './selection';
import type { Statement } from './statement';
import type { Subjects } from './subjects';
import type { GroupItem, Terms } from './terms';

/** Statements for figures, of all rows or by groups. */
export class Groups {
  constructor(
    private readonly context: Context,
    private readonly subjects: Subjects,
    private readonly terms: Terms,
    private readonly statement: Statement,
  ) {}

  query(plan: Plan, { where, inShare }: Selection, groupItems: readonly GroupItem[]): Query {
    const { terms, flags, rank, ranking, base, select, subject, havingTable, pathTo, anchorOf } = plan;
    const { scope, meaning } = this.context;
    const columnTerms = terms.filter(({ aggregate }) => !aggregate);
    const { items, push } = new Items();
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
