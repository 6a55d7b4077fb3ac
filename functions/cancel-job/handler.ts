import type { PromptAccepted } from '../../events';
import { statusOf } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';

interface Ports {
  readonly jobs: JobStore;
  readonly now: () => string;
}

/**
 * POST /jobs/{jobId}/cancel: records the cancellation before it responds; stopping the tasks is then an obligation of the
 * job. Idempotent. Refuses a job that ended otherwise.
 */
export const cancelJob =
  ({ jobs, now }: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    refuseUnknownParameters(request);
    const stored = await loadOwnedJob(jobs, request);
    const { jobId } = stored.accepted;
    const cancelled = stored.outcome ? stored : await jobs.record(jobId, { type: 'CancelRequested', at: now() });
    const status = statusOf(cancelled ?? stored);
    if (status !== 'cancelled') {
      throw new ProblemError('already-ended', `Job ${jobId} has already ended (${status}) and cannot be cancelled.`);
    }
    const body: PromptAccepted = { jobId, status, links: jobLinks(request.linkBase, jobId) };
    return { status: 202, body };
  };
