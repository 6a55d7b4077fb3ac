import type { GenerationDocument } from '../../../events';
import { REPAIR_WAIT_SECONDS } from '../../../lib/time-limits';
import type { Clock, JobFiles } from '../ports';

/** The first line of a repair runs within 200 ms of its arrival. The whole wait costs at most 4,000 reads, 0.2 cents. */
const FAST_POLL_MS = 50;
const SLOW_POLL_MS = 100;
const FAST_POLLING_FOR_MS = 60_000;

/**
 * Polls for the generation of an attempt.
 * @returns undefined at the timeout or the deadline.
 * @throws when the task is stopped.
 */
export async function awaitGeneration(
  files: JobFiles,
  clock: Clock,
  stop: AbortSignal,
  attempt: number,
  deadline: Date,
): Promise<GenerationDocument | undefined> {
  const start = clock.now().getTime();
  const end = Math.min(start + REPAIR_WAIT_SECONDS * 1000, deadline.getTime());
  for (;;) {
    stop.throwIfAborted();
    const generation = await files.readGeneration(attempt);
    if (generation) return generation;
    const now = clock.now().getTime();
    if (now >= end) return undefined;
    await clock.sleep(Math.min(now - start < FAST_POLLING_FOR_MS ? FAST_POLL_MS : SLOW_POLL_MS, end - now));
  }
}
