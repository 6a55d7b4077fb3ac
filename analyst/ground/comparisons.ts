import type { Comparator } from '../lexicon/lexicon';
import { inUnitOf } from '../link/amounts';
import type { Condition } from '../parse/meaning';
import type { Table } from '../schema/model';
import { isId, isTime } from '../schema/roles';
import { title, WORDS } from './condition-words';
import type { Conditions } from './conditions';
import { type Anchor, Ungrounded } from './scope';

/** Whether a column compares so with a number, as SQL. */
export function compareSql(
  conditions: Conditions,
  anchor: Anchor,
  condition: Extract<Condition, { k: 'compare' }>,
  not: boolean,
): string {
  const { op, term } = condition;
  if (term?.k === 'aggregate' && term.of.k === 'column') {
    const { column, table } = conditions.scope.column(term.of.columns, [anchor.table]);
    return aggregatedSql(
      conditions,
      anchor,
      table,
      (inner) =>
        `${term.op.toUpperCase()}(${inner.select.column(inner.path, column)}) ${op} ${inUnitOf(column, condition)}`,
      not,
    );
  }
  const { located, flip } = conditions.comparands.of(anchor, term, condition);
  const { column } = located;
  const value = inUnitOf(column, condition);
  const turned = flip
    ? (({ '>': '<', '<': '>', '>=': '<=', '<=': '>=' } as Partial<Record<Comparator, Comparator>>)[op] ?? op)
    : op;
  if (column.kind === 'text') throw new Ungrounded(`"${column.name}" has texts, not numbers`);
  if (op !== '=' && op !== '<>' && (isId(column) || conditions.scope.relations.some((one) => one.column === column))) {
    throw new Ungrounded(`"${column.name}" is not a quantity`);
  }
  if (isTime(column) && column.kind !== 'year') throw new Ungrounded(`"${column.name}" is a time`);
  conditions.notes.where.push(`${title(column)} ${not ? 'not ' : ''}${WORDS[turned]} ${value}`.replace(/ +/g, ' '));
  return conditions.on(
    anchor,
    located,
    (expression) => {
      if (!not) conditions.bounds.add(expression, turned, value);
      return `${expression} ${turned} ${value}`;
    },
    not,
  );
}

/** A condition on a figure over the rows of another table. */
function aggregatedSql(
  conditions: Conditions,
  anchor: Anchor,
  table: Table,
  build: (inner: Anchor) => string,
  not: boolean,
): string {
  const base = conditions.scope.meet([anchor.table, table]);
  const last = conditions.scope.pathUp(base, anchor.table)?.at(-1);
  if (!last) throw new Ungrounded('a figure over rows is compared for each row');
  const inner = conditions.select(base);
  const path = conditions.scope.pathUp(base, anchor.table) ?? [];
  const reference = inner.column(path.slice(0, -1), last.column);
  const having = build({ select: inner, path: conditions.scope.pathUp(base, table) ?? [], table });
  return `${anchor.select.column(anchor.path, last.key)} ${not ? 'NOT IN' : 'IN'} (SELECT ${reference}\n${inner.from()}\nWHERE ${reference} IS NOT NULL\nGROUP BY ${reference}\nHAVING ${having})`;
}

/** Whether a column has one of some numbers, as SQL. */
export function amongSql(
  conditions: Conditions,
  anchor: Anchor,
  condition: Extract<Condition, { k: 'among' }>,
  not: boolean,
): string {
  const { located } = conditions.comparands.of(anchor, condition.term);
  conditions.notes.where.push(`${title(located.column)} is ${condition.numbers.join(' or ')}`);
  return conditions.on(
    anchor,
    located,
    (expression) => {
      if (!not) conditions.bounds.add(expression, '=', condition.numbers.join());
      return `${expression} IN (${condition.numbers.join(', ')})`;
    },
    not,
  );
}

/** Whether a column is between two numbers, as SQL. */
export function rangeSql(
  conditions: Conditions,
  anchor: Anchor,
  condition: Extract<Condition, { k: 'range' }>,
  not: boolean,
): string {
  const { located } = conditions.comparands.of(anchor, condition.term, { value: condition.low, unit: condition.unit });
  const [low, high] = [condition.low, condition.high].map((value) =>
    inUnitOf(located.column, { value, unit: condition.unit }),
  );
  conditions.notes.where.push(`${title(located.column)} from ${low} to ${high}`);
  return conditions.on(anchor, located, (expression) => `${expression} BETWEEN ${low} AND ${high}`, not);
}

/** Whether a column compares so with a figure over all rows, as SQL. */
export function compareTermSql(
  conditions: Conditions,
  anchor: Anchor,
  condition: Extract<Condition, { k: 'compareTerm' }>,
  not: boolean,
): string {
  const { located, flip } = conditions.comparands.of(anchor, condition.term);
  const { column, table } = located;
  if (isId(column)) throw new Ungrounded(`"${column.name}" is not a quantity`);
  const inner = conditions.select(table);
  const other = condition.set ? conditions.ofSet({ select: inner, path: [], table }, condition.set) : [];
  const figure = `SELECT ${condition.to.toUpperCase()}(${inner.column([], column)})\n${inner.from()}${other.length > 0 ? `\nWHERE ${other.join(' AND ')}` : ''}`;
  const op = flip ? (condition.op === '>' ? '<' : '>') : condition.op;
  conditions.notes.where.push(`${title(column)} ${WORDS[op]} the ${condition.to === 'avg' ? 'average' : condition.to}`);
  return conditions.on(anchor, located, (expression) => `${expression} ${op} (${figure})`, not);
}
