import { type JobAction, JobId } from '../../../events';
import { type ActionSettings, type Caller, isOwner, mayRead, noSuchJob, refusalOf } from '../access/actions';
import type { Fact } from '../domain/facts';
import type { Job } from '../domain/job';
import type { JobStore } from '../job-store/port';
import { ProblemError } from './problem';

/** The part of a request that names a job and the caller. */
export interface JobRequest extends Caller {
  readonly params: Readonly<Record<string, string>>;
}

type Jobs = Pick<JobStore, 'read'>;

async function storedJob(jobs: Jobs, { params }: JobRequest, isAllowed: (job: Job) => boolean): Promise<Job> {
  const jobId = params.jobId ?? '';
  const job = JobId.safeParse(jobId).success ? await jobs.read(jobId) : undefined;
  if (job && isAllowed(job)) return job;
  throw ProblemError.of(noSuchJob(jobId));
}

/** The job of a request. Refuses another owner's job as if it did not exist, unless it is shared. */
export const loadReadableJob = (jobs: Jobs, request: JobRequest): Promise<Job> =>
  storedJob(jobs, request, (job) => mayRead(job, request));

/** The job of a request. Refuses another owner's job as if it did not exist. */
export const loadOwnedJob = (jobs: Jobs, request: JobRequest): Promise<Job> =>
  storedJob(jobs, request, (job) => isOwner(job, request));

/** The job of a request that may do this with it now. Refuses others. */
export async function loadJobFor(
  jobs: Jobs,
  action: JobAction,
  request: JobRequest,
  now: string,
  settings?: ActionSettings,
): Promise<Job> {
  const job = await loadReadableJob(jobs, request);
  refuseUnless(action, job, request, now, settings);
  return job;
}

/** @throws ProblemError if the caller may not do this with the job now */
export function refuseUnless(
  action: JobAction,
  job: Job,
  caller: Caller,
  now: string,
  settings?: ActionSettings,
): void {
  const refused = refusalOf(action, job, caller, now, settings);
  if (refused) throw ProblemError.of(refused);
}

/**
 * Adds a fact to the job of a request, if the caller may do this with it at that moment, whatever it was when it was loaded.
 * @throws ProblemError, also for a job that was erased meanwhile
 */
export async function recordAction(
  jobs: Pick<JobStore, 'record'>,
  action: JobAction,
  request: JobRequest,
  now: string,
  fact: (job: Job) => Fact,
): Promise<Job> {
  const { jobId = '' } = request.params;
  const job =
    JobId.safeParse(jobId).success &&
    (await jobs.record(jobId, (current) => {
      refuseUnless(action, current, request, now);
      return fact(current);
    }));
  if (!job) throw ProblemError.of(noSuchJob(jobId));
  return job;
}
