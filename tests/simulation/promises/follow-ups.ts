import { type JobDocument, keys } from '../../../events';
import type { World } from '../world/world';

/**
 * A follow-up has the conversation before it, with its files, unless that was erased: then it has nothing of it, and is
 * answered all the same.
 */
export function followUpPromises({ history }: World): string[] {
  const { writes, erasures, erasureRequests, generations, earlierFiles, programRuns } = history;
  return writes
    .filter(({ key }) => /^jobs\/[^/]+\/job\.json$/.test(key))
    .map(({ body }) => JSON.parse(body) as JobDocument)
    .flatMap(({ jobId, followUpOf, earlier = [] }) => {
      if (followUpOf === undefined) return [];
      const violations: string[] = [];
      const erasedAt = erasures.get(followUpOf) ?? Number.POSITIVE_INFINITY;
      const begins = erasureRequests.get(followUpOf) ?? Number.POSITIVE_INFINITY;
      if (earlier[0]?.job.key !== keys.job(followUpOf))
        violations.push(`Job ${jobId} does not name the job that it follows.`);
      for (const { calls, showedEarlier, startedAt } of generations.filter((one) => one.jobId === jobId)) {
        if (showedEarlier.includes(true) && startedAt > erasedAt)
          violations.push(`The model got a question of job ${followUpOf} after its erasure.`);
        if (showedEarlier.includes(false) && (calls.at(-1) ?? 0) < begins)
          violations.push(`The model did not get the question before job ${jobId}.`);
      }
      const count = earlier.reduce((sum, { artifacts }) => sum + artifacts.length, 0);
      for (const { task, at } of programRuns.filter((run) => run.task.jobId === jobId)) {
        const ofTask = earlierFiles.filter((file) => file.task === task && file.at <= at);
        if (ofTask.length < count && at < begins)
          violations.push(`A program of job ${jobId} ran without the files before it.`);
      }
      return violations;
    });
}
