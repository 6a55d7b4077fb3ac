import type { Pause } from './clock';

export interface RetryOptions {
  /** Calls in total, the first included. */
  readonly maxAttempts: number;
  /** Milliseconds before each retry; `attempt` is the number of failed calls, from 1. */
  readonly delay: (attempt: number) => number;
  readonly pause: Pause;
  /** Default: every error is. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Ends the retries when aborted. */
  readonly signal?: AbortSignal;
}

/** Calls again after transient errors. Rejects with the first permanent error, or with the last one. */
export async function retry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { maxAttempts, delay, pause, isTransient = () => true, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === maxAttempts || signal?.aborted || !isTransient(error)) throw error;
      await pause(delay(attempt));
    }
  }
}

/** Delays that double, from `first` milliseconds. */
export const exponential =
  (first: number) =>
  (attempt: number): number =>
    first * 2 ** (attempt - 1);
