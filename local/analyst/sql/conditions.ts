import type { Condition } from '../plan/query';
import type { Column } from '../schema/model';
import { falsehoodOf, isNumeric, truthOf } from '../schema/roles';
import { quoteText } from './names';

/** How a column is written where the condition stands. */
export type Naming = (column: Column) => string;
/** How rows of another table are counted; given by who knows the joins. */
export type Related = (condition: Extract<Condition, { kind: 'related' }>) => string;

const literal = (value: number | string): string => (typeof value === 'number' ? String(value) : quoteText(value));

const listed = (column: Column, values: readonly string[]): string[] =>
  values.map((value) => (isNumeric(column) && Number.isFinite(Number(value)) ? value : quoteText(value)));

const flag = (name: string, column: Column, on: boolean): string => {
  if (column.kind === 'boolean') return on ? `${name} = TRUE` : `${name} = FALSE`;
  if (isNumeric(column)) return `${name} = ${on ? 1 : 0}`;
  return `${name} = ${quoteText(on ? truthOf(column) : falsehoodOf(column))}`;
};

const wildcards = (text: string): string => text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`);
const plain = (text: string): string => text.toLowerCase().replace(/[%_]/g, '_');

const like = (name: string, condition: Extract<Condition, { kind: 'text' }>): string => {
  const { mode, text, negated } = condition;
  if (mode === 'is') return `LOWER(${name}) ${negated ? '<>' : '='} ${quoteText(text.toLowerCase())}`;
  const needle = wildcards(text) === text.toLowerCase() ? text.toLowerCase() : plain(text);
  const pattern = { contains: `%${needle}%`, starts: `${needle}%`, ends: `%${needle}` }[mode];
  return `LOWER(${name}) ${negated ? 'NOT LIKE' : 'LIKE'} ${quoteText(pattern)}`;
};

const period = (name: string, condition: Extract<Condition, { kind: 'period' }>): string => {
  const bounds = [
    condition.from ? `${name} >= ${quoteText(condition.from)}` : '',
    condition.to ? `${name} < ${quoteText(condition.to)}` : '',
  ].filter(Boolean);
  const both = bounds.join(' AND ');
  return condition.negated ? `NOT (${both})` : both;
};

/** A condition as SQL that is true for the rows that count. */
export const conditionSql = (condition: Condition, name: Naming, related: Related): string => {
  switch (condition.kind) {
    case 'compare':
      return `${name(condition.column)} ${condition.op} ${literal(condition.value)}`;
    case 'between':
      return `${name(condition.column)} ${condition.negated ? 'NOT BETWEEN' : 'BETWEEN'} ${condition.low} AND ${condition.high}`;
    case 'in': {
      const values = listed(condition.column, condition.values);
      if (values.length === 1) return `${name(condition.column)} ${condition.negated ? '<>' : '='} ${values[0]}`;
      return `${name(condition.column)} ${condition.negated ? 'NOT IN' : 'IN'} (${values.join(', ')})`;
    }
    case 'null':
      return `${name(condition.column)} IS ${condition.negated ? 'NOT ' : ''}NULL`;
    case 'flag':
      return flag(name(condition.column), condition.column, condition.on);
    case 'period':
      return period(name(condition.column), condition);
    case 'text':
      return like(name(condition.column), condition);
    case 'weekday':
      return `EXTRACT(DOW FROM ${name(condition.column)}) IN (${condition.days.join(', ')})`;
    case 'related':
      return related(condition);
    case 'or':
      return `(${condition.either.map((part) => conditionSql(part, name, related)).join(' OR ')})`;
  }
};
