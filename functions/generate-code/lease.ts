import * as z from 'zod/mini';
import { keys } from '../../events';
import type { ObjectStore } from '../shared/object-store/port';
import type { Step } from './generation-request';

const Lease = z.object({ leaseToken: z.string(), expiresAt: z.string(), taken: z.int() });

/** Longer than the longest round: one call of the model. */
const LEASE_SECONDS = 150;

/** Another invocation has taken the lease over: what is left to do is done by that one. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

export interface HeldLease {
  /** How many invocations have held it up to now, this one included. */
  readonly taken: number;
  /** Holds it for another LEASE_SECONDS. Rejects with LeaseLost. */
  renew(): Promise<void>;
  /** Lets the next invocation have it at once. Never rejects: a lease that is not given back expires. */
  release(): Promise<void>;
}

/** Takes the right to talk to the model for an attempt; undefined while another invocation holds it. */
export async function takeLease(
  objects: Pick<ObjectStore, 'writeOnce' | 'replace'>,
  { jobId, attempt }: Step,
  leaseToken: string,
  now: () => string,
): Promise<HeldLease | undefined> {
  const key = keys.lease(jobId, attempt);
  const lease = (seconds: number, taken: number) =>
    JSON.stringify({ leaseToken, expiresAt: new Date(Date.parse(now()) + seconds * 1000).toISOString(), taken });

  let taken = 1;
  let mine = lease(LEASE_SECONDS, taken);
  const first = await objects.writeOnce(key, mine, 'application/json');
  if (!first.written) {
    const other = Lease.parse(JSON.parse(first.existing));
    if (other.expiresAt > now()) return undefined;
    taken = other.taken + 1;
    mine = lease(LEASE_SECONDS, taken);
    if (!(await objects.replace(key, first.existing, mine, 'application/json'))) return undefined;
  }

  const change = async (seconds: number) => {
    const next = lease(seconds, taken);
    if (next !== mine && !(await objects.replace(key, mine, next, 'application/json'))) throw new LeaseLost();
    mine = next;
  };
  return { taken, renew: () => change(LEASE_SECONDS), release: () => change(0).catch(() => undefined) };
}
