import { quoteText } from '../render/identifiers';
import type { Column } from '../schema/model';
import { isText, trueText } from '../schema/roles';

/** Whether a column has a value, as SQL; a flag's value is true or false, a time has one or none. */
export function valueSql(expression: string, column: Column, value: string | boolean): string {
  if (typeof value === 'string') return `${expression} = ${quoteText(value)}`;
  if (column.kind === 'date' || column.kind === 'timestamp') return `${expression} IS ${value ? 'NOT ' : ''}NULL`;
  if (column.kind === 'boolean') return value ? `${expression}` : `NOT ${expression}`;
  if (isText(column)) return `${expression} ${value ? '=' : '<>'} ${quoteText(trueText(column))}`;
  return `${expression} = ${value ? 1 : 0}`;
}
