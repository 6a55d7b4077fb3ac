import type { PromptAccepted } from '../../events';
import { type Job, statusOf } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, onlyParameters } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';
import { type ErasurePorts, eraseJob } from './erase-job';

interface Ports extends ErasurePorts {
  readonly jobs: JobStore;
}

/** DELETE /jobs/{jobId}: cancels the job; with `erase=true` it removes an ended one and what it left. */
export const cancelJob =
  (ports: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    onlyParameters(request, 'erase');
    const { erase = 'false' } = request.query;
    if (erase !== 'true' && erase !== 'false') {
      const message = 'Must be true or false.';
      throw new ProblemError('invalid-request', 'Correct `erase`, and send the request again.', [
        { field: 'erase', message },
      ]);
    }
    const known = await loadOwnedJob(ports.jobs, request);
    return erase === 'true' ? eraseJob(ports, known) : cancel(ports, request, known);
  };

/**
 * Records the wish before it answers; what runs is stopped because the job then hasObligation it. Cancelling twice is the same
 * as once; a job with another end is refused.
 */
async function cancel({ jobs, now }: Ports, request: HttpRequest, known: Job): Promise<HttpResponse> {
  const { jobId } = known.accepted;
  const job = known.outcome ? known : ((await jobs.record(jobId, { type: 'CancelRequested', at: now() })) ?? known);
  const status = statusOf(job);
  if (status !== 'cancelled') {
    throw new ProblemError('already-ended', `Job ${jobId} has ${status} already and cannot be cancelled any more.`);
  }
  const body: PromptAccepted = { jobId, status, links: jobLinks(request.linkBase, jobId) };
  return { status: 202, body };
}
