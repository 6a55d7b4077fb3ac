import type { Column, Table } from '../schema/model';
import { isCategory, isMeasure, isName, isNumeric, isTime } from '../schema/roles';
import { noteColumn, noteTable } from '../understand/notes';
import type { GroupAsk, Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { timeFor } from './conditions';
import { describeGroup } from './describe';
import type { Grain, Group } from './query';
import type { NamedGroup } from './settled';
import { entityColumns, type Scope } from './subject';

const named = (group: Group, entity?: Table): NamedGroup => ({ group, label: describeGroup(group), entity });

const dayOf = (value: string | number | undefined): number =>
  typeof value === 'string' ? Date.parse(value.slice(0, 10)) / 86_400_000 : Number.NaN;

/** The grain that shows a column's span of time in a readable number of steps. */
export const naturalGrain = (column: Column): Grain => {
  const days = dayOf(column.max) - dayOf(column.min);
  if (!Number.isFinite(days)) return 'month';
  if (days <= 2) return column.kind === 'timestamp' ? 'hour' : 'day';
  if (days <= 45) return 'day';
  if (days <= 120) return 'week';
  return days <= 365 * 5 ? 'month' : 'year';
};

/** A round width that cuts a span into at most so many steps. */
export const roundWidth = (span: number, steps: number): number => {
  const rough = span / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10;
  return Number((step * power).toPrecision(3));
};

/** A width of steps that people would choose: about eight of them over the range. */
export const naturalWidth = (column: Column): number => {
  if (column.words.includes('age')) return 10;
  const span = Number(column.max) - Number(column.min);
  if (!Number.isFinite(span) || span <= 0) return 10;
  const width = roundWidth(span, 10);
  return column.kind === 'integer' ? Math.max(1, Math.round(width)) : width;
};

const many = 40;

const columnGroup = (column: Column, reading: Reading): NamedGroup => {
  if (isTime(column)) {
    const grain = naturalGrain(column);
    return named({ kind: 'time', column, grain });
  }
  if (isMeasure(column) && (column.kind === 'number' || (column.distinct ?? 0) > many)) {
    const width = naturalWidth(column);
    reading.notes.assume(`${column.name} has many values and is grouped in steps of ${width}.`);
    return named({ kind: 'step', column, width });
  }
  return named({ kind: 'column', column });
};

/** What tells the rows of a table apart: its key, and its name where it has one. */
export const entityGroups = (table: Table, reading: Reading, base?: Table): NamedGroup[] => {
  const own = base === table ? table.columns.find((column) => isName(column) && isCategory(column)) : undefined;
  const columns = own ? [own] : entityColumns(table);
  if (columns.length === 0)
    reading.notes.refuse(`The rows of ${table.name} have no key by which they could be told apart.`);
  return columns.map((column) => named({ kind: 'column', column }, table));
};

const wordGroups = (scope: Scope, word: Word, base: Table, reading: Reading): NamedGroup[] => {
  const table = word.table?.table;
  if (table && (word.column?.points ?? 0) <= (word.table?.points ?? 0) && scope.above(base, table)) {
    noteTable(reading.notes, word);
    return entityGroups(table, reading, base);
  }
  const column = word.column?.column;
  if (column) {
    noteColumn(reading.notes, word, reading.schema);
    return [columnGroup(column, reading)];
  }
  return table ? entityGroups(table, reading) : [];
};

/** Tables whose columns a group needs. */
export const groupTable = (scope: Scope, ask: GroupAsk): Table | undefined => {
  if (!('word' in ask) || !ask.word) return undefined;
  const { word } = ask;
  if (word.table && word.table.points >= (word.column?.points ?? 0)) return word.table.table;
  return word.column ? scope.table(word.column.table.name) : undefined;
};

const bandsColumn = (
  ask: Extract<GroupAsk, { kind: 'bands' }>,
  base: Table,
  scope: Scope,
  reading: Reading,
): Column | undefined => {
  if (ask.word?.column) return ask.word.column.column;
  const spare = reading.columns.findIndex((word) => word.column && isNumeric(word.column.column));
  const word = reading.columns[spare];
  if (word?.column) {
    reading.columns.splice(spare, 1);
    return word.column.column;
  }
  const tables = [base, ...scope.schema.tables.filter((table) => table !== base && scope.above(base, table))];
  return tables.flatMap((table) => table.columns).find((column) => column.words.includes('age'));
};

/** Settles what the result is grouped by, over the rows of a base table. */
export const settleGroup = (scope: Scope, ask: GroupAsk, base: Table, reading: Reading): NamedGroup[] => {
  if (ask.kind === 'word') return wordGroups(scope, ask.word, base, reading);
  if (ask.kind === 'bands') {
    const column = bandsColumn(ask, base, scope, reading);
    if (column) return [named({ kind: 'band', column, bands: ask.bands })];
    reading.notes.refuse('It is not clear which column the ranges are about: name it.');
    return [];
  }
  if (ask.kind === 'step') {
    const column = ask.word.column?.column;
    if (!column) return [];
    const width = ask.width ?? naturalWidth(column);
    if (!ask.width) reading.notes.assume(`Groups of ${column.name} are steps of ${width}.`);
    return [named({ kind: 'step', column, width })];
  }
  const column =
    ask.kind === 'time' && ask.word?.column
      ? ask.word.column.column
      : timeFor(scope, base, reading, Number.MAX_SAFE_INTEGER);
  if (!column) {
    reading.notes.refuse(`There is no date or time in ${base.name}.`);
    return [];
  }
  if (ask.kind === 'part') return [named({ kind: 'part', column, part: ask.part })];
  return [named({ kind: 'time', column, grain: ask.grain ?? naturalGrain(column) })];
};
