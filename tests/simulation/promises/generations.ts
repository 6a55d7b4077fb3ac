import { keys } from '../../../events';
import type { Generation, History } from '../world/history';
import { START, type World } from '../world/world';

/**
 * The model is asked once for each attempt, and once more for each answer that is no program, each invocation that
 * was lost, and each lease that ran out: a call needs all earlier ones to have come to nothing.
 */
export function generationPromises({ history }: World): string[] {
  const broken: string[] = [];
  const asked = history.generations.filter(({ calls }) => calls.length > 0);
  for (const generation of asked) {
    const { jobId, attempt, calls, badAnswers } = generation;
    const name = `for attempt ${attempt} of job ${jobId}`;
    if (calls.length > 1 + badAnswers) broken.push(`The model was asked ${calls.length} times in a row ${name}.`);
    const others = asked.filter((other) => other !== generation && other.jobId === jobId && other.attempt === attempt);
    if (wasWritten(history, generation)) broken.push(`The model was asked ${name}, which had its program.`);
    for (const at of calls) {
      if (leaseWrites(history, generation, at).at(-1)?.leaseToken !== generation.leaseToken)
        broken.push(`The model was asked ${name} without the lease.`);
      if (others.some((other) => (other.calls[0] ?? at) < at && holdsLease(history, other, at)))
        broken.push(`Two invocations asked the model at once ${name}.`);
    }
  }
  return broken;
}

/** Whether the program was there when the invocation took the lease. */
function wasWritten({ writes }: History, { jobId, attempt, leaseToken }: Generation): boolean {
  const taken = writes.find(({ key, body }) => key === keys.lease(jobId, attempt) && body.includes(leaseToken));
  return writes.some(({ key, at }) => key === keys.generation(jobId, attempt) && at < (taken?.at ?? 0));
}

interface Lease {
  readonly leaseToken: string;
  readonly expiresAt: string;
}

const leaseWrites = ({ writes }: History, { jobId, attempt }: Generation, at: number): Lease[] =>
  writes
    .filter((write) => write.key === keys.lease(jobId, attempt) && write.at <= at)
    .map(({ body }) => JSON.parse(body) as Lease);

/** Whether an invocation goes on and has a lease that has not run out, be it taken from it or not. */
function holdsLease(history: History, generation: Generation, at: number): boolean {
  const { leaseToken, process } = generation;
  if (process.ending && process.ending.at <= at) return false;
  const own = leaseWrites(history, generation, at).filter((lease) => lease.leaseToken === leaseToken);
  return (Date.parse(own.at(-1)?.expiresAt ?? '') - START) / 1000 > at;
}
