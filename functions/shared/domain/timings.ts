import { type Job, numbers } from './job';

export interface Timings {
  readonly total?: number;
  /** From the job's acceptance to its first program. */
  readonly generation?: number;
  /** From then until a task ran. */
  readonly launch?: number;
  /** Of all runs together. */
  readonly execution?: number;
}

/** Where the time went, in seconds; a step that has not ended is left out. */
export function timingsOf({ accepted, generations, launches, reports, outcome }: Job): Timings {
  const generatedAt = generations[1]?.at;
  const tasks = numbers(launches).flatMap((launch) => Object.values(launches[launch]?.tasks ?? {}));
  const startedAt = tasks.flatMap((task) => task.startedAt ?? []).sort()[0];
  const runs = numbers(reports).flatMap((attempt) => reports[attempt] ?? []);
  const execution = runs.reduce((total, { startedAt, finishedAt }) => total + seconds(startedAt, finishedAt), 0);
  return {
    ...(outcome && { total: outcome.body.timings.totalSeconds }),
    ...(generatedAt && { generation: seconds(accepted.acceptedAt, generatedAt) }),
    ...(generatedAt && startedAt && { launch: seconds(generatedAt, startedAt) }),
    ...(runs.length > 0 && { execution: Math.round(execution * 1000) / 1000 }),
  };
}

/** Clocks of different machines may disagree by a little: never below zero. */
const seconds = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
