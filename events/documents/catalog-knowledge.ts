import type { CatalogEntry } from './catalog-entries';
import { byName, faultAt, type ParsedCatalog } from './catalog-parser';
import type { RelationshipType } from './catalog-schema';
import { unqualifiedName } from './near-names';
import { type WithheldName, withheldInText } from './withheld-in-text';

/** A word or phrase of the users. */
export interface CatalogTerm {
  readonly term: string;
  /** In words, columns or SQL. */
  readonly meaning: string;
  readonly tables: readonly string[];
  readonly line: number;
}

export interface QualifiedColumn {
  /** May have a schema. */
  readonly table: string;
  readonly column: string;
}

/** How the rows of two tables belong together. */
export interface CatalogRelationship {
  readonly from: QualifiedColumn;
  readonly to: QualifiedColumn;
  readonly type: RelationshipType;
  readonly line: number;
}

/** A question, and SQL that answers it. */
export interface CatalogExample {
  readonly question: string;
  readonly sql: string;
  readonly line: number;
}

export interface CatalogKnowledge {
  readonly terms: readonly CatalogTerm[];
  readonly relationships: readonly CatalogRelationship[];
  readonly examples: readonly CatalogExample[];
}

/**
 * The terms, relationships and examples of a catalog.
 * @throws CatalogError if a term or a relationship names what the catalog withholds
 */
export function knowledgeOf({ content, lineOf }: ParsedCatalog, entries: readonly CatalogEntry[]): CatalogKnowledge {
  const lineOfTerm = (term: string) => lineOf(['terms', term]);
  const terms = Object.entries(content.terms ?? {}).map(([term, entry]): CatalogTerm => {
    const { meaning, tables = [] } = typeof entry === 'string' ? { meaning: entry } : entry;
    return { term, meaning: meaning.trim(), tables: tables.map((name) => name.trim()), line: lineOfTerm(term) };
  });
  byName(
    terms.map((term) => [term.term, term]),
    lineOfTerm,
  );
  const relationships = (content.relationships ?? []).map(
    ({ from, to, type = 'many-to-one' }, index): CatalogRelationship => ({
      from: qualifiedColumn(from),
      to: qualifiedColumn(to),
      type,
      line: lineOf(['relationships', index]),
    }),
  );
  refuseWithheld(terms, relationships, entries);
  return {
    terms,
    relationships,
    examples: (content.examples ?? []).map(({ question, sql }, index) => ({
      question: question.trim(),
      sql: sql.trim(),
      line: lineOf(['examples', index]),
    })),
  };
}

/** `public.orders.customer_id` → `public.orders` and `customer_id`. */
function qualifiedColumn(text: string): QualifiedColumn {
  const name = text.trim();
  const dot = name.lastIndexOf('.');
  return { table: name.slice(0, dot), column: name.slice(dot + 1) };
}

function refuseWithheld(
  terms: readonly CatalogTerm[],
  relationships: readonly CatalogRelationship[],
  entries: readonly CatalogEntry[],
): void {
  const withheldTables = entries.filter(({ use }) => !use);
  const withheld = [
    ...withheldTables.map(({ name }): WithheldName => ({ table: unqualifiedName(name) })),
    ...entries.flatMap(({ name, columns }) =>
      columns
        .filter(({ sample, profile }) => !sample || !profile)
        .map((column): WithheldName => ({ table: unqualifiedName(name), column: column.name })),
    ),
  ];
  const tables = entries.filter(({ use }) => use).map(({ name }) => unqualifiedName(name));
  const find = withheldInText(withheld, tables);
  for (const { term, meaning, tables: subjects, line } of terms) {
    const found = find(`${term}\n${meaning}`, subjects);
    if (found?.column !== undefined) {
      throw faultAt(
        line,
        `the term ${term} names the column ${found.table}.${found.column}, whose values are withheld. ` +
          'Say what it means without that column, or remove the term.',
      );
    }
    if (found) {
      throw faultAt(
        line,
        `the term ${term} names the table ${found.table}, which is withheld by \`use: false\`. ` +
          'Say what it means without that table, or remove the term.',
      );
    }
  }
  const names = new Set(withheldTables.map(({ name }) => unqualifiedName(name).toLowerCase()));
  for (const { from, to, line } of relationships) {
    const found = [from, to].find(({ table }) => names.has(unqualifiedName(table).toLowerCase()));
    if (found) {
      throw faultAt(
        line,
        `the relationship is with the table ${found.table}, which is withheld by \`use: false\`. Remove the relationship.`,
      );
    }
  }
}
