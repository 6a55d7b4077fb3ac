import { comparative, isComparative, isSuperlative } from '../language/synonyms';
import { isAct, isUnit, isVerbForm } from '../language/words';
import type { Schema } from '../schema/model';
import { isFlag, isId, isMeasure, isTime } from '../schema/roles';
import type { ColumnLink, TableLink, ValueLink } from './links';
import type { Mark } from './marks';

/** A mark whose meaning in the schema is settled, with the roles that the patterns of the grammar ask for. */
export interface Word extends Mark {
  readonly at: number;
  readonly table?: TableLink;
  readonly column?: ColumnLink;
  readonly value?: ValueLink;
  readonly roles: ReadonlySet<string>;
}

type Linked = TableLink | ColumnLink;

/** How much each table is spoken of: tables named outright first, then those that hold what is named. */
const focusOf = (marks: readonly Mark[], schema: Schema): Map<string, number> => {
  const focus = new Map(schema.tables.map((table) => [table.name, 0]));
  const add = (name: string, points: number): void => void focus.set(name, (focus.get(name) ?? 0) + points);
  for (const mark of marks) {
    const [table] = mark.links.tables;
    if (table && table.points >= 0.7) add(table.table.name, table.points >= 0.95 ? 3 : 2);
    const holders = new Map<string, number>();
    for (const link of [...mark.links.columns, ...mark.links.values]) {
      holders.set(link.table.name, Math.max(holders.get(link.table.name) ?? 0, link.points));
    }
    const top = Math.max(0, ...holders.values());
    for (const [name, points] of holders) if (points >= top - 0.15) add(name, points);
  }
  return focus;
};

const choose = <Link extends Linked>(links: readonly Link[], focus: ReadonlyMap<string, number>): Link | undefined => {
  const highest = Math.max(1, ...focus.values());
  const total = (link: Link): number => link.points + 0.25 * ((focus.get(link.table.name) ?? 0) / highest);
  const [top] = links;
  if (!top) return undefined;
  const near = links.filter((link) => link.points >= top.points - 0.2);
  return [...near].sort((left, right) => total(right) - total(left))[0];
};

const named = (link: ColumnLink, mark: Mark): boolean =>
  isId(link.column) && mark.links.tables.some((table) => table.points >= 0.9 || table.points >= link.points);

/** `department pays the highest bonuses`: a verb between its subject and an object. */
const isPredicate = (marks: readonly Mark[], at: number): boolean => {
  const [before, mark, next] = [marks[at - 1], marks[at], marks[at + 1]];
  const subject = before !== undefined && (before.links.tables.length > 0 || before.links.columns.length > 0);
  const object =
    next?.phrases.some(({ role, arg }) => arg === 'article' || role === 'most' || role === 'compare_op') ?? false;
  return subject && object && mark !== undefined && mark.tokens.length === 1 && isVerbForm(mark.lower);
};

/** `over our customers` compares with nothing: no number follows, nor a time. */
const isBare = (marks: readonly Mark[], at: number): boolean =>
  marks[at]?.lower === 'over' &&
  !marks
    .slice(at + 1, at + 4)
    .some(
      (mark) =>
        mark.number !== undefined ||
        mark.period ||
        mark.phrases.some(({ role }) => role === 'unit' || role === 'grain'),
    );

const rolesOf = (mark: Mark, table?: TableLink, column?: ColumnLink, value?: ValueLink): Set<string> => {
  const roles = new Set<string>();
  for (const phrase of mark.phrases) roles.add(phrase.role).add(`${phrase.role}:${phrase.arg}`);
  if (table) roles.add('table');
  if (value) roles.add('value');
  if (column) {
    roles.add('column');
    if (isFlag(column.column)) roles.add('flag');
    if (isMeasure(column.column)) roles.add('measure');
    if (isTime(column.column)) roles.add('timecol');
    if (isId(column.column)) roles.add('id');
  }
  if (mark.number !== undefined) roles.add('number');
  if (mark.period) roles.add('period');
  if (mark.quoted !== undefined) roles.add('quoted');
  if (comparative(mark.lower)) {
    roles.add(isSuperlative(mark.lower) ? 'superlative' : isComparative(mark.lower) ? 'comparative' : 'adjective');
  }
  if (roles.size === 0) {
    roles.add('unknown');
    if (isAct(mark.lower)) roles.add('act');
  }
  return roles;
};

const functions = new Set([
  'skip',
  'prep',
  'be',
  'wh',
  'rel',
  'and',
  'or',
  'by',
  'not',
  'never',
  'without',
  'than',
  'dash',
  'between',
]);

/** Words for times and units count something; they are no short names. */
const counts = (mark: Mark): boolean =>
  mark.phrases.some(({ role }) => ['unit', 'time_unit', 'grain', 'part'].includes(role));
/** A verb in its past form, `paid`, is no short name of what is called after it. */
const isSaid = (mark: Mark): boolean =>
  mark.phrases.some(({ role, arg }) => role === 'skip' && arg === 'verb') && /ed$|id$|nt$|ade$/.test(mark.lower);

const behindNumber = (marks: readonly Mark[], at: number): boolean =>
  marks[at - 1]?.number !== undefined && isUnit(marks[at]?.lower ?? '');

/** Settles which table, column and value each mark means, the marks taken together. */
export const resolve = (marks: readonly Mark[], schema: Schema): Word[] => {
  const focus = focusOf(marks, schema);
  return marks.map((mark, at) => {
    const top = Math.max(
      0,
      ...[mark.links.tables, mark.links.columns, mark.links.values].map((all) => all[0]?.points ?? 0),
    );
    const functional = mark.phrases.some(
      (phrase) => functions.has(phrase.role) && phrase.arg !== 'verb' && phrase.arg !== 'data',
    );
    const kept = <Link extends Linked>(links: readonly Link[]): Link[] =>
      links.filter(
        (link) =>
          link.points >= (functional ? 0.94 : top - 0.25) &&
          !(mark.phrases.length > 0 && link.points < 0.89 && (link.how !== 'part' || counts(mark))) &&
          !(link.how === 'described' && behindNumber(marks, at)) &&
          !(link.points < 0.86 && isSaid(mark)),
      );
    const table = choose(kept(mark.links.tables), focus);
    const found = choose(
      kept(mark.links.columns).filter((link) => !named(link, mark)),
      focus,
    );
    // A word for a table is no column of that table, though the column may be named after it.
    const column = found && table && found.table === table.table && table.points > found.points ? undefined : found;
    const value = choose(kept(mark.links.values), focus);
    const verbal = column !== undefined && !table && !value && column.how !== 'exact' && isPredicate(marks, at);
    if (verbal) return { ...mark, at, roles: rolesOf(mark) };
    const roles = rolesOf(mark, table, column, value);
    if (isBare(marks, at)) roles.delete('compare_op');
    if (isBare(marks, at)) roles.add('prep');
    return { ...mark, at, table, column, value, roles };
  });
};

/** Other columns that the same words mean as well as the chosen one, in the chosen one's table. */
export const rivals = (word: Word): ColumnLink[] => {
  const chosen = word.column;
  if (!chosen) return [];
  return word.links.columns.filter(
    (link) => link.column !== chosen.column && link.table === chosen.table && link.points >= chosen.points - 0.02,
  );
};

/** The word is a name of the schema as it is written there, whatever else it may mean. */
export const isNamedSo = (word: Word): boolean =>
  (word.column?.points ?? 0) >= 0.96 || (word.table?.points ?? 0) >= 0.96 || (word.value?.points ?? 0) >= 0.96;
