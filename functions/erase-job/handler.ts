import { keys } from '../../events';
import type { Log } from '../../lib/log';
import type { HttpResponse } from '../shared/http/function';
import { type JobRequest, recordAction } from '../shared/http/load-job';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';

interface ErasurePorts {
  readonly jobs: Pick<JobStore, 'record' | 'erase'>;
  readonly objects: Pick<ObjectStore, 'erase'>;
  readonly now: () => string;
  readonly log: Pick<Log, 'info'>;
}

/** DELETE /jobs/{jobId}: erases an ended job. */
export const eraseJob =
  (ports: ErasurePorts) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    refuseUnknownParameters(request);
    await erase(ports, request);
    return { status: 204 };
  };

/**
 * Deletes the objects of an ended job and the example that it became, then its items. The job itself is deleted last, so
 * that its owner can retry an erasure that failed. That the erasure has started is recorded first: from then on no
 * curator's request writes an example.
 */
export async function erase({ jobs, objects, now, log }: ErasurePorts, request: JobRequest): Promise<void> {
  const at = now();
  const job = await recordAction(jobs, 'erase', request, at, ({ erasureStartedAt }) => ({
    type: 'ErasureStarted',
    at: erasureStartedAt ?? at,
  }));
  const { jobId } = job.accepted;
  let erased = 0;
  for (const prefix of [...keys.prefixesOf(jobId), keys.example(jobId)]) erased += await objects.erase(prefix);
  const items = await jobs.erase(jobId);
  log.info('Job erased.', { objects: erased, items });
}
