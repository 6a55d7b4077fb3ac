import type { Condition } from '../parse/meaning';
import { isTime } from '../schema/roles';
import { title } from './condition-words';
import type { Conditions } from './conditions';
import { overlaps, periodSql, spanOf } from './periods';
import { type Anchor, Ungrounded } from './scope';

/** Whether a time of the rows is in a period or on one side of it, as SQL. */
export function inPeriodSql(
  conditions: Conditions,
  anchor: Anchor,
  { period, op, on }: Extract<Condition, { k: 'period' }>,
  not: boolean,
): string {
  const times = on?.filter(({ to }) => isTime(to)) ?? [];
  const located =
    times.length > 0
      ? conditions.scope.column(times, [anchor.table])
      : conditions.scope.timeOf(anchor.table, conditions.words);
  if (on && times.length === 0) throw new Ungrounded('a period is said of a column that has no times');
  if (!located) throw new Ungrounded(`"${anchor.table.name}" has no times`);
  const { column } = located;
  const span = spanOf(period, column);
  if (!span) throw new Ungrounded(`the range of "${column.name}" is not known`);
  if (op === 'in' && !overlaps(span, column)) {
    throw new Ungrounded(
      `there is no data for ${span.label}: ${title(column)} goes from ${String(column.min).slice(0, 10)} to ${String(column.max).slice(0, 10)}`,
    );
  }
  conditions.notes.where.push(
    `${{ in: 'in', after: 'after', since: 'since', before: 'before', until: 'until' }[op]} ${span.label}`,
  );
  return conditions.on(
    anchor,
    located,
    (expression) => {
      if (op === 'in' && !not) conditions.bounds.add(expression, '=', span.label);
      if (op === 'after' || op === 'since') conditions.bounds.add(expression, '>', span.from);
      if (op === 'before' || op === 'until') conditions.bounds.add(expression, '<', span.from);
      return periodSql(expression, column, op, span);
    },
    not,
  );
}
