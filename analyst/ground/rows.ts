import { isPerson, singular } from '../lexicon/words';
import { headOf } from '../link/tables';
import { isName, isNumeric, keyOf, labelOf } from '../schema/roles';
import type { Context } from './context';
import { Items } from './items';
import type { Plan } from './plan';
import type { Query } from './query';
import type { Rankings } from './rankings';
import { Ungrounded } from './scope';
import type { Statement } from './statement';
import type { Subjects } from './subjects';
import type { GroupItem, Terms } from './terms';

/** Statements that list rows. */
export class Rows {
  constructor(
    private readonly context: Context,
    private readonly subjects: Subjects,
    private readonly terms: Terms,
    private readonly statement: Statement,
  ) {}

  query(
    plan: Plan,
    where: string[],
    groupItems: readonly GroupItem[],
    extreme: ReturnType<Rankings['extreme']>,
  ): Query {
    const { main, terms, flags, rank, ranking, base, select, subject, pathTo, anchorOf } = plan;
    const { scope, meaning } = this.context;
    const columnTerms = terms.filter(({ aggregate }) => !aggregate);
    const { items, push } = new Items();
    const rowsTable = columnTerms.length === 0 ? subject : undefined;
    for (const group of groupItems) for (const item of group.items) if (!item.hidden) push({ ...item, role: 'column' });
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
}
