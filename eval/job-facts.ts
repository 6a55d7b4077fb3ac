import type { JobView } from '../client';

interface Looking {
  readonly looks?: readonly unknown[];
}
interface Asking {
  readonly choices?: readonly unknown[];
}

/** Attempts after the first. */
export const repairsOf = ({ attempts }: JobView): number => Math.max(0, attempts.length - 1);

/** What the model looked up in the tables, in all attempts. */
export const looksOf = ({ attempts }: JobView): number =>
  attempts.flatMap((attempt: object) => (attempt as Looking).looks ?? []).length;

/** Whether the job ended with questions to choose from. */
export const isAskedBack = ({ failure }: JobView): boolean =>
  ((failure as Asking | undefined)?.choices ?? []).length > 0;

/** Whether a program ran, and the first one gave the answer. */
export const firstAttemptOf = ({ status, attempts }: JobView): 'succeeded' | 'failed' | 'none' => {
  if (!attempts.some(({ program }) => program !== undefined)) return 'none';
  return status === 'succeeded' && attempts.length === 1 ? 'succeeded' : 'failed';
};
