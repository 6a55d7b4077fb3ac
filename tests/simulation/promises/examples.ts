import { ExampleDocument, keys } from '../../../events';
import { isVerified } from '../../../functions/shared/domain/feedback';
import type { World } from '../world/world';

/**
 * An example is as the last curator wanted it, and never outlives its job. A verification that was lost may have written or
 * erased it, until another one follows.
 */
export function examplePromises({ history, table, objects }: World): string[] {
  const violations: string[] = [];
  const jobs = new Map(table.jobs().map((job) => [job.accepted.jobId, job]));
  for (const jobId of history.plans.keys()) {
    const object = objects.get(keys.example(jobId));
    const job = jobs.get(jobId);
    if (!job && object) violations.push(`The example of job ${jobId} outlived it.`);
    if (!job || job.erasureStartedAt !== undefined) continue;
    if (object && ExampleDocument.parse(JSON.parse(object.body)).jobId !== jobId)
      violations.push(`The example of job ${jobId} is another one.`);
    const wasLost = (job.verificationStarted?.at ?? '') > (job.verificationFinished?.startedAt ?? '');
    if (wasLost || (object !== undefined) === isVerified(job)) continue;
    violations.push(`Job ${jobId} is ${isVerified(job) ? 'verified and has no' : 'not verified and has an'} example.`);
  }
  return violations;
}
