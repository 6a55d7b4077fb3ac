import type { Table } from '../schema/model';
import type { Reading } from '../understand/reading';
import { spoken } from './describe';
import type { Group } from './query';
import { settleGroup } from './settle-groups';
import type { NamedGroup } from './settled';
import { type Scope, tableOfWord } from './subject';

/** `the coldest day by the daily mean`: said twice. */
export const sameGroup = (left: Group, right: Group): boolean =>
  left.kind === right.kind &&
  left.column === right.column &&
  (left.kind !== 'time' || right.kind !== 'time' || left.grain === right.grain);

export const rankGroups = (scope: Scope, base: Table, reading: Reading): NamedGroup[] => {
  const { asked } = reading;
  if (!asked) return [];
  if (asked.roles.has('part') && !asked.column)
    return settleGroup(
      scope,
      { kind: 'part', part: asked.phrases.find((phrase) => phrase.role === 'part')?.arg as 'weekday', at: asked.at },
      base,
      reading,
    );
  if (asked.roles.has('grain') && (asked.column?.points ?? 0) < 0.96) {
    return settleGroup(
      scope,
      { kind: 'time', grain: asked.phrases.find((phrase) => phrase.role === 'grain')?.arg as 'day', at: asked.at },
      base,
      reading,
    );
  }
  const column = asked.column?.column;
  if (reading.rank?.frequent && column?.kind === 'integer' && !asked.table)
    return [{ group: { kind: 'column', column }, label: spoken(column) }];
  return settleGroup(scope, { kind: 'word', word: asked, at: asked.at }, base, reading);
};

/** Whether what is asked for stands for groups of the rows that are measured. */
export const askedIsGroup = (scope: Scope, base: Table, reading: Reading): boolean => {
  const { asked } = reading;
  if (!asked) return false;
  const table = asked.roles.has('table') ? tableOfWord(scope, asked) : undefined;
  return table === undefined || table.name !== base.name;
};
