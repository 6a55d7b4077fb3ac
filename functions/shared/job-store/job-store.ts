import { dateOf } from '../domain/allowance';
import { type Fact, factId } from '../domain/facts';
import { apply, type Job, newJob } from '../domain/job';
import { type JobStore, type JobTable, LimitExceeded } from './port';
import { settlementOf } from './settlement';

/** Up to about twenty artifacts of a job are recorded concurrently. More conflicts in a row are an error. */
const MAX_CONFLICTS = 20;

/** Maximum pause after the first conflict. Each further conflict adds the same amount. */
const PAUSE_MS = 20;

/**
 * The job store over a table. A write that meets a conflict is retried after a `pause` with jitter, so that the same
 * writers do not collide again. `random` is from 0 to 1.
 */
export function jobStore(
  table: JobTable,
  pause: (milliseconds: number) => Promise<void>,
  random: () => number = Math.random,
): JobStore {
  const pauseAfter = (conflicts: number) => pause(PAUSE_MS * (conflicts + 1) * random());

  async function record(jobId: string, added: Fact | ((job: Job) => Fact)): Promise<Job | undefined> {
    let type = '';
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const stored = await table.get(jobId);
      if (!stored) return undefined;
      const fact = typeof added === 'function' ? added(stored.job) : added;
      type = fact.type;
      const next = apply(stored.job, fact);
      if (same(stored.job, next)) return stored.job;
      if (await table.replace(next, stored.version, { at: fact.at, factId: factId(fact), fact })) return next;
      await pauseAfter(conflicts);
    }
    throw new Error(`${type} of job ${jobId} had ${MAX_CONFLICTS} write conflicts in a row.`);
  }

  return {
    record,
    async create(accepted, allowance) {
      const job = newJob(accepted);
      for (let race = 0; race < MAX_CONFLICTS; race += 1) {
        const result = await table.insert(job, allowance);
        if (result === 'inserted') return job;
        if (result === 'exists') return (await table.get(accepted.jobId))?.job ?? job;
        if (result !== 'conflict') throw new LimitExceeded(result);
        await pauseAfter(race);
      }
      throw new Error(`Job ${accepted.jobId} had ${MAX_CONFLICTS} write conflicts with other jobs of its owner.`);
    },
    async limitOf({ owner, acceptedAt, reservedUsd = 0 }, allowance) {
      const { openJobs, usd } = await table.usageOf(owner, dateOf(acceptedAt));
      if (openJobs >= allowance.openJobs) return 'openJobs';
      return usd + reservedUsd > allowance.dailyUsd ? 'dailyUsd' : undefined;
    },
    read: async (jobId) => (await table.get(jobId))?.job,
    async settle(job) {
      for (let race = 0; race < MAX_CONFLICTS; race += 1) {
        if ((await table.settle(settlementOf(job))) !== 'conflict') return;
        await pauseAfter(race);
      }
      throw new Error(`Job ${job.accepted.jobId} had ${MAX_CONFLICTS} write conflicts with other jobs of its owner.`);
    },
    recordArtifact: async (jobId, artifact) => {
      for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
        if ((await table.putArtifact(jobId, artifact)) !== 'conflict') return;
        await pauseAfter(conflicts);
      }
      throw new Error(`${artifact.key} of job ${jobId} had ${MAX_CONFLICTS} write conflicts in a row.`);
    },
    artifacts: (jobId) => table.artifacts(jobId),
    timeline: (jobId, cursor) => table.timeline(jobId, cursor),
    list: (owner, limit, cursor, matches) => table.list(owner, limit, cursor, matches),
    due: (instant, limit) => table.due(instant, limit),
    erase: (jobId) => table.erase(jobId),
  };
}

/** Jobs are plain data: equal JSON means an equal job. */
const same = (a: Job, b: Job): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
