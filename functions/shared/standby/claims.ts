import { type JobClaim, keys, StandbyClaim } from '../../../events';
import { taskId } from '../domain/facts';
import type { ObjectStore } from '../object-store/port';
import type { LaunchId } from '../tasks/task-fact';

type Claims = Pick<ObjectStore, 'read' | 'writeOnce'>;

/** The claim of a standby; undefined while it is idle. */
export async function readClaim(
  objects: Pick<ObjectStore, 'read'>,
  taskArn: string,
): Promise<StandbyClaim | undefined> {
  const text = await objects.read(keys.standbyClaim(taskId(taskArn)));
  return text === undefined ? undefined : StandbyClaim.parse(JSON.parse(text));
}

/** Claims an idle standby for a launch. Undefined if another claim was first; a retry gets its own claim again. */
export async function claimForJob(
  objects: Claims,
  taskArn: string,
  { jobId, launch }: LaunchId,
  now: string,
): Promise<JobClaim | undefined> {
  const claim = await write(objects, { version: 1, taskArn, createdAt: now, claim: 'job', jobId, launch });
  return isClaimOf(claim, { jobId, launch }) ? claim : undefined;
}

/** Has an idle standby retire. Returns its claim, which may be that of a job. */
export const retire = (objects: Claims, taskArn: string, reason: string, now: string): Promise<StandbyClaim> =>
  write(objects, { version: 1, taskArn, createdAt: now, claim: 'retirement', reason });

/** Whether a claim names this launch. */
export const isClaimOf = (claim: StandbyClaim | undefined, { jobId, launch }: LaunchId): claim is JobClaim =>
  claim?.claim === 'job' && claim.jobId === jobId && claim.launch === launch;

async function write(objects: Claims, claim: StandbyClaim): Promise<StandbyClaim> {
  const key = keys.standbyClaim(taskId(claim.taskArn));
  const result = await objects.writeOnce(key, JSON.stringify(claim), 'application/json');
  return result.written ? claim : StandbyClaim.parse(JSON.parse(result.existing));
}
