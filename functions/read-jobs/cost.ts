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
        Object.values(job.launches[launch]?.tasks ?? {}).map(runningSeconds),
      ),
      generations: attempts.flatMap(({ generation }) => generation ?? []),
      queries: attempts.flatMap(({ report }) => report?.queries ?? []),
    },
    false,
  );
}

/** Running time of a task, 0 if it never started. A task that ECS no longer knows ends when that was recorded. */
function runningSeconds({ startedAt, stoppedAt, at }: Task): number {
  return startedAt ? Math.max(0, (Date.parse(stoppedAt ?? at) - Date.parse(startedAt)) / 1000) : 0;
}
