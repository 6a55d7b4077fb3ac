import { GenerationDocument, keys } from '../../../events';
import type { Generation, History } from '../world/history';
import { MAX_LOOKS } from '../world/tables';
import { START, type World } from '../world/world';

/**
 * The model is called once per attempt, and once more after each response that looks or is invalid, lost invocation or
 * expired lease. All invocations of an attempt together look as often as one may.
 * No two invocations that hold a valid lease call it for the same attempt. A document counts every call that was billed
 * before the lease of its writer expired: a writer that stalls for longer cannot know of later ones.
 */
export function generationPromises({ history }: World): string[] {
  const violations: string[] = [];
  const generations = history.generations.filter(({ calls }) => calls.length > 0);
  for (const generation of generations) {
    const { jobId, attempt, calls, invalidResponses, lookingResponses } = generation;
    const subject = `for attempt ${attempt} of job ${jobId}`;
    if (calls.length > 1 + invalidResponses + lookingResponses)
      violations.push(`One invocation called the model ${calls.length} times ${subject}.`);
    const others = generations.filter(
      (other) => other !== generation && other.jobId === jobId && other.attempt === attempt,
    );
    const looks = [generation, ...others].reduce((sum, one) => sum + one.looks, 0);
    if (looks > MAX_LOOKS) violations.push(`The warehouse was looked into ${looks} times ${subject}.`);
    if (wasWrittenBefore(history, generation))
      violations.push(`The model was called ${subject}, which already had its program.`);
    for (const at of calls) {
      if (leaseWrites(history, generation, at).at(-1)?.leaseToken !== generation.leaseToken)
        violations.push(`The model was called ${subject} without the lease.`);
      if (others.some((other) => (other.calls[0] ?? at) < at && holdsValidLease(history, other, at)))
        violations.push(`Two invocations called the model at once ${subject}.`);
    }
  }
  for (const { key, body } of history.writes) {
    const document = generationOf(key, body);
    if (!document?.usage) continue;
    const { jobId, attempt, usage } = document;
    const program = document.result === 'program' ? document.program : undefined;
    const ofAttempt = generations.filter((generation) => generation.jobId === jobId && generation.attempt === attempt);
    const writers = ofAttempt.filter(({ programs }) => program === undefined || programs.includes(program));
    const calls = ofAttempt.flatMap(({ billedCalls }) => billedCalls);
    const billed = Math.min(
      calls.length,
      ...writers.map((writer) => calls.filter((at) => at < leaseExpiry(history, writer, Infinity)).length),
    );
    if (usage.modelCalls < billed)
      violations.push(
        `${billed} calls were billed for attempt ${attempt} of job ${jobId}, and ${usage.modelCalls} counted.`,
      );
  }
  return violations;
}

/** The document of a generation.json. */
function generationOf(key: string, body: string): GenerationDocument | undefined {
  return key.endsWith('/generation.json') ? GenerationDocument.parse(JSON.parse(body)) : undefined;
}

/** Whether generation.json existed when the invocation took the lease. */
function wasWrittenBefore({ writes }: History, { jobId, attempt, leaseToken }: Generation): boolean {
  const leaseWrite = writes.find(({ key, body }) => key === keys.lease(jobId, attempt) && body.includes(leaseToken));
  return writes.some(({ key, at }) => key === keys.generation(jobId, attempt) && at < (leaseWrite?.at ?? 0));
}

interface Lease {
  readonly leaseToken: string;
  readonly expiresAt: string;
}

const leaseWrites = ({ writes }: History, { jobId, attempt }: Generation, at: number): Lease[] =>
  writes
    .filter((write) => write.key === keys.lease(jobId, attempt) && write.at <= at)
    .map(({ body }) => JSON.parse(body) as Lease);

/** Whether an invocation is still running and its lease has not expired, even if another one has overwritten it. */
function holdsValidLease(history: History, generation: Generation, at: number): boolean {
  const { process } = generation;
  if (process.end && process.end.at <= at) return false;
  return leaseExpiry(history, generation, at) > at;
}

/** When the lease expires that the invocation has written last. Seconds since the start of the run; NaN without one. */
function leaseExpiry(history: History, generation: Generation, at: number): number {
  const leases = leaseWrites(history, generation, at).filter(({ leaseToken }) => leaseToken === generation.leaseToken);
  return (Date.parse(leases.at(-1)?.expiresAt ?? '') - START) / 1000;
}
