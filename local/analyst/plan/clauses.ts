import type { Column, Table } from '../schema/model';
import { isFlag } from '../schema/roles';
import { noteTable } from '../understand/notes';
import type { Reading, RelatedAsk } from '../understand/reading';
import type { Placed } from './conditions';
import type { Condition } from './query';
import { conditionOfWord, noteFlag } from './settle-counts';
import { type Scope, tableOfWord } from './subject';

const none = (ask: RelatedAsk): boolean => ask.op === '=' && ask.count === 0;

const negate = (condition: Condition): Condition => {
  if (condition.kind === 'flag') return { ...condition, on: !condition.on };
  return condition.kind === 'in' ? { ...condition, negated: !condition.negated } : condition;
};

const isTableAsk = (ask: RelatedAsk): boolean => {
  const { of } = ask;
  return (
    of.table !== undefined &&
    of.table.points >= Math.max(of.value?.points ?? 0, of.column && isFlag(of.column.column) ? of.column.points : 0)
  );
};

interface Clause {
  readonly table: Table;
  readonly op: RelatedAsk['op'];
  readonly count: number;
  readonly conditions: Condition[];
  readonly at: number;
  readonly distinct?: Column;
}

/** A clause for rows of another table that were asked for; a condition where they are rows of the base itself. */
const clauseOf = (scope: Scope, ask: RelatedAsk, base: Table, reading: Reading): Clause | Condition | undefined => {
  const own = isTableAsk(ask);
  const table = own ? ask.of.table?.table : tableOfWord(scope, { ...ask.of, table: undefined });
  if (!table) return undefined;
  if (own) noteTable(reading.notes, ask.of);
  else noteFlag(ask.of, reading);
  const meant = own ? undefined : conditionOfWord(ask.of);
  const which = ask.which && conditionOfWord(ask.which);
  if (scope.above(base, table)) {
    if (meant && none(ask)) return negate(meant);
    if (meant && ask.op === '>=' && ask.count === 1) return meant;
    if (own && !none(ask)) return undefined;
    reading.notes.refuse(
      `Each row of ${base.name} belongs to one row of ${table.name}: there is nothing to count '${ask.of.text}' by.`,
    );
    return undefined;
  }
  return {
    table,
    op: ask.op,
    count: ask.count,
    conditions: [meant, which].filter((one): one is Condition => one !== undefined),
    at: ask.at,
    distinct: own || meant ? undefined : ask.of.column?.column,
  };
};

/** `in 2023 but not in 2024`: not the same rows outside of a time, but no rows in it. */
const isOtherTime = (condition: Condition, clause: Clause): condition is Extract<Condition, { kind: 'period' }> =>
  condition.kind === 'period' &&
  condition.negated === true &&
  clause.count > 0 &&
  clause.conditions.some((one) => one.kind === 'period');

/** Whether two places of the question are in different parts of it. */
const separated = (reading: Reading, from: number, to: number): boolean =>
  reading.sentence.words.slice(from, to).some((word) => word.roles.has('and') || word.roles.has('or'));

const isClause = (value: Clause | Condition): value is Clause => 'table' in value && 'at' in value;

/**
 * Conditions for rows of a base table: those on the row and on what it belongs to stay as they are, those on rows
 * that belong to it become clauses about them, one for each of their tables; what is said after `never` belongs to it.
 */
export const settleConditions = (
  scope: Scope,
  base: Table,
  placed: readonly Placed[],
  reading: Reading,
  asks: readonly RelatedAsk[] = reading.related,
): Condition[] => {
  const direct: Condition[] = [];
  const clauses: Clause[] = [];
  for (const ask of asks) {
    const settled = clauseOf(scope, ask, base, reading);
    if (!settled) continue;
    if (isClause(settled)) clauses.push(settled);
    else direct.push(settled);
  }
  for (const { condition, table, at } of placed) {
    if (scope.above(base, table)) {
      direct.push(condition);
      continue;
    }
    const near = clauses.filter((clause) => scope.above(clause.table, table));
    const verb = near.find(
      (clause) =>
        clause.count > 0 &&
        !(clause.op === '>=' && clause.count === 1) &&
        at < clause.at &&
        !separated(reading, at, clause.at),
    );
    const mine =
      verb ??
      near.filter((clause) => clause.at < at).at(-1) ??
      near.find((clause) => clause.op === '>=' && clause.count === 1);
    if (mine && isOtherTime(condition, mine)) {
      const without = mine.conditions.filter((one) => one.kind !== 'period');
      clauses.push({ ...mine, op: '=', count: 0, conditions: [...without, { ...condition, negated: false }] });
    } else if (mine) mine.conditions.push(condition);
    else clauses.push({ table, op: '>=', count: 1, conditions: [condition], at });
  }
  return [
    ...direct,
    ...merged(scope, clauses).map(
      ({ table, op, count, conditions, distinct }): Condition => ({
        kind: 'related',
        table,
        conditions,
        op,
        count,
        distinct,
      }),
    ),
  ];
};

/** Clauses about rows of one kind that are only asked to be there are about the same rows. */
const merged = (scope: Scope, clauses: readonly Clause[]): Clause[] => {
  const result: Clause[] = [];
  for (const clause of clauses) {
    const plain = clause.op === '>=' && clause.count === 1;
    const same =
      plain &&
      result.find(
        (other) =>
          other.op === '>=' &&
          other.count === 1 &&
          (scope.above(other.table, clause.table) || scope.above(clause.table, other.table)) &&
          other.conditions.length * clause.conditions.length === 0,
      );
    if (same) same.conditions.push(...clause.conditions);
    else result.push(clause);
  }
  return result;
};
