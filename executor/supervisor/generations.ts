import type { GenerationDocument } from '../../events';
import type { Clock, JobFiles } from './ports';

/** How long an attempt waits for its program: two sweeps and the longest generation fit in. */
export const GENERATION_WAIT_SECONDS = 360;

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1000;

/**
 * Waits for the program of an attempt, asking ever less often.
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
  const until = Math.min(clock.now().getTime() + GENERATION_WAIT_SECONDS * 1000, deadline.getTime());
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.3, LONGEST_PAUSE)) {
    stop.throwIfAborted();
    const generation = await files.readGeneration(attempt);
    if (generation) return generation;
    const left = until - clock.now().getTime();
    if (left <= 0) return undefined;
    await clock.sleep(Math.min(pause, left));
  }
}
