import { keys } from '../../../../events';
import { readJobs } from '../../../../functions/read-jobs/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { setting } from '../setting';
import { JOB_ID, usage } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

export const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A clock that moves only by its sleeps; `during` runs in each of them, with the milliseconds since the start. */
export function sleepingClock(during: (milliseconds: number) => void | Promise<void> = () => {}) {
  let now = 0;
  return {
    milliseconds: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
      await during(now);
    },
  };
}

/** What the deployment allows. */
export const actions = { editedPrograms: true };

/** The GET routes over one job with these facts; `get` requests as the owner of the job by default. */
export async function reading(facts: readonly Fact[] = [], changes: Parameters<typeof setting>[1] = {}) {
  const world = await setting(facts, changes);
  const read = readJobs({ ...world, clock: sleepingClock(), waitSeconds: 0, actions });
  const get = (route: string, request: Parameters<typeof httpRequest>[0] = {}) =>
    read(httpRequest({ route: `GET ${route}`, params: { jobId: JOB_ID }, ...request }));
  return { ...world, get };
}

export const program = (attempt: number, text: string): [string, string] => [
  keys.generation(JOB_ID, attempt),
  JSON.stringify({
    version: 1,
    jobId: JOB_ID,
    attempt,
    createdAt: '2026-11-22T07:00:05.000Z',
    modelId: 'offline-analyst',
    instructionsVersion: '1',
    usage,
    result: 'program',
    program: text,
    plan: 'count',
    assumptions: ['Every row is a user.'],
  }),
];
