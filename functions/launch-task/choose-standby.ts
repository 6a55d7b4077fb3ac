import { keys, LaunchDocument } from '../../events';
import { taskId } from '../shared/domain/facts';
import type { Job } from '../shared/domain/job';
import type { ObjectStore } from '../shared/object-store/port';
import { listStandbys } from '../shared/standby/list-standbys';
import type { StandbySettings } from '../shared/standby/settings';
import { STANDBY_SIZE, type TaskControl } from '../shared/tasks/port';

export interface StandbyPorts {
  readonly objects: ObjectStore;
  readonly tasks: Pick<TaskControl, 'listRunning' | 'describe'>;
  readonly now: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly standby: StandbySettings;
}

/** How a launch gets its task: the same for every retry, because the first document decides. */
export async function launchDocument(ports: StandbyPorts, job: Job, launch: number): Promise<LaunchDocument> {
  const { jobId, size } = job.accepted;
  const standbyArn = ports.standby.standbyTasks > 0 && size === STANDBY_SIZE ? await chooseStandby(ports) : undefined;
  const document: LaunchDocument = {
    version: 1,
    jobId,
    launch,
    createdAt: ports.now(),
    ...(standbyArn && { standbyArn }),
  };
  const result = await ports.objects.writeOnce(
    keys.launch(jobId, launch),
    JSON.stringify(document),
    'application/json',
  );
  return result.written ? document : LaunchDocument.parse(JSON.parse(result.existing));
}

/** An idle standby of the newest revision whose libraries are loaded, at random, so that jobs seldom want the same. */
async function chooseStandby({ objects, tasks, random, standby }: StandbyPorts): Promise<string | undefined> {
  const ready = (await listStandbys(tasks)).filter(
    (task) =>
      task.lastStatus === 'RUNNING' &&
      task.desiredStatus !== 'STOPPED' &&
      task.healthStatus === 'HEALTHY' &&
      task.taskDefinitionArn === standby.taskDefinitionArn,
  );
  const idle = await Promise.all(
    ready.map(async ({ taskArn }) => {
      // A LIST, because a GET of a missing key is followed by one anyway.
      const key = keys.standbyClaim(taskId(taskArn));
      return (await objects.list(key)).includes(key) ? [] : [taskArn];
    }),
  );
  const candidates = idle.flat();
  return candidates[Math.min(candidates.length - 1, Math.floor(random() * candidates.length))];
}
