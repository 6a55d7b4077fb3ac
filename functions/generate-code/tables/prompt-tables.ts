import type { TablesDocument } from '../../../events';
import type { Catalog } from '../../../events/documents/catalog';
import { applyCatalog } from '../../shared/tables/apply-catalog';
import type { Tables } from './description';
import { nearestExamples } from './examples';
import { allowedKnowledge } from './knowledge';
import { selectTables } from './select';
import { termsFor, termsIn } from './terms';

export interface PromptSources {
  readonly document: TablesDocument;
  readonly catalog: Catalog;
  /** The texts of the examples of verified jobs. */
  readonly verified: readonly string[];
}

const MAX_RELATIONSHIPS = 40;

/**
 * The tables that matter to a question, with the terms that it has, the relationships between these tables and the
 * nearest examples.
 * @param program an earlier program for the question
 */
export function promptTables(
  { document, catalog, verified }: PromptSources,
  question: string,
  program?: string,
): Omit<Tables, 'dialect' | 'schema' | 'age'> {
  const allowed = applyCatalog(document, catalog);
  const { terms, relationships, examples } = allowedKnowledge(document, catalog, allowed, verified);
  const selection = selectTables(allowed, question, {
    program,
    termTables: termsIn(terms, question).flatMap(({ tables }) => tables),
    related: relationships.map(({ tables }) => tables),
  });
  const names = new Set(selection.tables.map(({ name }) => name));
  return {
    ...selection,
    ...listed(
      'terms',
      termsFor(terms, question).map(({ tables, ...term }) => ({ ...term, ...listed('tables', tables) })),
    ),
    ...listed(
      'relationships',
      relationships
        .filter(({ tables }) => tables.every((name) => names.has(name)))
        .slice(0, MAX_RELATIONSHIPS)
        .map(({ from, to, type }) => ({ from, to, type })),
    ),
    ...listed('examples', nearestExamples(examples, question)),
  };
}

/** A list under its name, or nothing if it is empty: an empty list takes tokens. */
const listed = <Name extends string, Item>(name: Name, items: readonly Item[]): { [key in Name]?: readonly Item[] } =>
  items.length > 0 ? ({ [name]: items } as { [key in Name]: readonly Item[] }) : {};
