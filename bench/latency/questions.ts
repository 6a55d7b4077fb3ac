import { setTimeout as sleep } from 'node:timers/promises';
import { CodeInterpreterClient, type JobView } from '../../client';
import { chooseModel, delayedBackend } from '../../local/endpoints';
import { startSystem } from '../../local/system';
import { runWarm, SIZE } from '../warm-sandbox';
import { pinExecutors } from './one-cpu';

export const PROMPT = 'How many users are there by gender?';
/** Seconds after the end of a question in which the next standby has started, besides the start that is simulated. */
const SETTLE = 8;

export interface Setting {
  readonly jobs: number;
  readonly standbyTasks: number;
  /** Seconds that the start of a task takes, as on Fargate. */
  readonly start: number;
  /** Seconds that the model takes besides. */
  readonly model: number;
}

/** Seconds of one question. */
export interface Measured {
  readonly total: number;
  /** What all steps would take one after the other, as when the task is launched after the program is written. */
  readonly sequential: number;
  readonly model: number;
  /** The program in the warm sandbox. */
  readonly program: number;
}

const sum = (steps: object): number =>
  Object.values(steps).reduce((total: number, seconds: number) => total + seconds, 0);

/** Asks one question after another; each finds a standby, if any are kept. */
export async function askEach({ jobs, standbyTasks, start, model }: Setting): Promise<Measured[]> {
  const chosen = chooseModel({});
  const system = await startSystem({
    model: { ...chosen, backend: delayedBackend(chosen.backend, model) },
    taskStartSeconds: start,
    standbyTasks,
  });
  const unpin = pinExecutors();
  const answers: { readonly job: JobView; readonly total: number }[] = [];
  try {
    const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
    // The first question starts the functions.
    for (let number = 0; number <= jobs; number += 1) {
      await sleep((standbyTasks > 0 ? start + SETTLE : 1) * 1000);
      const began = performance.now();
      const { jobId } = await client.submit({ prompt: PROMPT, size: SIZE });
      const job = await client.wait(jobId, undefined, { interval: 50 });
      const total = (performance.now() - began) / 1000;
      if (job.status !== 'succeeded') throw new Error(`${PROMPT} ${job.failure?.message ?? job.status}`);
      if (number > 0) answers.push({ job, total });
    }
  } finally {
    unpin();
    await system.stop();
  }
  const programs = await runWarm(answers.map(({ job }) => job.program ?? ''));
  return answers.map(({ job: { timings }, total }, index) => ({
    total,
    sequential: sum(timings.steps) + sum(timings.overlapped),
    model: timings.steps.model ?? 0,
    program: (programs[index] ?? 0) / 1000,
  }));
}
