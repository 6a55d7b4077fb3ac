import type { JobView } from '../../../events';
import { type Job, ordinalsOf } from './job';

/** Seconds by step; a step that has not ended is omitted. */
export function timingsOf({ accepted, generations, launches, reports, outcome }: Job): JobView['timings'] {
  const generatedAt = generations[1]?.at;
  const tasks = ordinalsOf(launches).flatMap((launch) => Object.values(launches[launch]?.tasks ?? {}));
  const startedAt = tasks.flatMap((task) => task.startedAt ?? []).sort()[0];
  const finished = ordinalsOf(reports).flatMap((attempt) => reports[attempt] ?? []);
  const execution = finished.reduce((total, { startedAt, finishedAt }) => total + seconds(startedAt, finishedAt), 0);
  return {
    ...(outcome && { total: outcome.body.timings.totalSeconds }),
    ...(generatedAt && { generation: seconds(accepted.acceptedAt, generatedAt) }),
    ...(generatedAt && startedAt && { launch: seconds(generatedAt, startedAt) }),
    ...(finished.length > 0 && { execution: Math.round(execution * 1000) / 1000 }),
  };
}

/** Never negative: clocks of different machines may disagree. */
const seconds = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
