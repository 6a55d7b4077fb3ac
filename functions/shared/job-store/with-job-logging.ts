import { attemptOf, type Job } from '../domain/job';
import { appendLogContext } from '../log-context';
import type { JobStore } from './port';

/** Adds each job and its attempt to the log context. */
export const withJobLogging = (jobs: JobStore): JobStore => ({
  ...jobs,
  create: (accepted, allowance) => jobs.create(accepted, allowance).then(logged),
  read: (jobId) => jobs.read(jobId).then(logged),
  record: (jobId, fact) => jobs.record(jobId, fact).then(logged),
});

function logged<J extends Job | undefined>(job: J): J {
  if (job) appendLogContext({ jobId: job.accepted.jobId, attempt: attemptOf(job) });
  return job;
}
