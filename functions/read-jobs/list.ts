import type { JobList } from '../../events';
import { type Job, statusOf } from '../shared/domain/job';
import { jobLinks } from '../shared/http/links';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { Ports } from './ports';

const LIMIT = { default: 20, max: 100 };

/** GET /jobs: the caller's jobs, the newest first. */
export async function listJobs({ jobs }: Ports, { owner, query, linkBase }: HttpRequest): Promise<JobList> {
  const page = await jobs.list(owner, limitOf(query.limit), query.cursor);
  return {
    jobs: page.items.map((job) => summary(job, linkBase)),
    ...(page.cursor !== undefined && { nextCursor: page.cursor }),
  };
}

const summary = (job: Job, linkBase: string): JobList['jobs'][number] => ({
  jobId: job.accepted.jobId,
  status: statusOf(job),
  prompt: job.accepted.promptStart,
  ...(job.accepted.followUpOf !== undefined && { followUpOf: job.accepted.followUpOf }),
  ...(job.accepted.rerunOf !== undefined && { rerunOf: job.accepted.rerunOf }),
  acceptedAt: job.accepted.acceptedAt,
  ...(job.outcome && { endedAt: job.outcome.body.endedAt }),
  links: jobLinks(linkBase, job.accepted.jobId),
});

function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMIT.default;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMIT.max) return limit;
  const message = `Must be a whole number from 1 to ${LIMIT.max}.`;
  throw new ProblemError('invalid-request', 'Fix the fields listed under `errors` and retry.', [
    { field: 'limit', message },
  ]);
}
