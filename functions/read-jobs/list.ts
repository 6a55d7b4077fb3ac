import { JOB_GROUPS, type JobGroup, type JobList } from '../../events';
import { type Job, statusOf } from '../shared/domain/job';
import { jobLinks } from '../shared/http/links';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { JobFilter } from '../shared/job-store/port';
import type { Ports } from './ports';

const LIMIT = { default: 20, max: 100 };
const MAX_TEXT = 300;

/** GET /jobs: the caller's jobs, the newest first, where `status` and `text` select them. */
export async function listJobs({ jobs }: Ports, { owner, query, linkBase }: HttpRequest): Promise<JobList> {
  const page = await jobs.list(owner, limitOf(query.limit), query.cursor, filterOf(query));
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

function filterOf({ status, text }: HttpRequest['query']): JobFilter | undefined {
  if (status === undefined && text === undefined) return undefined;
  const group = status === undefined ? undefined : groupOf(status);
  const sought = text === undefined ? undefined : folded(text);
  if (sought !== undefined && (sought.trim() === '' || sought.length > MAX_TEXT))
    refuse('text', `Must have 1 to ${MAX_TEXT} characters.`);
  return (job) =>
    (group === undefined || group.includes(statusOf(job))) &&
    (sought === undefined || folded(job.accepted.promptStart).includes(sought));
}

function groupOf(status: string): readonly string[] {
  if (!Object.hasOwn(JOB_GROUPS, status)) refuse('status', `Must be one of ${Object.keys(JOB_GROUPS).join(', ')}.`);
  return JOB_GROUPS[status as JobGroup];
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMIT.default;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMIT.max) return limit;
  return refuse('limit', `Must be a whole number from 1 to ${LIMIT.max}.`);
}

function refuse(field: string, message: string): never {
  throw new ProblemError('invalid-request', 'Fix the fields listed under `errors` and retry.', [{ field, message }]);
}
