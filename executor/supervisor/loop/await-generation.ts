import type { GenerationDocument } from '../../../events';
import type { Clock, JobFiles } from '../ports';

/** How long an attempt waits for its program: two sweeps and the longest generation fit in. */
export const GENERATION_WAIT_SECONDS = 420;

/**
 * Milliseconds between two looks: the first line of a repair has to run within 200 ms of its arrival. The whole wait
 * costs 4,000 reads at the most, a fifth of a cent.
 */
const SHORT_PAUSE = 50;
const LONG_PAUSE = 100;
const SHORT_FOR = 60_000;

/**
 * Waits for the program of an attempt, asking often at first.
 * @returns undefined when it has not come in time, or by the deadline.
 * @throws when the task was asked to stop.
 */
export async function awaitGeneration(
  files: JobFiles,
  clock: Clock,
  stop: AbortSignal,
  attempt: number,
  deadline: Date,
): Promise<GenerationDocument | undefined> {
  const began = clock.now().getTime();
  const until = Math.min(began + GENERATION_WAIT_SECONDS * 1000, deadline.getTime());
  for (;;) {
    stop.throwIfAborted();
    const generation = await files.readGeneration(attempt);
    if (generation) return generation;
    const now = clock.now().getTime();
    if (now >= until) return undefined;
    await clock.sleep(Math.min(now - began < SHORT_FOR ? SHORT_PAUSE : LONG_PAUSE, until - now));
  }
}
