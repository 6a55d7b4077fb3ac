import type { Job } from './job';

/** Seconds from its start after which a verification that has not finished was lost; the function ends before. */
export const VERIFICATION_SECONDS = 30;

/** Whether the job's question and SQL are an example for similar questions. */
export const isVerified = ({ verificationFinished }: Job): boolean => verificationFinished?.verified ?? false;

/**
 * Whether another request may be writing or erasing the job's example. Only one at a time may, so that the example is as
 * the last of them says, and none is written after the job's erasure.
 */
export function isVerificationOpen({ verificationStarted, verificationFinished }: Job, now: string): boolean {
  if (!verificationStarted || verificationStarted.at <= (verificationFinished?.startedAt ?? '')) return false;
  return Date.parse(now) < Date.parse(verificationStarted.at) + VERIFICATION_SECONDS * 1000;
}

/** Whether every caller may read the job. */
export const isShared = ({ sharing, erasureStartedAt }: Job): boolean =>
  sharing?.shared === true && erasureStartedAt === undefined;

/** `now`, or just after `previous`: of two facts of which the latest counts, the second is later on any clock. */
export function instantAfter(previous: string | undefined, now: string): string {
  return previous === undefined || previous < now ? now : new Date(Date.parse(previous) + 1).toISOString();
}
