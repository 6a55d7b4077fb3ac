import type { Catalog } from './catalog';
import type { CatalogColumn, CatalogEntry } from './catalog-entries';
import type { CatalogRelationship, CatalogTerm, QualifiedColumn } from './catalog-knowledge';
import { isNear, unqualifiedName } from './near-names';
import { type WithheldInText, type WithheldName, withheldInText } from './withheld-in-text';

/** A table of the warehouse. */
export interface TableNames {
  readonly name: string;
  readonly columns: readonly { readonly name: string }[];
}

export interface TableRules {
  readonly description?: string;
  /** False: the table is hidden from the model and its programs. */
  readonly use: boolean;
  column(name: string): CatalogColumn;
}

/** The catalog applied to the tables that the warehouse has. */
export interface CatalogRules {
  table(name: string): TableRules;
  /** Tests whether a term or an example names what is withheld, with the tables and columns like a misspelt name. */
  withheldInText(): WithheldInText;
  /** Names without a table or column in the warehouse, and examples that are not shown, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * A misspelt rule must not disclose values. So a rule of a column that its table does not have withholds the values of
 * all its columns, and a rule of a table that does not exist applies to each table with a similar name: `use: false`
 * withholds it, a rule of a column the values of all its columns.
 */
export function catalogRules(catalog: Catalog, tables: readonly TableNames[]): CatalogRules {
  const tableOf = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  const entries = catalog.entries.map((entry) => ({
    ...entry,
    table: tableOf.get(entry.name.toLowerCase()) ?? tableOf.get(unqualifiedName(entry.name).toLowerCase()),
  }));
  const lost = entries.filter(({ table }) => !table);
  const missingColumns = entries.flatMap(({ table, columns }) => {
    const names = new Set(table?.columns.map(({ name }) => name.toLowerCase()));
    return table
      ? columns.filter(({ name }) => !names.has(name.toLowerCase())).map((column) => ({ table, column }))
      : [];
  });

  const rules: Omit<CatalogRules, 'problems'> = {
    withheldInText() {
      const isWithheld = (table: string) => !rules.table(table).use;
      const columns = [
        ...tables.flatMap((table) => table.columns.map(({ name }) => ({ table: table.name, column: name }))),
        ...catalog.entries.flatMap(({ name, columns: own }) =>
          own.map((column) => ({ table: unqualifiedName(name), column: column.name })),
        ),
      ].filter(({ table, column }) => {
        const { sample, profile } = rules.table(table).column(column);
        return !sample || !profile;
      });
      const withheld = hiddenTables(catalog, rules, tables).map((table): WithheldName => ({ table }));
      const open = tables.map(({ name }) => name).filter((name) => !isWithheld(name));
      return withheldInText([...withheld, ...columns], open);
    },
    table(name) {
      const { use, description, column } = catalog.table(name);
      const near = lost.filter((entry) => isNear(unqualifiedName(entry.name), name));
      const misspelt = [
        ...near.flatMap(({ columns }) => columns),
        ...missingColumns.filter(({ table }) => table.name === name).map((missing) => missing.column),
      ];
      const mayBeShown = (rule: 'sample' | 'profile') => misspelt.every((missing) => missing[rule]);
      const [sample, profile] = [mayBeShown('sample'), mayBeShown('profile')];
      return {
        description,
        use: use && near.every((entry) => entry.use),
        column(columnName) {
          const own = column(columnName);
          return { ...own, sample: own.sample && sample, profile: own.profile && profile };
        },
      };
    },
  };
  const tableNamed = (name: string) =>
    tableOf.get(name.toLowerCase()) ?? tableOf.get(unqualifiedName(name).toLowerCase());
  return {
    ...rules,
    problems: [
      ...lost.map((entry) => missingTable(entry, tables)),
      ...missingColumns.map(({ table, column }) => missingColumn(table, column)),
      ...catalog.terms.flatMap((term) => problemsOfTerm(term, tables, tableNamed)),
      ...catalog.relationships.flatMap((relationship) => problemsOfRelationship(relationship, tables, tableNamed)),
      ...hiddenKnowledge(catalog, rules),
    ],
  };
}

/**
 * The names that a program may not read from: those that the catalog withholds, whether or not the warehouse has them,
 * and tables with a similar name to one that it has not.
 * @param names all tables of the warehouse
 */
export function withheldNames(catalog: Catalog, names: readonly string[]): string[] {
  const tables = names.map((name) => ({ name, columns: [] }));
  return hiddenTables(catalog, catalogRules(catalog, tables), tables);
}

const hiddenTables = (
  { withheldTables }: Catalog,
  rules: Pick<CatalogRules, 'table'>,
  tables: readonly TableNames[],
): string[] => [
  ...new Set([...withheldTables, ...tables.map(({ name }) => name).filter((name) => !rules.table(name).use)]),
];

type FindTable = (name: string) => TableNames | undefined;

/** `orders.amount` in the meaning of a term. */
const QUALIFIED = /([\p{L}_][\p{L}\p{N}_$]*)\.([\p{L}_][\p{L}\p{N}_$]*)/gu;

function problemsOfTerm(
  { term, meaning, tables: subjects, line }: CatalogTerm,
  tables: readonly TableNames[],
  find: FindTable,
): string[] {
  const lost = subjects.filter((name) => !find(name));
  const columns = [...meaning.matchAll(QUALIFIED)].flatMap(([, name = '', column = '']) => {
    const table = find(name);
    return table && !hasColumn(table, column) ? [missingColumnText(line, table, column)] : [];
  });
  return [
    ...lost.map((name) => `${missingTable({ name, line }, tables)} The term ${term} is about it.`),
    ...new Set(columns),
  ];
}

function problemsOfRelationship(
  { from, to, line }: CatalogRelationship,
  tables: readonly TableNames[],
  find: FindTable,
): string[] {
  return [from, to].flatMap(({ table: name, column }: QualifiedColumn) => {
    const table = find(name);
    if (!table) return [missingTable({ name, line }, tables)];
    return hasColumn(table, column) ? [] : [missingColumnText(line, table, column)];
  });
}

/** Terms and examples that name what is withheld, the former by a name that is misspelt. */
function hiddenKnowledge({ terms, examples }: Catalog, rules: Pick<CatalogRules, 'withheldInText'>): string[] {
  if (terms.length === 0 && examples.length === 0) return [];
  const find = rules.withheldInText();
  const texts = [
    ...terms.map(({ term, meaning, tables, line }) => ({
      kind: 'term',
      line,
      found: find(`${term}\n${meaning}`, tables),
    })),
    ...examples.map(({ question, sql, line }) => ({ kind: 'example', line, found: find(`${question}\n${sql}`) })),
  ];
  return texts.flatMap(({ kind, line, found }) => {
    if (!found) return [];
    const name = found.column === undefined ? `the table ${found.table}` : `the column ${found.table}.${found.column}`;
    return [
      `catalog.yaml, line ${line}: this ${kind} is not shown to the model, because it names ${name}, which is withheld.`,
    ];
  });
}

const hasColumn = ({ columns }: TableNames, name: string): boolean =>
  columns.some((column) => column.name.toLowerCase() === name.toLowerCase());

const suggestion = (name: string, names: readonly { readonly name: string }[]): string => {
  const near = names.find((other) => isNear(name, other.name));
  return near ? ` Did you mean ${near.name}?` : '';
};

function missingTable({ name, line }: Pick<CatalogEntry, 'name' | 'line'>, tables: readonly TableNames[]): string {
  return `catalog.yaml, line ${line}: the warehouse has no table ${name}.${suggestion(unqualifiedName(name), tables)}`;
}

function missingColumn(table: TableNames, { name, line, sample, profile }: CatalogEntry['columns'][number]): string {
  const effect =
    sample && profile ? '' : ` Until that is corrected, no values of ${table.name} are shown to the model.`;
  return `${missingColumnText(line, table, name)}${effect}`;
}

const missingColumnText = (line: number, { name, columns }: TableNames, column: string): string =>
  `catalog.yaml, line ${line}: the table ${name} has no column ${column}.${suggestion(column, columns)}`;
