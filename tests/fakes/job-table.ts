import { marshall } from '@aws-sdk/util-dynamodb';
import { dateOf, type Settlement } from '../../functions/shared/domain/allowance';
import type { Job } from '../../functions/shared/domain/job';
import { artifactItem, jobItem, timelineItem } from '../../functions/shared/job-store/items';
import {
  InvalidCursor,
  type JobTable,
  type StoredArtifact,
  type StoredJob,
  type TimelineEntry,
} from '../../functions/shared/job-store/port';

export interface MemoryJobTable extends JobTable {
  /** Called after each write of a job, with what it was and what it is: the table's stream. */
  onChange?: (before: Job | undefined, after: Job) => void;
  onErase?: (jobId: string) => void;
  jobs(): Job[];
  /** Ids of the jobs that count as open for an owner. */
  openJobs(owner: string): string[];
  /** US dollars that count for an owner on a day. */
  usdOf(owner: string, date: string): number;
  /** Those that changed something. */
  settlements(): readonly Settlement[];
}

const MAX_BYTES = 400 * 1024;

/** What DynamoDB takes: numbers that it can hold, and no more than 400 KB. */
function taken(item: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(marshall(item, { removeUndefinedValues: true })));
  if (bytes > MAX_BYTES) throw new Error(`ValidationException: an item of ${bytes} bytes is too large.`);
}

/** The job table in memory, with the real one's conditions and limits. */
export function memoryJobTable(): MemoryJobTable {
  const stored = new Map<string, StoredJob>();
  const timelines = new Map<string, Map<string, TimelineEntry>>();
  const artifacts = new Map<string, Map<string, StoredArtifact>>();
  const open = new Map<string, Set<string>>();
  const usd = new Map<string, number>();
  const settlements: Settlement[] = [];
  const openOf = (owner: string) => open.get(owner) ?? new Set<string>();
  const dayOf = (owner: string, date: string) => usd.get(`${owner} ${date}`) ?? 0;
  const copy = <T>(value: T): T => structuredClone(value);

  const table: MemoryJobTable = {
    jobs: () => [...stored.values()].map(({ job }) => copy(job)),
    openJobs: (owner) => [...openOf(owner)],
    usdOf: dayOf,
    settlements: () => settlements,
    erase: async (jobId) => {
      const items = Number(stored.has(jobId)) + (timelines.get(jobId)?.size ?? 0) + (artifacts.get(jobId)?.size ?? 0);
      for (const map of [stored, timelines, artifacts]) map.delete(jobId);
      table.onErase?.(jobId);
      return items;
    },
    async insert(job, { openJobs, dailyUsd }) {
      const { jobId, owner, acceptedAt, reservedUsd = 0 } = job.accepted;
      if (stored.has(jobId)) return 'exists';
      if (openOf(owner).size >= openJobs) return 'openJobs';
      const reserved = dayOf(owner, dateOf(acceptedAt)) + reservedUsd;
      // DynamoDB calculates with decimals.
      if (Number(reserved.toFixed(6)) > dailyUsd) return 'dailyUsd';
      taken(jobItem(job, 1, 1));
      stored.set(jobId, { job: copy(job), version: 1 });
      open.set(owner, openOf(owner).add(jobId));
      usd.set(`${owner} ${dateOf(acceptedAt)}`, reserved);
      table.onChange?.(undefined, copy(job));
      return 'inserted';
    },
    usageOf: async (owner, date) => ({ openJobs: openOf(owner).size, usd: dayOf(owner, date) }),
    get: async (jobId) => copy(stored.get(jobId)),
    async replace(job, version, entry) {
      const { jobId } = job.accepted;
      const before = stored.get(jobId);
      if (before?.version !== version) return false;
      for (const item of [jobItem(job, version + 1, 1), timelineItem(job, entry, 1)]) taken(item);
      stored.set(jobId, { job: copy(job), version: version + 1 });
      const timeline = timelines.get(jobId) ?? new Map<string, TimelineEntry>();
      timelines.set(jobId, timeline.set(`${entry.at}#${entry.factId}`, copy(entry)));
      table.onChange?.(copy(before.job), copy(job));
      return true;
    },
    async settle(settlement) {
      const { owner, jobId, date } = settlement;
      if (!openOf(owner).delete(jobId)) return false;
      usd.set(`${owner} ${date}`, Number((dayOf(owner, date) + settlement.usd).toFixed(6)));
      settlements.push(settlement);
      return true;
    },
    async putArtifact(jobId, artifact) {
      if (!stored.has(jobId)) return false;
      const jobArtifacts = artifacts.get(jobId) ?? new Map<string, StoredArtifact>();
      artifacts.set(jobId, jobArtifacts);
      const before = jobArtifacts.get(artifact.key);
      const order = (item: StoredArtifact) => artifactItem(jobId, item, 1).order;
      if (before && order(before) > order(artifact)) return false;
      jobArtifacts.set(artifact.key, copy(artifact));
      return true;
    },
    artifacts: async (jobId) => [...(artifacts.get(jobId)?.values() ?? [])].map(copy),
    timeline: async (jobId) => ({
      items: [...(timelines.get(jobId)?.entries() ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, entry]) => copy(entry)),
    }),
    async list(owner, limit, cursor, matches = () => true) {
      if (cursor && !/^[^#]+#[^#]+$/.test(cursor)) throw new InvalidCursor();
      const keyOf = (job: Job) => jobItem(job, 1, 1).acceptedKey;
      const own = table
        .jobs()
        .filter((job) => job.accepted.owner === owner && (!cursor || keyOf(job) < cursor) && matches(job))
        .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
      const items = own.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(own.length > limit && last && { cursor: keyOf(last) }) };
    },
    due: async (instant, limit) =>
      [...stored.values()]
        .map(({ job }) => ({ jobId: job.accepted.jobId, dueAt: jobItem(job, 1, 1).dueAt }))
        .filter(({ dueAt }) => dueAt !== undefined && dueAt <= instant)
        .sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1))
        .slice(0, limit)
        .map(({ jobId }) => jobId),
  };
  return table;
}
