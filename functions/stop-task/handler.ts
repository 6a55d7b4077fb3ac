import { StopRequested } from '../../events';
import type { Job } from '../shared/domain/job';
import { hasObligation, livingTasks, unresolvedLaunches } from '../shared/domain/obligations';
import type { JobStore } from '../shared/job-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import type { TaskControl } from '../shared/tasks/port';

interface Ports {
  readonly jobs: JobStore;
  readonly tasks: TaskControl;
  readonly now: () => string;
}

/** How long after a job's end a RunTask call in progress may still start a task. */
const LATE_LAUNCH_SECONDS = 120;

/**
 * Stops the tasks of an ended job: those recorded and those that ECS lists under its id. The obligation ends when ECS
 * reports them stopped; launches without a task are abandoned here.
 */
export const stopTask =
  ({ jobs, tasks, now }: Ports) =>
  async (event: EventBridgeEvent): Promise<void> => {
    if (isReplayed(event)) return;
    const { jobId, reason } = detailOf(event, StopRequested);
    const job = await jobs.read(jobId);
    if (!job || !hasObligation(job, 'stop')) return;

    const listedTasks = await tasks.listRunning(jobId);
    for (const taskArn of new Set([...listedTasks, ...livingTasks(job)])) await tasks.stop(taskArn, reason);

    if (listedTasks.length > 0 || secondsSinceEnd(job, now()) < LATE_LAUNCH_SECONDS) return;
    for (const launch of unresolvedLaunches(job))
      await jobs.record(jobId, { type: 'LaunchAbandoned', at: now(), launch });
  };

const secondsSinceEnd = ({ outcome }: Job, now: string): number =>
  (Date.parse(now) - Date.parse(outcome?.body.endedAt ?? now)) / 1000;
