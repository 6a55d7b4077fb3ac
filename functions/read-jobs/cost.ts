import { type Cost, machines } from '../../events';
import { costOf } from '../../lib/cost';
import type { Task } from '../shared/domain/facts';
import { type Job, numbers } from '../shared/domain/job';
import { livingTasks, unansweredLaunches } from '../shared/domain/obligations';
import type { AttemptDocuments } from './documents';

/**
 * What an ended job cost: the final figure once its last task has stopped and as long as its documents are there,
 * the estimate of its outcome otherwise. Undefined while it runs.
 */
export function costSoFar(job: Job, attempts: readonly AttemptDocuments[]): Cost | undefined {
  if (!job.outcome) return undefined;
  const estimate = job.outcome.body.cost;
  if (livingTasks(job).length > 0 || unansweredLaunches(job).length > 0) return estimate;
  const complete = attempts.every(
    ({ attempt, generation, report }) => (generation || !job.generations[attempt]) && (report || !job.reports[attempt]),
  );
  if (!complete) return estimate;
  return costOf(
    {
      machine: machines[job.accepted.size],
      tasks: numbers(job.launches).flatMap((launch) => Object.values(job.launches[launch]?.tasks ?? {}).map(seconds)),
      generations: attempts.flatMap(({ generation }) => generation ?? []),
      queries: attempts.flatMap(({ report }) => report?.queries ?? []),
    },
    false,
  );
}

/** Of a task that never started none. Of one that ECS has forgotten, until that was noticed. */
function seconds({ startedAt, stoppedAt, at }: Task): number {
  return startedAt ? Math.max(0, (Date.parse(stoppedAt ?? at) - Date.parse(startedAt)) / 1000) : 0;
}
