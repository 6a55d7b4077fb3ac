import type { PromptAccepted } from '../../events';
import { type Job, statusOf } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { loadOwnedJob, recordAction } from '../shared/http/load-job';
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
    if (statusOf(stored) === 'cancelled') return response(stored, request);
    const at = now();
    const cancelled = await recordAction(jobs, 'cancel', request, at, () => ({ type: 'CancelRequested', at }));
    return response(cancelled, request);
  };

function response(job: Job, { linkBase }: HttpRequest): HttpResponse {
  const { jobId } = job.accepted;
  const body: PromptAccepted = { jobId, status: statusOf(job), links: jobLinks(linkBase, jobId) };
  return { status: 202, body };
}
