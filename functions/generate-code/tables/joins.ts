import type { AllowedTable } from '../../shared/tables/apply-catalog';
import { kindOf } from '../../shared/tables/kind';
import { stemsOf } from './words';

/** The last word of a column that refers to a row: `customer_id`, `country_code`. */
const KEY = /^(?:id|key|code|no|nr|number|uuid|guid|sku|iata|iso)$/;

/** Words for columns that many tables have and that refer to nothing. */
const COMMON = /^(?:date|year|quarter|month|week|day|hour|time|timestamp|name|title|type|status|value)$/;

/** Names of columns that refer to rows: `customer_id` of any table, and `id` of `customers` as `customer id`. */
function keysOf({ name, columns, rows }: AllowedTable): { readonly all: Set<string>; readonly own: Set<string> } {
  const table = stemsOf(name).join(' ');
  const all = new Set<string>();
  const own = new Set<string>();
  for (const column of columns) {
    const words = stemsOf(column.name);
    const key = words.length === 1 && KEY.test(words[0] ?? '') ? `${table} ${words[0]}` : words.join(' ');
    const isCommon = words.every((word) => COMMON.test(word));
    // Numbers without such a word are measures; any other column without repeated values identifies its rows.
    const isUnique = rows > 1 && (column.distinct ?? 0) >= rows - (column.nulls ?? 0) && kindOf(column.type) === 'text';
    if (KEY.test(words.at(-1) ?? '') || (isUnique && !isCommon)) own.add(key);
    if (!isCommon) all.add(key);
  }
  return { all, own };
}

/** Two tables that the catalog relates. */
export type RelatedTables = readonly [one: string, other: string];

/** The tables that join one: first those that the catalog relates to it, then those that share a key with it. */
export function neighboursOf(
  tables: readonly AllowedTable[],
  related: readonly RelatedTables[] = [],
): (table: AllowedTable) => AllowedTable[] {
  const keys = new Map(tables.map((table) => [table, keysOf(table)]));
  const refers = (from: AllowedTable, to: AllowedTable) =>
    [...(keys.get(to)?.own ?? [])].some((key) => keys.get(from)?.all.has(key));
  const isRelated = (one: AllowedTable, other: AllowedTable) =>
    related.some((names) => names.includes(one.name) && names.includes(other.name));
  return (table) => {
    const others = tables.filter((other) => other !== table);
    const declared = others.filter((other) => isRelated(table, other));
    const byKey = others.filter((other) => refers(table, other) || refers(other, table));
    return [...new Set([...declared, ...byKey])];
  };
}
