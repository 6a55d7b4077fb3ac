import type { AllowedTable } from '../../shared/tables/apply-catalog';
import { stemsOf } from './words';

/** The last word of a column that refers to a row: `customer_id`, `country_code`. */
const KEY = /^(?:id|key|code|no|nr|number|uuid|guid|sku|iata|iso)$/;

/** Names that refer to rows, by table: `customer_id` of any table, and `id` of `customers` as `customer id`. */
function keysOf({ name, columns }: AllowedTable): Set<string> {
  const table = stemsOf(name).join(' ');
  return new Set(
    columns.flatMap((column) => {
      const words = stemsOf(column.name);
      if (words.length === 1 && KEY.test(words[0] ?? '')) return [`${table} ${words[0]}`];
      // A unique column of one word, such as `carrier`, may be what other tables refer to.
      return KEY.test(words.at(-1) ?? '') ? [words.join(' ')] : [];
    }),
  );
}

/** Pairs of tables that share a key. */
export function neighboursOf(tables: readonly AllowedTable[]): (table: AllowedTable) => AllowedTable[] {
  const keys = new Map(tables.map((table) => [table, keysOf(table)]));
  return (table) =>
    tables.filter((other) => other !== table && [...(keys.get(table) ?? [])].some((key) => keys.get(other)?.has(key)));
}
