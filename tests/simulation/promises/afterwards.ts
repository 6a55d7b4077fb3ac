import { obligationsOf } from '../../../functions/shared/domain/obligations';
import type { World } from '../world/world';

/** Everything that the system has done, in short. */
export function effectsOf({ history, table, tasks, objects }: World) {
  return {
    // Facts that were lost before may be added.
    'the ends of jobs': JSON.stringify(table.jobs().map((job) => [job.outcome, obligationsOf(job)])),
    // A task that nothing was heard of may have to be asked about.
    'what is published': history.published.filter(({ detailType }) => detailType !== 'StopRequested').length,
    'the tasks': tasks.size,
    'the objects': JSON.stringify([...objects]),
    'what the model was asked': history.generations.flatMap(({ calls }) => calls).length,
    'what receivers were sent': history.delivered.length,
  };
}

type Effects = ReturnType<typeof effectsOf>;

export const changedEffects = (before: Effects, after: Effects): string[] =>
  (Object.keys(before) as (keyof Effects)[]).filter((name) => before[name] !== after[name]);
