import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { JOB_SORT_KEY, partitionKey } from '../../functions/shared/job-store/items';

const INTERVAL_MS = 200;
/** The limit of BatchGetItem. */
const MAX_KEYS = 100;

/** Versions of jobs by id; a job that does not exist has none. */
export type ReadVersions = (jobIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** The versions of jobs in the job table. */
export const tableVersions =
  (client: DynamoDBClient, table: string): ReadVersions =>
  async (jobIds) => {
    const versions = new Map<string, string>();
    for (let start = 0; start < jobIds.length; start += MAX_KEYS) {
      const Keys = jobIds
        .slice(start, start + MAX_KEYS)
        .map((jobId) => ({ pk: { S: partitionKey(jobId) }, sk: { S: JOB_SORT_KEY } }));
      const request = { Keys, ProjectionExpression: 'pk, version', ConsistentRead: true };
      const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: { [table]: request } }));
      for (const { pk, version } of Responses?.[table] ?? [])
        versions.set((pk?.S ?? '').slice(partitionKey('').length), version?.N ?? '');
    }
    return versions;
  };

interface Watch {
  readonly jobId: string;
  /** Undefined until the first read. */
  version?: string;
  readonly ready: () => void;
  readonly changed: () => void;
}

/** Watches any number of jobs with one read of the job table in each interval in which there is a watch. */
export class JobChanges {
  private readonly watches = new Set<Watch>();
  private isReading = false;

  constructor(
    private readonly readVersions: ReadVersions,
    private readonly intervalMs = INTERVAL_MS,
  ) {}

  /**
   * Resolves when it has seen the job as it is now, to a promise that resolves when the job changes or the signal is
   * aborted.
   */
  async watch(jobId: string, signal: AbortSignal): Promise<{ readonly changed: Promise<void> }> {
    let ready = () => {};
    let changed = () => {};
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const hasChanged = new Promise<void>((resolve) => {
      changed = resolve;
    });
    const watch: Watch = { jobId, ready, changed };
    const end = () => {
      this.watches.delete(watch);
      ready();
      changed();
    };
    this.watches.add(watch);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    if (!this.isReading) {
      this.read().catch(() => {
        this.isReading = false;
      });
    }
    await isReady;
    return { changed: hasChanged };
  }

  private async read(): Promise<void> {
    this.isReading = true;
    while (this.watches.size > 0) {
      const watches = [...this.watches];
      // While the system stops, the table is gone: the watches end with their signals.
      const versions = await this.readVersions([...new Set(watches.map(({ jobId }) => jobId))]).catch(() => undefined);
      for (const watch of versions ? watches : []) {
        const version = versions?.get(watch.jobId) ?? '';
        watch.version ??= version;
        watch.ready();
        if (watch.version === version) continue;
        this.watches.delete(watch);
        watch.changed();
      }
      await delay(this.intervalMs, undefined, { ref: false });
    }
    this.isReading = false;
  }
}
