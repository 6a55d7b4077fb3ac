import { unqualifiedName } from './near-names';

/** A table that is withheld, or one of its columns whose values are. */
export interface WithheldName {
  readonly table: string;
  readonly column?: string;
}

/** Tests whether a text of people names what is withheld. `tables`: what the text is about, if it is known. */
export type WithheldInText = (text: string, tables?: readonly string[]) => WithheldName | undefined;

/**
 * Finds the names of withheld tables and columns in terms and examples. A column counts where the text is about its
 * table, or where it names no table at all. Case, and separators within a name, make no difference.
 * @param tables names of the tables that are not withheld
 */
export function withheldInText(withheld: readonly WithheldName[], tables: readonly string[]): WithheldInText {
  const names = new Map(
    [...tables, ...withheld.flatMap(({ table, column }) => [table, column ?? table])].map((name) => [
      name.toLowerCase(),
      occurrenceOf(name),
    ]),
  );
  const isNamed = (name: string, text: string) => names.get(name.toLowerCase())?.test(text) ?? false;
  return (text, subjects = []) => {
    const isSubject = (table: string) =>
      isNamed(table, text) || subjects.some((name) => unqualified(name) === unqualified(table));
    const isAboutTables = subjects.length > 0 || tables.some((table) => isNamed(table, text));
    return withheld.find(({ table, column }) =>
      column === undefined ? isSubject(table) : isNamed(column, text) && (isSubject(table) || !isAboutTables),
    );
  };
}

const unqualified = (name: string): string => unqualifiedName(name).toLowerCase();

/** A name as a whole word: `order_items` also as `order items`. */
function occurrenceOf(name: string): RegExp {
  const parts = name.split(/[_\s-]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${parts.join('[_\\s-]*')}(?![\\p{L}\\p{N}_$])`, 'iu');
}
