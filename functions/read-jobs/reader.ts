import { JobDocument, keys } from '../../events';
import { type Caller, isOwner } from '../shared/access/actions';
import type { Job } from '../shared/domain/job';
import type { ObjectStore } from '../shared/object-store/port';

/** The artifact that has the program as it ran, with the ids of earlier jobs in the paths of their files. */
const PROGRAM = 'program.py';

/** Whether a caller may download an artifact. Of a follow-up that is shared, the program is in the job, without ids. */
export const mayDownload = (name: string, job: Job, caller: Caller): boolean =>
  isOwner(job, caller) || name !== PROGRAM || job.accepted.followUpOf === undefined;

/**
 * What others may see of a response about a job: not the ids of the jobs before it, which are not shared with it. Programs
 * and their errors have them, in the paths of earlier files.
 */
export async function forCaller<Body>(
  objects: Pick<ObjectStore, 'read'>,
  job: Job,
  caller: Caller,
  body: Body,
): Promise<Body> {
  const { jobId, followUpOf, rerunOf } = job.accepted;
  const named = [followUpOf, rerunOf].filter((id) => id !== undefined);
  if (isOwner(job, caller) || named.length === 0) return body;
  const document = JobDocument.safeParse(JSON.parse((await objects.read(keys.job(jobId))) ?? '{}'));
  const ids = [...new Set([...named, ...(document.data?.earlier ?? []).map((earlier) => earlier.jobId)])];
  const text = ids.reduce(
    (redacted, id, index) => redacted.replaceAll(id, `earlier-job-${index + 1}`),
    JSON.stringify(body),
  );
  return JSON.parse(text) as Body;
}
