import type { TablesDocument, TablesView } from '../../events';
import type { Catalog } from '../../events/documents/catalog';
import { catalogRules } from '../../events/documents/catalog-rules';
import { applyCatalog } from '../shared/tables/apply-catalog';
import { type ShownTable, suggestQuestions } from './suggest';

/** The tables as the current catalog allows them to be shown: names, types, meanings and counts, never values. */
export function tablesView(document: TablesDocument, catalog: Catalog, isStale: boolean): TablesView {
  const allowed = applyCatalog(document, catalog);
  const rules = catalogRules(catalog, document.tables);
  const tables = allowed.map(({ name, description, rows, columns }): ShownTable => {
    const { column: ruleOf } = rules.table(name);
    return {
      name,
      ...(description !== undefined && { description }),
      rows,
      columns: columns.map(({ name: column, type, description: meaning, nulls, distinct }) => {
        const { sample, profile } = ruleOf(column);
        return {
          name: column,
          type,
          ...(meaning !== undefined && { description: meaning }),
          ...(nulls !== undefined && { nulls }),
          ...(distinct !== undefined && { distinct }),
          withheld: !sample || !profile,
        };
      }),
    };
  });
  const undescribed = document.failed.map(({ name }) => name).filter((name) => catalog.table(name).use);
  return {
    schema: document.schema,
    describedAt: document.describedAt,
    stale: isStale,
    tables,
    undescribed,
    suggestions: suggestQuestions(tables),
  };
}
