import type { JobClaim } from '../../../events';
import type { Clock, Log, Sandbox } from '../ports';
import { awaitClaim, type OwnClaim, type StandbyTimes } from './await-claim';

export interface StandbyPorts {
  readonly claim: OwnClaim;
  readonly sandbox: Pick<Sandbox, 'start' | 'stop'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Loads the libraries and waits for the one job of this task.
 * @param stop aborted on SIGTERM.
 * @returns undefined when the standby has retired.
 * @throws when the sandbox does not start: a standby that cannot run programs must not get a job.
 */
export async function standBy(
  { claim, sandbox, clock, log }: StandbyPorts,
  times: StandbyTimes,
  stop: AbortSignal,
): Promise<JobClaim | undefined> {
  const started = await sandbox.start();
  if (!started.ok) throw new Error(`The standby cannot run programs: ${started.reason}`);
  log.info('Standby ready.');
  const job = await awaitClaim(claim, clock, times, stop);
  log.info(job ? 'Standby claimed.' : 'Standby retired.', { jobId: job?.jobId, launch: job?.launch });
  if (!job) await sandbox.stop();
  return job;
}
