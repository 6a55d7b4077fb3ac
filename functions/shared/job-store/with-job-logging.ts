import { attemptOf, type Job } from '../domain/job';
import { appendLogContext } from '../log-context';
import type { JobStore } from './port';

/** A job store that notes for the log lines which job, and which attempt of it, the running work has to do with. */
export const withJobLogging = (jobs: JobStore): JobStore => ({
  ...jobs,
  create: (accepted) => jobs.create(accepted).then(noted),
  read: (jobId) => jobs.read(jobId).then(noted),
  record: (jobId, fact) => jobs.record(jobId, fact).then(noted),
});

function noted<J extends Job | undefined>(job: J): J {
  if (job) appendLogContext({ jobId: job.accepted.jobId, attempt: attemptOf(job) });
  return job;
}
