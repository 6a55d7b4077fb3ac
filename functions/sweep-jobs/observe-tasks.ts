import type { Fact } from '../shared/domain/facts';
import type { Job } from '../shared/domain/job';
import { numbers } from '../shared/domain/job';
import { isAlive } from '../shared/domain/obligations';
import type { TaskControl } from '../shared/tasks/port';
import { taskFact } from '../shared/tasks/task-fact';

/** Seconds in which ECS may not yet tell of a task that it has just launched. */
const TOLD_OF_LATER = 60;

/** What ECS says of the tasks that the job takes for alive. */
export async function observeTasks(tasks: TaskControl, job: Job, now: string): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const launch of numbers(job.launches)) {
    const living = Object.entries(job.launches[launch]?.tasks ?? {}).filter(([, task]) => isAlive(task));
    if (living.length === 0) continue;
    const described = await tasks.describe(living.map(([taskArn]) => taskArn));
    for (const [taskArn, known] of living) {
      const task = described.find((candidate) => candidate.taskArn === taskArn);
      const told = task && taskFact(task, now);
      if (told) facts.push(told.fact);
      else if (Date.parse(now) - Date.parse(known.at) > TOLD_OF_LATER * 1000)
        facts.push({ type: 'TaskChanged', at: now, launch, taskArn, task: { ...known, status: 'MISSING', at: now } });
    }
    facts.push({ type: 'TaskObserved', at: now, launch });
  }
  return facts;
}
