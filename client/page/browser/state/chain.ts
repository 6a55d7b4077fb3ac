import type { Summary } from './api';

/**
 * The conversation that contains a question, as ids, the oldest first: what it follows, and below it the newest question
 * that follows each. `parentOf` is undefined for what follows nothing or is not known yet.
 */
export function chainOf(
  jobId: string,
  parentOf: (jobId: string) => string | undefined,
  jobs: readonly Pick<Summary, 'jobId' | 'followUpOf' | 'acceptedAt'>[],
): string[] {
  const chain = [jobId];
  for (let parent = parentOf(jobId); parent !== undefined && !chain.includes(parent); parent = parentOf(parent)) {
    chain.unshift(parent);
  }
  for (;;) {
    const last = chain.at(-1);
    const next = jobs
      .filter(({ followUpOf }) => followUpOf === last)
      .reduce<(typeof jobs)[number] | undefined>(
        (newest, one) => (newest && newest.acceptedAt >= one.acceptedAt ? newest : one),
        undefined,
      );
    if (!next || chain.includes(next.jobId)) return chain;
    chain.push(next.jobId);
  }
}
