import type { Fact } from '../shared/domain/facts';
import type { Job } from '../shared/domain/job';
import { ordinalsOf } from '../shared/domain/job';
import { isAlive } from '../shared/domain/obligations';
import type { TaskControl } from '../shared/tasks/port';
import { taskFact } from '../shared/tasks/task-fact';

/** ECS is eventually consistent: DescribeTasks may omit a task this long after RunTask. */
const CONSISTENT_AFTER_SECONDS = 60;

/** The state that ECS reports for the job's living tasks. */
export async function observeTasks(tasks: TaskControl, job: Job, now: string): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const launch of ordinalsOf(job.launches)) {
    const living = Object.entries(job.launches[launch]?.tasks ?? {}).filter(([, task]) => isAlive(task));
    if (living.length === 0) continue;
    const descriptions = await tasks.describe(living.map(([taskArn]) => taskArn));
    for (const [taskArn, recorded] of living) {
      const task = descriptions.find((candidate) => candidate.taskArn === taskArn);
      if (task) facts.push(taskFact(task, launch, now));
      else if (Date.parse(now) - Date.parse(recorded.at) > CONSISTENT_AFTER_SECONDS * 1000)
        facts.push({
          type: 'TaskChanged',
          at: now,
          launch,
          taskArn,
          task: { ...recorded, status: 'MISSING', at: now },
        });
    }
    facts.push({ type: 'TaskObserved', at: now, launch });
  }
  return facts;
}
