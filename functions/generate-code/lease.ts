import * as z from 'zod/mini';
import { keys } from '../../events';
import type { ObjectStore } from '../shared/object-store/port';
import type { GenerationRequest } from './generation-request';

const LeaseDocument = z.object({ leaseToken: z.string(), expiresAt: z.string(), invocation: z.int() });

/** Longer than one model call. */
const LEASE_SECONDS = 150;

/** Another invocation has acquired the lease and continues the work. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** The exclusive right to call the model for an attempt. */
export interface Lease {
  /** Counts the invocations that have acquired the attempt's lease, from 1. */
  readonly invocation: number;
  /** Extends it by LEASE_SECONDS from now. Rejects with LeaseLost. */
  renew(): Promise<void>;
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
  const document = (seconds: number, invocation: number) =>
    JSON.stringify({ leaseToken, expiresAt: new Date(Date.parse(now()) + seconds * 1000).toISOString(), invocation });

  let invocation = 1;
  let current = document(LEASE_SECONDS, invocation);
  const result = await objects.writeOnce(key, current, 'application/json');
  if (!result.written) {
    const other = LeaseDocument.parse(JSON.parse(result.existing));
    if (other.expiresAt > now()) return undefined;
    invocation = other.invocation + 1;
    current = document(LEASE_SECONDS, invocation);
    if (!(await objects.replace(key, result.existing, current, 'application/json'))) return undefined;
  }

  const setExpiry = async (seconds: number) => {
    const next = document(seconds, invocation);
    if (next !== current && !(await objects.replace(key, current, next, 'application/json'))) throw new LeaseLost();
    current = next;
  };
  return { invocation, renew: () => setExpiry(LEASE_SECONDS), release: () => setExpiry(0).catch(() => undefined) };
}
