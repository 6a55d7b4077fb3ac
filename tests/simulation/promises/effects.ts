import { obligationsOf } from '../../../functions/shared/domain/obligations';
import type { World } from '../world/world';

/** A summary of everything the system has done, by kind of effect. */
export function effectsOf({ history, table, tasks, objects }: World) {
  return {
    // Not the whole jobs: a duplicate may add a fact whose first event was lost.
    'the outcomes of jobs': JSON.stringify(table.jobs().map((job) => [job.outcome, obligationsOf(job)])),
    // Without StopRequested: a task whose events were lost may have to be stopped again.
    'the published events': history.publishedEvents.filter(({ detailType }) => detailType !== 'StopRequested').length,
    'the tasks': tasks.size,
    // Not the description of the tables: each event may find it old.
    'the objects': JSON.stringify([...objects].filter(([key]) => !key.startsWith('config/'))),
    'the calls of the model': history.generations.flatMap(({ calls }) => calls).length,
    'the webhook deliveries': history.deliveries.length,
  };
}

type Effects = ReturnType<typeof effectsOf>;

export const changedEffects = (before: Effects, after: Effects): string[] =>
  (Object.keys(before) as (keyof Effects)[]).filter((name) => before[name] !== after[name]);
