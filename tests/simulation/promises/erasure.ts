import { keys } from '../../../events';
import { erase } from '../../../functions/erase-job/handler';
import { fakeLog } from '../../fakes/log';
import type { World } from '../world/world';

/** Of a job that was erased nothing is left, and nothing is done for it any more. */
export function erasurePromises({ history, table, tasks, objects }: World): string[] {
  const broken: string[] = [];
  for (const [jobId, erasedAt] of history.erased) {
    if (table.jobs().some(({ accepted }) => accepted.jobId === jobId))
      broken.push(`Job ${jobId} was erased and is there.`);
    const prefixes = keys.prefixesOf(jobId);
    const own = [...tasks.values()].filter((task) => task.jobId === jobId);
    // A write that was under way may come after the erasure, and those of a task on a host that ECS has given up.
    const begunAfterwards = (key: string) =>
      history.writes.some(
        ({ key: written, begunAt, name }) =>
          written === key && begunAt > erasedAt && !own.some(({ process }) => process.name === name),
      );
    const left = [...objects.keys()].filter(
      (key) =>
        // A lease holds nothing of the job.
        prefixes.some((prefix) => key.startsWith(prefix)) && !key.endsWith('/lease.json') && begunAfterwards(key),
    );
    if (left.length > 0) broken.push(`Of the erased job ${jobId} stays ${left.join(', ')}.`);
    if (own.some(({ stoppedAt = Number.POSITIVE_INFINITY }) => stoppedAt > erasedAt))
      broken.push(`Job ${jobId} was erased while it had a task.`);
    if (
      history.generations.some(
        (generation) => generation.jobId === jobId && generation.calls.some((at) => at > erasedAt),
      )
    )
      broken.push(`The model was asked for job ${jobId}, which had been erased.`);
    if (
      !history.published.some(
        ({ detailType, detail }) => isOutcome(detailType) && (detail as { jobId: string }).jobId === jobId,
      )
    )
      broken.push(`Job ${jobId} was erased before its end was announced.`);
  }
  return broken;
}

const isOutcome = (detailType: string): boolean => /^Job(Succeeded|Failed|Cancelled)$/.test(detailType);

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
    await erase(ports, job).catch((error: Error) => refused.push(`A job cannot be erased: ${error.message}`));
  }
  // A prompt whose submission never came further than its document was no job.
  const prefixes = jobs.flatMap(({ accepted: { jobId } }) => keys.prefixesOf(jobId));
  const left = [...objects.keys()].filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  const stays = table.jobs().length + left.length;
  return refused.length === 0 && stays > 0 ? [`Of erased jobs ${stays} items and objects stay.`] : refused;
}
