import { createHash } from 'node:crypto';
import { GenerationDocument, type JobDocument, keys } from '../../../events';
import type { Write } from '../world/aws/s3';
import type { World } from '../world/world';

/**
 * A rerun has the program of the job that it runs again, or the caller's, in one attempt and without a model. The program is
 * stored before job.json names it.
 */
export function rerunPromises({ history }: World): string[] {
  const { writes, generations, plans } = history;
  const jobs = writes.filter(({ key }) => /^jobs\/[^/]+\/job\.json$/.test(key));
  return jobs.flatMap((write) => {
    const { jobId, rerunOf, program } = JSON.parse(write.body) as JobDocument;
    const plan = plans.get(jobId)?.reruns;
    if (!plan) return [];
    if (rerunOf === undefined || !program) return [`Job ${jobId} does not name the job that it runs again.`];
    const violations: string[] = [];
    const stored = writes.find(({ key, at }) => key === program.key && at <= write.callStartedAt);
    if (stored === undefined || sha256Of(stored.body) !== program.sha256)
      violations.push(`The program of rerun ${jobId} was not stored before its job.json.`);
    if (program.edited !== plan.isEdited) violations.push(`Rerun ${jobId} has another program than its request.`);
    if (!plan.isEdited && !programsOf(writes, rerunOf).includes(stored?.body))
      violations.push(`Rerun ${jobId} has another program than job ${rerunOf}.`);
    if (generations.some((generation) => generation.jobId === jobId && generation.calls.length > 0))
      violations.push(`The model was called for rerun ${jobId}.`);
    for (const other of programsOf(writes, jobId)) {
      if (other !== stored?.body) violations.push(`Rerun ${jobId} ran another program than the stored one.`);
    }
    if (writes.some(({ key }) => key === keys.report(jobId, 2))) violations.push(`Rerun ${jobId} was repaired.`);
    return violations;
  });
}

const programsOf = (writes: readonly Write[], jobId: string): (string | undefined)[] =>
  writes
    .filter(({ key }) => key.startsWith(keys.attempts(jobId)) && key.endsWith('/generation.json'))
    .map(({ body }) => GenerationDocument.parse(JSON.parse(body)))
    .map((document) => (document.result === 'program' ? document.program : undefined));

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
