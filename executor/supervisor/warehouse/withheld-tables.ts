import { withoutStrings } from '../../../lib/sql/tokens';
import type { Warehouse } from '../ports';
import { findRelation } from './find-relation';

/**
 * A warehouse without the tables that the catalog withholds: a statement that names one fails as if the table did not
 * exist. While their names cannot be read, no statement runs.
 * @param tables names, read when the attempt starts, so that a change also applies to programs written before it.
 */
export function withoutWithheldTables(warehouse: Warehouse, tables: Promise<readonly string[]>): Warehouse {
  tables.catch(() => undefined);
  return {
    async run(sql, limits, signal) {
      let message: string | undefined;
      try {
        message = withheldTableError(sql, await tables);
      } catch (error) {
        return { ok: false, unavailable: true, message: `no statement was run. ${(error as Error).message}` };
      }
      return message === undefined ? warehouse.run(sql, limits, signal) : { ok: false, unavailable: false, message };
    },
  };
}

const ADVICE = 'Use only the tables that the schema describes, and give aliases and CTEs other names.';

/** Names of the system catalog: it has the names of tables, statistics with values, and grants. */
const SYSTEM_CATALOG = /^(?:pg_.*|svv_.*|information_schema|has_\w+_privilege|(?:to_)?regclass)$/;
const SYSTEM_CATALOG_MENTION =
  /(?<![\p{L}\p{N}_$])(?:pg_\w+|svv_\w+|information_schema|has_\w+_privilege|(?:to_)?regclass)/u;

/**
 * Syntax by which SQL parsers disagree on where a string, name or comment ends: a backslash before a quote, dollar
 * quotes, template comments, backticks, nested comments.
 */
const AMBIGUOUS = /\\['"]|\$[\p{L}\p{N}_]*\$|\{#|`|\/\*(?:(?!\*\/)[\s\S])*\/\*/u;

/** Whitespace that not all parsers accept. In a string it is an ordinary character. */
const UNUSUAL_WHITESPACE = /(?![ \t\n\r\f])[\p{Z}\p{C}]/u;

const isAmbiguous = (sql: string): boolean =>
  AMBIGUOUS.test(sql) || (UNUSUAL_WHITESPACE.test(sql) && UNUSUAL_WHITESPACE.test(withoutStrings(sql)));

/** `U&"\0073taff"`. */
const ESCAPED_NAME = /(?<![\p{L}\p{N}_$])u&["']/iu;

/** Makes all names equal that some warehouse treats as equal. */
const fold = (name: string): string => name.normalize('NFKC').toLowerCase();

/**
 * The error of a statement that uses one of `tables` or the system catalog, which describes them; undefined for any
 * other statement. A column, an alias in the select list and a string may have the name of a withheld table, except in
 * a statement that parsers can read in two ways.
 */
export function withheldTableError(sql: string, tables: readonly string[]): string | undefined {
  if (tables.length === 0) return undefined;
  if (ESCAPED_NAME.test(sql)) return 'ERROR: U& is not supported. Write names and strings without escapes.';
  const text = fold(sql);
  const withheld = new Map(tables.map((name) => [fold(name), mentionOf(fold(name))]));
  const tableIn = (part: string) => [...withheld].find(([, mention]) => mention.test(part))?.[0];
  const mentioned = tableIn(text) ?? SYSTEM_CATALOG_MENTION.exec(text)?.[0];
  if (mentioned === undefined) return undefined;
  const used = isAmbiguous(sql)
    ? mentioned
    : findRelation(sql, {
        isTable: (name) => withheld.has(fold(name)),
        isSystemCatalog: (name) => SYSTEM_CATALOG.test(fold(name)),
        tableIn: (literal) => tableIn(fold(literal)),
      });
  if (used === undefined) return undefined;
  const name = fold(used);
  return withheld.has(name)
    ? `ERROR: relation "${name}" does not exist. ${ADVICE}`
    : `ERROR: permission denied for ${name}. ${ADVICE}`;
}

/** Matches a name as a whole word. */
function mentionOf(name: string): RegExp {
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('"', '"{1,2}');
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}_$])${pattern}(?![\\p{L}\\p{N}\\p{M}_$])`, 'u');
}
