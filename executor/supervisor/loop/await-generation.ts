import type { GenerationDocument } from '../../../events';
import type { Clock, JobFiles } from '../ports';

export interface GenerationWait {
  readonly attempt: number;
  /** When the task stops waiting. */
  readonly until: Date;
  readonly pollMilliseconds: number;
}

/**
 * Polls for the generation of an attempt.
 * @returns undefined if there is none in time.
 * @throws when the task is stopped.
 */
export async function awaitGeneration(
  files: Pick<JobFiles, 'readGeneration'>,
  clock: Clock,
  stop: AbortSignal,
  { attempt, until, pollMilliseconds }: GenerationWait,
): Promise<GenerationDocument | undefined> {
  for (;;) {
    stop.throwIfAborted();
    const generation = await files.readGeneration(attempt);
    if (generation) return generation;
    const left = until.getTime() - clock.now().getTime();
    if (left <= 0) return undefined;
    await clock.sleep(Math.min(pollMilliseconds, left));
  }
}
