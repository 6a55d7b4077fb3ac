import { StopRequested } from '../../events';
import type { Job } from '../shared/domain/job';
import { livingTasks, owes, unansweredLaunches } from '../shared/domain/obligations';
import type { JobStore } from '../shared/job-store/port';
import { type BusEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import type { TaskControl } from '../shared/tasks/port';

interface Ports {
  readonly jobs: JobStore;
  readonly tasks: TaskControl;
  readonly now: () => string;
}

/** Seconds after a job's end in which a launch that was under way may still bring a task. */
const LAUNCH_MAY_STILL_COME = 120;

/**
 * Stops what runs for an ended job: the tasks it knows of and those that ECS lists under its id. What it is owed
 * ends with ECS's own word that they have stopped; a launch that brought no task ends here.
 */
export const stopTask =
  ({ jobs, tasks, now }: Ports) =>
  async (event: BusEvent): Promise<void> => {
    if (isReplayed(event)) return;
    const { jobId, reason } = detailOf(event, StopRequested);
    const job = await jobs.read(jobId);
    if (!job || !owes(job, 'stop')) return;

    const listed = await tasks.alive(jobId);
    for (const taskArn of new Set([...listed, ...livingTasks(job)])) await tasks.stop(taskArn, reason);

    if (listed.length > 0 || secondsSinceEnd(job, now()) < LAUNCH_MAY_STILL_COME) return;
    for (const launch of unansweredLaunches(job))
      await jobs.record(jobId, { type: 'LaunchAbandoned', at: now(), launch });
  };

const secondsSinceEnd = ({ outcome }: Job, now: string): number =>
  (Date.parse(now) - Date.parse(outcome?.body.endedAt ?? now)) / 1000;
