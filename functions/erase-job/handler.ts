import { keys } from '../../events';
import type { Log } from '../../lib/log';
import type { Job } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { loadOwnedJob } from '../shared/http/load-owned-job';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { whyNotErasable } from './erasable';

interface ErasurePorts {
  readonly jobs: Pick<JobStore, 'erase'>;
  readonly objects: Pick<ObjectStore, 'erase'>;
  readonly now: () => string;
  readonly log: Pick<Log, 'info'>;
}

/** DELETE /jobs/{jobId}: erases an ended job. */
export const eraseJob =
  (ports: ErasurePorts & { readonly jobs: JobStore }) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    refuseUnknownParameters(request);
    await erase(ports, await loadOwnedJob(ports.jobs, request));
    return { status: 204 };
  };

/**
 * Deletes the objects of an ended job, then its items. The job itself is deleted last, so that its owner can retry an
 * erasure that failed.
 */
export async function erase({ jobs, objects, now, log }: ErasurePorts, job: Job): Promise<void> {
  const reason = whyNotErasable(job, now());
  if (reason) throw new ProblemError('not-ended', reason);
  const { jobId } = job.accepted;
  let erased = 0;
  for (const prefix of keys.prefixesOf(jobId)) erased += await objects.erase(prefix);
  const items = await jobs.erase(jobId);
  log.info('Job erased.', { objects: erased, items });
}
