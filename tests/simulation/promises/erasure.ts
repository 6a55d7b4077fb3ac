import { keys } from '../../../events';
import { erase } from '../../../functions/erase-job/handler';
import { jobStore } from '../../../functions/shared/job-store/job-store';
import { ERASABLE_AFTER_SECONDS } from '../../../lib/time-limits';
import { fakeLog } from '../../fakes/log';
import type { World } from '../world/world';

/** Nothing of an erased job remains, and no work is done for it any more. */
export function erasurePromises({ history, table, tasks, objects }: World): string[] {
  const violations: string[] = [];
  for (const [jobId, erasedAt] of history.erasures) {
    if (table.jobs().some(({ accepted }) => accepted.jobId === jobId))
      violations.push(`Job ${jobId} was erased and is still in the table.`);
    const prefixes = keys.prefixesOf(jobId);
    const jobTasks = [...tasks.values()].filter((task) => task.jobId === jobId);
    // Allowed: writes in flight during the erasure, and those of a task that outlives its lost host.
    const wasWrittenAfterwards = (key: string) =>
      history.writes.some(
        (write) =>
          write.key === key &&
          write.callStartedAt > erasedAt &&
          !jobTasks.some(({ process }) => process.name === write.name),
      );
    const remaining = [...objects.keys()].filter(
      (key) =>
        // A lease contains no data of the job.
        prefixes.some((prefix) => key.startsWith(prefix)) && !key.endsWith('/lease.json') && wasWrittenAfterwards(key),
    );
    if (remaining.length > 0) violations.push(`Objects of the erased job ${jobId} remain: ${remaining.join(', ')}.`);
    if (jobTasks.some(({ stoppedAt = Number.POSITIVE_INFINITY }) => stoppedAt > erasedAt))
      violations.push(`Job ${jobId} was erased while it had a task.`);
    if (
      history.generations.some(
        (generation) => generation.jobId === jobId && generation.calls.some((at) => at > erasedAt),
      )
    )
      violations.push(`The model was called for job ${jobId} after its erasure.`);
    if (
      !history.publishedEvents.some(
        ({ detailType, detail }) => isOutcome(detailType) && (detail as { jobId: string }).jobId === jobId,
      )
    )
      violations.push(`Job ${jobId} was erased before its outcome was published.`);
  }
  return violations;
}

const isOutcome = (detailType: string): boolean => /^Job(Succeeded|Failed|Cancelled)$/.test(detailType);

/** Erases every job, as the API would. Returns refusals and remaining data as violations. */
export async function eraseJobs({ time, table, objects }: World): Promise<string[]> {
  await time.run(time.now() + ERASABLE_AFTER_SECONDS * 1000, () => false);
  const ports = {
    jobs: jobStore(table, async () => undefined),
    objects: {
      async erase(prefix: string) {
        const matching = [...objects.keys()].filter((key) => key.startsWith(prefix));
        for (const key of matching) objects.delete(key);
        return matching.length;
      },
    },
    now: () => time.instant(),
    log: fakeLog(),
  };
  const refusals: string[] = [];
  const jobs = table.jobs();
  for (const job of jobs) {
    await erase(ports, { params: { jobId: job.accepted.jobId }, owner: job.accepted.owner, isCurator: false }).catch(
      (error: Error) => refusals.push(`A job cannot be erased: ${error.message}`),
    );
  }
  // Only the prefixes of jobs: a submission that failed after writing job.json made no job.
  const prefixes = jobs.flatMap(({ accepted: { jobId } }) => [...keys.prefixesOf(jobId), keys.example(jobId)]);
  const remaining = [...objects.keys()].filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  const count = table.jobs().length + remaining.length;
  return refusals.length === 0 && count > 0 ? [`${count} items and objects of erased jobs remain.`] : refusals;
}
