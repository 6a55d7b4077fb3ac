import { JobId } from '../../../events';
import type { Job } from '../domain/job';
import type { JobStore } from '../job-store/port';
import { ProblemError } from './problem';
import type { HttpRequest } from './request';

/** The job of a request. Refuses another owner's job as if it did not exist. */
export async function loadOwnedJob(jobs: JobStore, { params, owner }: HttpRequest): Promise<Job> {
  const jobId = params.jobId ?? '';
  const job = JobId.safeParse(jobId).success ? await jobs.read(jobId) : undefined;
  if (job?.accepted.owner === owner) return job;
  throw new ProblemError(
    'not-found',
    `Job ${jobId.slice(0, 100)} does not exist or is not yours. GET /jobs lists your jobs.`,
  );
}
