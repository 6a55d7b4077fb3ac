import { ExampleDocument, type TablesDocument } from '../../../events';
import type { Catalog } from '../../../events/documents/catalog';
import type { QualifiedColumn } from '../../../events/documents/catalog-knowledge';
import { unqualifiedName } from '../../../events/documents/near-names';
import { type AllowedTable, currentRules } from '../../shared/tables/apply-catalog';
import type { ExampleDescription, RelationshipDescription, TermDescription } from './description';
import type { RelatedTables } from './joins';

/** What people know about the tables, as far as it may be shown. */
export interface Knowledge {
  readonly terms: readonly Required<TermDescription>[];
  readonly relationships: readonly (RelationshipDescription & { readonly tables: RelatedTables })[];
  readonly examples: readonly ExampleDescription[];
}

/** `orders.amount` in the meaning of a term. */
const QUALIFIED = /([\p{L}_][\p{L}\p{N}_$]*)\.[\p{L}_"]/gu;

/**
 * The terms, relationships and examples that name nothing withheld, and relationships only of columns that are
 * described.
 * @param verified the texts of `config/examples/{jobId}.json`; malformed ones are left out
 */
export function allowedKnowledge(
  document: Pick<TablesDocument, 'tables' | 'tableNames'>,
  catalog: Catalog,
  allowed: readonly AllowedTable[],
  verified: readonly string[],
): Knowledge {
  const nameOf = (name: string) =>
    allowed.find((table) => table.name.toLowerCase() === unqualifiedName(name).toLowerCase())?.name;
  const columnOf = ({ table: name, column }: QualifiedColumn) => {
    const table = allowed.find((one) => one.name === nameOf(name));
    const found = table?.columns.find((one) => one.name.toLowerCase() === column.toLowerCase());
    return table && found ? { table: table.name, text: `${table.name}.${found.name}` } : undefined;
  };
  const withheldIn = currentRules(document, catalog).withheldInText();
  return {
    terms: catalog.terms
      .filter(({ term, meaning, tables }) => !withheldIn(`${term}\n${meaning}`, tables))
      .map(({ term, meaning, tables }) => {
        const names = [...tables, ...[...meaning.matchAll(QUALIFIED)].map(([, name = '']) => name)];
        return { term, meaning, tables: [...new Set(names.flatMap((name) => nameOf(name) ?? []))] };
      }),
    relationships: catalog.relationships.flatMap(({ from: one, to: other, type }) => {
      const [from, to] = [columnOf(one), columnOf(other)];
      return from && to ? [{ from: from.text, to: to.text, type, tables: [from.table, to.table] as const }] : [];
    }),
    examples: [...catalog.examples, ...verified.flatMap(exampleOf)]
      .filter(({ question, sql }) => !withheldIn(`${question}\n${sql}`))
      .map(({ question, sql }) => ({ question, sql })),
  };
}

function exampleOf(text: string): ExampleDocument[] {
  try {
    return [ExampleDocument.parse(JSON.parse(text))];
  } catch {
    return [];
  }
}
