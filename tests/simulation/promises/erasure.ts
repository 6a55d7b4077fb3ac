import { keys } from '../../../events';
import { eraseJob } from '../../../functions/cancel-job/erase-job';
import { fakeLog } from '../../fakes/log';
import type { World } from '../world/world';

/** Seconds more of quiet after which no invocation can still write a program. */
const GENERATIONS_OVER = 120;

/** Erases every job, as their owners would; what of it is refused or stays. */
export async function eraseJobs({ time, table, objects }: World): Promise<string[]> {
  await time.run(time.now() + GENERATIONS_OVER * 1000, () => false);
  const ports = {
    jobs: table,
    objects: {
      async erase(prefix: string) {
        const found = [...objects.keys()].filter((key) => key.startsWith(prefix));
        for (const key of found) objects.delete(key);
        return found.length;
      },
    },
    now: () => time.instant(),
    log: fakeLog(),
  };
  const refused: string[] = [];
  const jobs = table.jobs();
  for (const job of jobs) {
    await eraseJob(ports, job).catch((error: Error) => refused.push(`A job cannot be erased: ${error.message}`));
  }
  // A prompt whose submission never came further than its document was no job.
  const prefixes = jobs.flatMap(({ accepted: { jobId } }) => keys.everythingOf(jobId));
  const left = [...objects.keys()].filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  const stays = table.jobs().length + left.length;
  return refused.length === 0 && stays > 0 ? [`Of erased jobs ${stays} items and objects stay.`] : refused;
}
