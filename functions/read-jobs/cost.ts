import { type Cost, machines } from '../../events';
import { costOf } from '../../lib/cost';
import type { Task } from '../shared/domain/facts';
import { type Job, ordinalsOf } from '../shared/domain/job';
import { livingTasks, unresolvedLaunches } from '../shared/domain/obligations';
import type { AttemptDocuments } from './documents';

/**
 * The cost of an ended job in US dollars; undefined while the job runs. The cost is final when all tasks have stopped and
 * all documents exist. Otherwise it is the estimate in the outcome.
 */
export function costOfEndedJob(job: Job, attempts: readonly AttemptDocuments[]): Cost | undefined {
  if (!job.outcome) return undefined;
  const estimate = job.outcome.body.cost;
  if (livingTasks(job).length > 0 || unresolvedLaunches(job).length > 0) return estimate;
  const complete = attempts.every(
    ({ attempt, generation, report }) => (generation || !job.generations[attempt]) && (report || !job.reports[attempt]),
  );
  if (!complete) return estimate;
  return costOf(
    {
      machine: machines[job.accepted.size],
      tasks: ordinalsOf(job.launches).flatMap((launch) =>
        Object.values(job.launches[launch]?.tasks ?? {}).map(billedSeconds(job.launches[launch]?.claimedAt)),
      ),
      generations: attempts.flatMap(({ generation }) => generation ?? []),
      queries: attempts.flatMap(({ report }) => report?.queries ?? []),
    },
    false,
  );
}

/**
 * The time of a task that Fargate bills: from the start of the image pull, or from RUNNING if ECS did not report the pull;
 * 0 if it reached neither. A task that ECS no longer knows ends when that was recorded, and a standby starts with its
 * claim: what it cost before belongs to no job.
 */
const billedSeconds =
  (claimedAt: string | undefined) =>
  ({ pullStartedAt, startedAt, stoppedAt, at }: Task): number => {
    const begin = pullStartedAt ?? startedAt;
    return begin ? Math.max(0, (Date.parse(stoppedAt ?? at) - Date.parse(claimedAt ?? begin)) / 1000) : 0;
  };
