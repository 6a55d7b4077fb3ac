import type { Catalog } from '../../../events/documents/catalog';
import { withoutTexts } from '../../../lib/sql/tokens';
import type { Warehouse } from '../ports';
import { relationIn } from './find-relation';

/**
 * The warehouse without the tables that the catalog withholds: a statement that names one fails as if the table were
 * not there. While the catalog cannot be read, no statement is run.
 * @param reading of the catalog as it is when the program runs, whenever the program was written
 */
export function withholding(warehouse: Warehouse, reading: Promise<Catalog>): Warehouse {
  const tables = reading.then(({ withheldTables }) => withheldTables);
  tables.catch(() => undefined);
  return {
    async run(sql, limits, signal) {
      let message: string | undefined;
      try {
        message = withheldFrom(sql, await tables);
      } catch (error) {
        return { ok: false, unavailable: true, message: `no statement was run. ${(error as Error).message}` };
      }
      return message === undefined ? warehouse.run(sql, limits, signal) : { ok: false, unavailable: false, message };
    },
  };
}

const ADVICE = 'Read the tables that are described, and give aliases and common tables names of their own.';

/** What the warehouse itself tells of tables: names, statistics with values, rights. */
const DICTIONARY = /^(?:pg_.*|svv_.*|information_schema|has_\w+_privilege|(?:to_)?regclass)$/;
const IN_DICTIONARY = /(?<![\p{L}\p{N}_$])(?:pg_\w+|svv_\w+|information_schema|has_\w+_privilege|(?:to_)?regclass)/u;

/**
 * Texts, names and comments that one reader of SQL ends elsewhere than another: by a backslash before a quote, dollar
 * quotes, comments of templates, names in backticks, comments in comments.
 */
const AMBIGUOUS = /\\['"]|\$[\p{L}\p{N}_]*\$|\{#|`|\/\*(?:(?!\*\/)[\s\S])*\/\*/u;

/** Spaces that not all readers know; one in a text is a letter like others. */
const UNKNOWN_SPACE = /(?![ \t\n\r\f])[\p{Z}\p{C}]/u;

const isAmbiguous = (sql: string): boolean =>
  AMBIGUOUS.test(sql) || (UNKNOWN_SPACE.test(sql) && UNKNOWN_SPACE.test(withoutTexts(sql)));

/** `U&"\0073taff"`. */
const ESCAPED_NAME = /(?<![\p{L}\p{N}_$])u&["']/iu;

/** At least as many names become one as in any warehouse. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase();

/**
 * Why a statement is not run: it names one of `tables`, or the dictionary that tells of them. Undefined when it does
 * neither. A column, an alias of a select list and a text may be called like a withheld table; in a statement that
 * can be read in two ways, nothing may.
 */
export function withheldFrom(sql: string, tables: readonly string[]): string | undefined {
  if (tables.length === 0) return undefined;
  if (ESCAPED_NAME.test(sql)) return 'ERROR: U& is not supported. Write names and texts as they are.';
  const text = folded(sql);
  const withheld = new Map(tables.map((name) => [folded(name), mentionOf(folded(name))]));
  const tableIn = (part: string) => [...withheld].find(([, mention]) => mention.test(part))?.[0];
  const mentioned = tableIn(text) ?? IN_DICTIONARY.exec(text)?.[0];
  if (mentioned === undefined) return undefined;
  const found = isAmbiguous(sql)
    ? mentioned
    : relationIn(sql, {
        isTable: (name) => withheld.has(folded(name)),
        isDictionary: (name) => DICTIONARY.test(folded(name)),
        tableIn: (quoted) => tableIn(folded(quoted)),
      });
  if (found === undefined) return undefined;
  const name = folded(found);
  return withheld.has(name)
    ? `ERROR: relation "${name}" does not exist. ${ADVICE}`
    : `ERROR: permission denied for ${name}. ${ADVICE}`;
}

/** Finds a name that stands in a text as a word of its own. */
function mentionOf(name: string): RegExp {
  const written = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('"', '"{1,2}');
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}_$])${written}(?![\\p{L}\\p{N}\\p{M}_$])`, 'u');
}
