import { keys, type TablesDocument } from '../../events';
import { CatalogError } from '../../events/documents/catalog';
import type { Log } from '../../lib/log';
import type { Metrics } from '../shared/metrics/port';
import type { ObjectStore } from '../shared/object-store/port';
import type { EventBridgeEvent } from '../shared/queue/batch';
import { Postponed } from '../shared/queue/postponed';
import { readTablesDocument, STALE_AFTER_SECONDS } from '../shared/tables/stored-tables';
import { StatementError, WarehouseUnavailable } from '../shared/warehouse/port';
import { type DescribePorts, describeSchema, hashesOf, readSources, type Sources } from './describe';
import { acquireLease, type Failure, type Lease, LeaseLost } from './lease';

export interface Ports extends DescribePorts {
  readonly objects: ObjectStore;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly newLeaseToken: () => string;
}

/** Until another invocation has described the tables. */
const POSTPONE_SECONDS = 40;
/** Descriptions in one invocation, if the catalog changes meanwhile. */
const MAX_DESCRIPTIONS = 3;

/**
 * Writes config/tables.json if the catalog or the tables have changed since it was written, or if it is two hours old.
 * Any event may cause it: what counts is what the bucket holds. Rejects if a redelivery of the event can succeed.
 */
export const describeTables =
  (ports: Ports) =>
  async (_: EventBridgeEvent): Promise<void> => {
    const { objects, now } = ports;
    if (!(await isNeeded(ports, await readSources(objects)))) return;
    const lease = await acquireLease(objects, ports.newLeaseToken(), now);
    if (!lease) throw new Postponed(POSTPONE_SECONDS, 'Another invocation describes the tables.');
    const failure = await failureOf(describeCurrent(ports, lease));
    try {
      await lease.release(failure && storedFailure(failure, now()));
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
    }
    // After a lost lease, its holder describes the tables. After a fault of the catalog, the event of its correction.
    if (!failure || failure instanceof LeaseLost) return;
    if (!(failure instanceof CatalogError)) throw failure;
    ports.metrics.record('The catalog cannot be read.', [{ values: { CatalogProblems: 1 } }], { error: failure });
  };

const failureOf = (work: Promise<void>): Promise<Error | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

/** What prompts that wait for the description read. */
function storedFailure(error: Error, at: string): Failure | undefined {
  if (error instanceof CatalogError || error instanceof StatementError) {
    return { message: error.message, transient: false, at };
  }
  return error instanceof WarehouseUnavailable ? { message: error.message, transient: true, at } : undefined;
}

async function isNeeded({ objects, schema, now }: Ports, sources: Sources): Promise<boolean> {
  // The description refuses it.
  if (sources.misnamedCatalog !== undefined) return true;
  const document = await readTablesDocument(objects, schema);
  // A schema without tables is described again with each prompt: its tables may have been created since.
  if (!document || document.tables.length === 0) return true;
  const { catalogSha256, loadSha256 } = hashesOf(sources);
  if (document.catalogSha256 !== catalogSha256 || document.loadSha256 !== loadSha256) return true;
  return Date.parse(now()) - Date.parse(document.describedAt) >= STALE_AFTER_SECONDS * 1000;
}

/** Describes the tables as they are now: if their sources change meanwhile, again, because less may be shown. */
async function describeCurrent(ports: Ports, lease: Lease): Promise<void> {
  const { objects } = ports;
  let sources = await readSources(objects);
  // The holder of the lease before may have described them since the event was handled.
  if (!(await isNeeded(ports, sources))) return;
  for (let description = 1; description <= MAX_DESCRIPTIONS; description += 1) {
    const document = await describeSchema(ports, sources, () => lease.renew());
    const before = JSON.stringify(sources);
    sources = await readSources(objects);
    if (JSON.stringify(sources) !== before) continue;
    await lease.confirm();
    await objects.write(keys.tables, JSON.stringify(document), 'application/json');
    return record(ports, document);
  }
  throw new Postponed(POSTPONE_SECONDS, 'The catalog or the tables keep changing.');
}

function record({ metrics, log }: Ports, { tables, failed, catalogProblems }: TablesDocument): void {
  for (const problem of catalogProblems) log.warn(problem);
  const values = {
    TablesDescribed: tables.length,
    TablesFailed: failed.length,
    CatalogProblems: catalogProblems.length,
  };
  metrics.record('The tables were described.', [{ values }], { failed: failed.map(({ name }) => name) });
}
