import { JobId } from '../../../events';
import type { Job } from '../domain/job';
import type { JobStore } from '../job-store/port';
import { Refusal } from './problem';
import type { HttpRequest } from './request';

/** The job that a request names. Another owner's job is answered like one that is not there. */
export async function loadOwnedJob(jobs: JobStore, { params, owner }: HttpRequest): Promise<Job> {
  const jobId = params.jobId ?? '';
  const job = JobId.safeParse(jobId).success ? await jobs.read(jobId) : undefined;
  if (job?.accepted.owner === owner) return job;
  throw new Refusal('not-found', `You have no job ${jobId.slice(0, 100)}. GET /jobs lists your jobs.`);
}
