import type { JobClaim, StandbyClaim } from '../../../events';
import type { Clock } from '../ports';

/** The claim of this standby, which is written once. */
export interface OwnClaim {
  /** Undefined while the standby is idle. Cheap enough to be called every second. */
  read(): Promise<StandbyClaim | undefined>;
  /** Retires, unless there is a claim. Returns the claim that is stored. */
  retire(reason: string): Promise<StandbyClaim>;
}

export interface StandbyTimes {
  /** Minutes without a job after which the standby retires; 0 for ever. */
  readonly idleMinutes: number;
  readonly pollMilliseconds: number;
}

/** Age at which a standby retires: its successor has a fresh sandbox and fresh credentials. */
const MAX_AGE_MINUTES = 6 * 60;

/**
 * Waits for the one job of a standby.
 * @param stop aborted on SIGTERM: the standby retires, unless a job has claimed it.
 * @returns undefined when the standby has retired.
 */
export async function awaitClaim(
  claim: OwnClaim,
  clock: Clock,
  { idleMinutes, pollMilliseconds }: StandbyTimes,
  stop: AbortSignal,
): Promise<JobClaim | undefined> {
  const startedAt = clock.now().getTime();
  const retirement = (): string | undefined => {
    const minutes = (clock.now().getTime() - startedAt) / 60_000;
    if (stop.aborted) return 'stopped';
    if (idleMinutes > 0 && minutes >= idleMinutes) return 'idle';
    return minutes >= MAX_AGE_MINUTES ? 'old' : undefined;
  };
  for (;;) {
    const reason = retirement();
    const current = reason === undefined ? await claim.read() : await claim.retire(reason);
    if (current) return current.claim === 'job' ? current : undefined;
    await clock.sleep(pollMilliseconds);
  }
}
