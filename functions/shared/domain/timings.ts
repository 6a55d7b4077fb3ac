import type { JobView } from '../../../events';
import { type Job, type Launch, ordinalsOf } from './job';

/** Seconds by step; a step that has not ended is omitted. */
export function timingsOf({
  accepted,
  generationStartedAt,
  generations,
  launches,
  reports,
  outcome,
}: Job): JobView['timings'] {
  const generatedAt = generations[1]?.at;
  const launchedFrom = generationStartedAt ?? generatedAt;
  const startedAt = ordinalsOf(launches)
    .flatMap((launch) => startOf(launches[launch]) ?? [])
    .sort()[0];
  const finished = ordinalsOf(reports).flatMap((attempt) => reports[attempt] ?? []);
  const execution = finished.reduce((total, { startedAt, finishedAt }) => total + seconds(startedAt, finishedAt), 0);
  return {
    ...(outcome && { total: outcome.body.timings.totalSeconds }),
    ...(generatedAt && { generation: seconds(accepted.acceptedAt, generatedAt) }),
    ...(launchedFrom && startedAt && { launch: seconds(launchedFrom, startedAt) }),
    ...(finished.length > 0 && { execution: Math.round(execution * 1000) / 1000 }),
  };
}

/** When the launch's task took the job; a standby had started before. */
const startOf = (launch: Launch | undefined): string | undefined =>
  launch?.readyAt ??
  launch?.claimedAt ??
  Object.values(launch?.tasks ?? {})
    .flatMap((task) => task.startedAt ?? [])
    .sort()[0];

/** Never negative: clocks of different machines may disagree. */
const seconds = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
