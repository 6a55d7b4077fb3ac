import type { PromptAccepted } from '../../events';
import { statusOf } from '../shared/domain/job';
import type { HttpAnswer } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { ownJob } from '../shared/http/own-job';
import { Refusal } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';

interface Ports {
  readonly jobs: JobStore;
  readonly now: () => string;
}

/**
 * DELETE /jobs/{jobId}: records the wish before it answers; what runs is stopped because the job then owes it.
 * Cancelling twice is the same as once; a job with another end is refused.
 */
export const cancelJob =
  ({ jobs, now }: Ports) =>
  async (request: HttpRequest): Promise<HttpAnswer> => {
    const known = await ownJob(jobs, request);
    const { jobId } = known.accepted;
    const job = known.outcome ? known : ((await jobs.record(jobId, { type: 'CancelRequested', at: now() })) ?? known);
    const status = statusOf(job);
    if (status !== 'cancelled') {
      throw new Refusal('already-ended', `Job ${jobId} has ${status} already and cannot be cancelled any more.`);
    }
    const body: PromptAccepted = { jobId, status, links: jobLinks(request.linkBase, jobId) };
    return { status: 202, body };
  };
