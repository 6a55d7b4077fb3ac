import { keys } from '../../events';
import type { Job } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { ProblemError } from '../shared/http/problem';
import type { JobStore } from '../shared/job-store/port';
import type { Log } from '../shared/log';
import type { ObjectStore } from '../shared/object-store/port';
import { whyNotErasable } from './erasable';

export interface ErasurePorts {
  readonly jobs: Pick<JobStore, 'erase'>;
  readonly objects: Pick<ObjectStore, 'erase'>;
  readonly now: () => string;
  readonly log: Pick<Log, 'info'>;
}

/**
 * Removes what is kept of a job that has ended: its objects, then its items. The job itself goes last, so that an
 * erasure that broke off can be asked for again by its owner.
 */
export async function eraseJob({ jobs, objects, now, log }: ErasurePorts, job: Job): Promise<HttpResponse> {
  const why = whyNotErasable(job, now());
  if (why) throw new ProblemError('not-ended', why);
  const { jobId } = job.accepted;
  let erased = 0;
  for (const prefix of keys.prefixesOf(jobId)) erased += await objects.erase(prefix);
  const items = await jobs.erase(jobId);
  log.info('The job is erased.', { objects: erased, items });
  return { status: 204 };
}
