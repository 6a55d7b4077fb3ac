import type { Condition } from '../parse/meaning';
import { quoteText } from '../render/identifiers';
import { isText, labelOf } from '../schema/roles';
import { title } from './condition-words';
import type { Conditions } from './conditions';
import { type Anchor, Ungrounded } from './scope';

/** Whether a column has a text or a part of one, as SQL. */
export function textSql(
  conditions: Conditions,
  anchor: Anchor,
  { text, mode, on }: Extract<Condition, { k: 'text' }>,
  not: boolean,
): string {
  const asked = conditions.asked && mode !== 'is' ? [{ to: conditions.asked, score: 1 }] : undefined;
  const texts = anchor.table.columns.filter(isText);
  const holders = texts.filter(
    ({ values, complete }) => !complete || values.some((value) => value.toLowerCase().includes(text.toLowerCase())),
  );
  const label = labelOf(anchor.table);
  const candidates =
    on?.filter(({ to }) => isText(to)) ??
    asked ??
    (label ? [{ to: label, score: 1 }] : holders.length === 1 ? holders.map((to) => ({ to, score: 1 })) : []);
  if (candidates.length === 0) throw new Ungrounded(`it is not clear in which column "${text}" is`);
  const located = conditions.scope.column(candidates, [anchor.table]);
  const known =
    located.column.complete &&
    mode === 'is' &&
    !located.column.values.some((value) => value.toLowerCase() === text.toLowerCase());
  if (known && !not) throw new Ungrounded(`no ${title(located.column)} is "${text}"`);
  conditions.notes.where.push(
    `${title(located.column)} ${not ? 'not ' : ''}${{ is: 'is', contains: 'contains', starts: 'starts with', ends: 'ends with' }[mode]} "${text}"`,
  );
  const pattern = quoteText(
    {
      is: text.toLowerCase(),
      contains: `%${text.toLowerCase()}%`,
      starts: `${text.toLowerCase()}%`,
      ends: `%${text.toLowerCase()}`,
    }[mode],
  );
  return conditions.on(
    anchor,
    located,
    (expression) => `LOWER(${expression}) ${mode === 'is' ? '=' : 'LIKE'} ${pattern}`,
    not,
  );
}
