import type { EcsTask } from '../../../events';
import { STANDBY, type TaskControl } from '../tasks/port';

/** The running standby tasks, also claimed ones, as ECS describes them. */
export async function listStandbys(tasks: Pick<TaskControl, 'listRunning' | 'describe'>): Promise<EcsTask[]> {
  const taskArns = await tasks.listRunning(STANDBY);
  return taskArns.length === 0 ? [] : tasks.describe(taskArns);
}
