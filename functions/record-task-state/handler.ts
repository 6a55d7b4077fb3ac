import { type EcsTask, EcsTaskStateChange } from '../../events';
import type { JobStore } from '../shared/job-store/port';
import type { LogContext } from '../shared/log-context';
import type { ObjectStore } from '../shared/object-store/port';
import type { EventBridgeEvent } from '../shared/queue/batch';
import { readClaim } from '../shared/standby/claims';
import { isStandby, type LaunchId, launchOf, taskFact } from '../shared/tasks/task-fact';

interface Ports {
  readonly jobs: Pick<JobStore, 'record'>;
  readonly objects: Pick<ObjectStore, 'read'>;
}

/** Job and launch of the task, for the log lines; those of a standby are in its claim. */
export const logContextOfTask = (event: EventBridgeEvent): LogContext => ({
  ...launchOf(EcsTaskStateChange.schema.parse(event).detail),
});

/** Records the state changes that ECS reports for executor tasks. */
export const recordTaskState =
  ({ jobs, objects }: Ports) =>
  async (event: EventBridgeEvent): Promise<void> => {
    const { time, detail: task } = EcsTaskStateChange.schema.parse(event);
    const { jobId, launch } = launchOf(task) ?? (await claimedLaunch(objects, task)) ?? {};
    if (jobId && launch) await jobs.record(jobId, taskFact(task, launch, time));
  };

/** The launch that has claimed a standby. After the claim launch-task records the state that an earlier event had. */
async function claimedLaunch(objects: Ports['objects'], task: EcsTask): Promise<LaunchId | undefined> {
  const claim = isStandby(task) ? await readClaim(objects, task.taskArn) : undefined;
  return claim?.claim === 'job' ? claim : undefined;
}
