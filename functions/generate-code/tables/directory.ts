import { keys, MAX_EXAMPLES, type TablesDocument } from '../../../events';
import { type Catalog, readCatalog } from '../../../events/documents/catalog';
import type { WithheldInText } from '../../../events/documents/withheld-in-text';
import type { Pause } from '../../../lib/clock';
import { TABLES_WAIT_SECONDS } from '../../../lib/time-limits';
import type { ObjectStore } from '../../shared/object-store/port';
import { applyCatalog, currentRules } from '../../shared/tables/apply-catalog';
import { readDescribing } from '../../shared/tables/describing';
import {
  EXPIRED_AFTER_SECONDS,
  readTablesDocument,
  STALE_AFTER_SECONDS,
  sha256Of,
} from '../../shared/tables/stored-tables';
import { StatementError, WarehouseUnavailable } from '../../shared/warehouse/port';
import type { Tables } from './description';
import { promptTables } from './prompt-tables';

export interface Description {
  readonly tables: Tables;
  /** Whether the catalog withholds values of any column from the model. */
  readonly valuesWithheld: boolean;
  /** Whether it withholds a table, or values of a column. */
  readonly withholds: boolean;
  /** Hash of the catalog. */
  readonly catalogSha256: string;
}

/** A column whose values may be shown. */
export interface VisibleColumn {
  readonly name: string;
  /** Redshift's type name. */
  readonly type: string;
}

export interface VisibleTable {
  readonly name: string;
  readonly columns: readonly VisibleColumn[];
}

/** What of the warehouse may be shown under the current catalog, with its values. */
export interface VisibleTables {
  readonly schema: string;
  readonly tables: readonly VisibleTable[];
  /** Whether the catalog withholds anything. */
  readonly isAnythingWithheld: boolean;
  /** What of that a text names. */
  readonly withheldInText: WithheldInText;
}

export interface TableDirectory {
  /**
   * Describes the tables that matter to a question, and those that an earlier program for it uses.
   * Rejects with WarehouseUnavailable, StatementError or CatalogError.
   */
  describe(question: string, program?: string): Promise<Description>;
  /** Rejects with CatalogError. */
  visibleTables(): Promise<VisibleTables>;
}

interface Sources {
  readonly objects: Pick<ObjectStore, 'read' | 'write' | 'list'>;
  readonly schema: string;
  readonly now: () => string;
  readonly pause: Pause;
}

const POLL_MS = 500;

/**
 * The tables of one schema, as describe-tables has described them. The warehouse is asked nothing. An old description
 * is served, and a new one requested.
 */
export function tableDirectory({ objects, schema, now, pause }: Sources): TableDirectory {
  const ageOf = ({ describedAt }: TablesDocument) => (Date.parse(now()) - Date.parse(describedAt)) / 1000;
  const isUsable = (document: TablesDocument) => ageOf(document) < EXPIRED_AFTER_SECONDS && document.tables.length > 0;
  // Its event is what counts: describe-tables decides itself whether a description is due.
  const request = () => objects.write(keys.tablesRequest, JSON.stringify({ at: now() }), 'application/json');

  async function nextDocument(old: TablesDocument | undefined): Promise<TablesDocument> {
    const before = (await readDescribing(objects)).describing?.failure?.at;
    await request();
    const startedAt = Date.parse(now());
    while (Date.parse(now()) - startedAt < TABLES_WAIT_SECONDS * 1000) {
      await pause(POLL_MS);
      const document = await readTablesDocument(objects, schema);
      if (document && document.describedAt !== old?.describedAt) return document;
      const failure = (await readDescribing(objects)).describing?.failure;
      if (failure && failure.at !== before) {
        throw failure.transient ? new WarehouseUnavailable(failure.message) : new StatementError(failure.message);
      }
    }
    throw new WarehouseUnavailable(`The tables were not described within ${TABLES_WAIT_SECONDS} s.`);
  }

  async function readSources() {
    const [text, misnamed, stored] = await Promise.all([
      objects.read(keys.catalog),
      objects.read(keys.misnamedCatalog),
      readTablesDocument(objects, schema),
    ]);
    const catalog: Catalog = readCatalog(text, misnamed);
    return { text, catalog, stored };
  }

  return {
    async describe(question, program) {
      const [{ text, catalog, stored }, verified] = await Promise.all([readSources(), readExamples(objects)]);
      const isCurrent = ({ catalogSha256 }: TablesDocument) => catalogSha256 === sha256Of(text);
      let document = stored && isUsable(stored) ? stored : await nextDocument(stored);
      // The catalog may have withheld all tables when they were described, and allow some now.
      const isEmpty = applyCatalog(document, catalog).length === 0;
      if (isEmpty && !isCurrent(document)) document = await nextDocument(document);
      const age = ageOf(document);
      const isStale = age >= STALE_AFTER_SECONDS;
      // Without it the prompt can be answered, and the next one requests it again.
      if (isStale || !isCurrent(document)) await request().catch(() => undefined);
      const selection = promptTables({ document, catalog, verified }, question, program);
      return {
        tables: { dialect: 'redshift', schema, ...(isStale && { age: inWords(age) }), ...selection },
        valuesWithheld: catalog.valuesWithheld,
        withholds: catalog.valuesWithheld || catalog.withheldTables.length > 0,
        catalogSha256: sha256Of(text),
      };
    },
    async visibleTables() {
      const { catalog, stored } = await readSources();
      const allowed = stored ? applyCatalog(stored, catalog) : [];
      return {
        schema,
        tables: allowed.map(({ name, columns }) => ({
          name,
          columns: columns
            .filter(({ withheld }) => !withheld)
            .map((column) => ({ name: column.name, type: column.type })),
        })),
        isAnythingWithheld: catalog.valuesWithheld || catalog.withheldTables.length > 0,
        withheldInText: currentRules(stored ?? { tables: [], tableNames: [] }, catalog).withheldInText(),
      };
    },
  };
}

/** The texts of the examples of verified jobs. One that is erased meanwhile is absent. */
async function readExamples(objects: Sources['objects']): Promise<string[]> {
  const examples = (await objects.list(keys.examples)).slice(0, MAX_EXAMPLES);
  const texts = await Promise.all(examples.map((key) => objects.read(key)));
  return texts.filter((text) => text !== undefined);
}

function inWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
