import { type ExampleDocument, keys } from '../../events';
import { instantAfter } from '../shared/domain/feedback';
import type { Job } from '../shared/domain/job';
import { recordAction } from '../shared/http/load-job';
import type { HttpRequest } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';

interface Ports {
  readonly jobs: Pick<JobStore, 'record'>;
  readonly objects: Pick<ObjectStore, 'write' | 'erase'>;
  readonly now: () => string;
}

/**
 * Writes the example of a job, or erases it without one, and returns the job. The start is recorded before: until the end is
 * recorded, or this invocation is over, no other one begins, and the job is not erased. So the example is as the last
 * curator wants it, and never outlives the job.
 */
export async function verify(
  { jobs, objects, now }: Ports,
  request: HttpRequest,
  example: ExampleDocument | undefined,
): Promise<Job> {
  const verified = example !== undefined;
  const at = now();
  const { accepted, verificationStarted } = await recordAction(jobs, 'verify', request, at, (job) => ({
    type: 'VerificationStarted',
    at: instantAfter(job.verificationStarted?.at, at),
    verified,
  }));
  const { jobId } = accepted;
  if (example) await objects.write(keys.example(jobId), JSON.stringify(example), 'application/json');
  else await objects.erase(keys.example(jobId));
  const finished = { type: 'VerificationFinished', at: now(), verified } as const;
  const job = await jobs.record(jobId, { ...finished, startedAt: verificationStarted?.at ?? at });
  if (!job) throw new Error(`Job ${jobId} was erased while it was being verified.`);
  return job;
}
