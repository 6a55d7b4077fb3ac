import { type Fact, factId } from '../domain/facts';
import { apply, type Job, newJob } from '../domain/job';
import type { JobStore, JobTable } from './port';

/** Writers of one job at the same time are some twenty, its outputs: this many lost races in a row mean that something is wrong. */
const MAX_RACES = 20;

/** Milliseconds that pause between the first two tries, at the most; with each more it is as much again. */
const PAUSE = 20;

/**
 * The job store over a table. `pause` waits between two tries of a write that lost a race, by chance more or less,
 * so that those that met do not meet again. `random` is from 0 to 1.
 */
export function jobStore(
  table: JobTable,
  pause: (milliseconds: number) => Promise<void>,
  random: () => number = Math.random,
): JobStore {
  const pauseAfter = (race: number) => pause(PAUSE * (race + 1) * random());

  async function record(jobId: string, fact: Fact): Promise<Job | undefined> {
    for (let race = 0; race < MAX_RACES; race += 1) {
      const stored = await table.get(jobId);
      if (!stored) return undefined;
      const next = apply(stored.job, fact);
      if (same(stored.job, next)) return stored.job;
      if (await table.replace(next, stored.version, { at: fact.at, factId: factId(fact), fact })) return next;
      await pauseAfter(race);
    }
    throw new Error(`Job ${jobId} was written by others ${MAX_RACES} times while ${fact.type} was recorded.`);
  }

  return {
    record,
    async create(accepted) {
      const job = newJob(accepted);
      if (await table.insert(job)) return job;
      return (await table.get(accepted.jobId))?.job ?? job;
    },
    read: async (jobId) => (await table.get(jobId))?.job,
    recordArtifact: async (jobId, artifact) => {
      for (let race = 0; race < MAX_RACES; race += 1) {
        if ((await table.putArtifact(jobId, artifact)) !== 'raced') return;
        await pauseAfter(race);
      }
      throw new Error(`Job ${jobId} was written by others ${MAX_RACES} times while ${artifact.key} was recorded.`);
    },
    artifacts: (jobId) => table.artifacts(jobId),
    timeline: (jobId, cursor) => table.timeline(jobId, cursor),
    list: (owner, limit, cursor) => table.listByOwner(owner, limit, cursor),
    due: (instant, limit) => table.due(instant, limit),
    erase: (jobId) => table.erase(jobId),
  };
}

/** Facts are plain data in the order their writers made it: equal text, equal job. */
const same = (a: Job, b: Job): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
