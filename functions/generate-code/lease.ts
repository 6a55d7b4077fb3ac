import * as z from 'zod/mini';
import { keys, Look, Usage } from '../../events';
import { LEASE_SECONDS } from '../../lib/time-limits';
import type { ObjectStore } from '../shared/object-store/port';
import type { GenerationRequest } from './generation-request';

const LeaseDocument = z.object({
  leaseToken: z.string(),
  expiresAt: z.string(),
  invocation: z.int(),
  usage: z.optional(Usage),
  looks: z.optional(z.array(Look)),
});

/** Another invocation has acquired the lease and continues the work. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** The exclusive right to call the model for an attempt. */
export interface Lease {
  /** Counts the invocations that have acquired the attempt's lease, from 1. */
  readonly invocation: number;
  /** Of all invocations of the attempt so far. Saved with each renewal and with the release. */
  usage: Usage;
  /** The looks of all invocations of the attempt so far. Saved with `usage`. */
  looks: readonly Look[];
  /** Extends it by LEASE_SECONDS from now. `usage` is saved in place of the lease's own. Rejects with LeaseLost. */
  renew(usage?: Usage): Promise<void>;
  /** Lets the next invocation acquire it at once. Never rejects: a lease that is not released expires. */
  release(): Promise<void>;
}

/** Undefined while another invocation has the lease. */
export async function acquireLease(
  objects: Pick<ObjectStore, 'writeOnce' | 'replace'>,
  { jobId, attempt }: GenerationRequest,
  leaseToken: string,
  now: () => string,
): Promise<Lease | undefined> {
  const key = keys.lease(jobId, attempt);
  const document = (seconds: number, invocation: number, usage: Usage, looks: readonly Look[]) => {
    const expiresAt = new Date(Date.parse(now()) + seconds * 1000).toISOString();
    return JSON.stringify({ leaseToken, expiresAt, invocation, usage, ...(looks.length > 0 && { looks }) });
  };

  let invocation = 1;
  let usage: Usage = { inputTokens: 0, outputTokens: 0, modelCalls: 0 };
  let looks: readonly Look[] = [];
  let current = document(LEASE_SECONDS, invocation, usage, looks);
  const result = await objects.writeOnce(key, current, 'application/json');
  if (!result.written) {
    const other = LeaseDocument.parse(JSON.parse(result.existing));
    if (other.expiresAt > now()) return undefined;
    invocation = other.invocation + 1;
    usage = other.usage ?? usage;
    looks = other.looks ?? looks;
    current = document(LEASE_SECONDS, invocation, usage, looks);
    if (!(await objects.replace(key, result.existing, current, 'application/json'))) return undefined;
  }

  const write = async (seconds: number, saved: Usage) => {
    const next = document(seconds, invocation, saved, lease.looks);
    if (next !== current && !(await objects.replace(key, current, next, 'application/json'))) throw new LeaseLost();
    current = next;
  };
  const lease: Lease = {
    invocation,
    usage,
    looks,
    renew: (saved = lease.usage) => write(LEASE_SECONDS, saved),
    release: () => write(0, lease.usage).catch(() => undefined),
  };
  return lease;
}
