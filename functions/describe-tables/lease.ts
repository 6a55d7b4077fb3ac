import { keys } from '../../events';
import type { ObjectStore } from '../shared/object-store/port';
import { type Describing, readDescribing } from '../shared/tables/describing';

const LEASE_SECONDS = 90;
/** Between two renewals. A statement takes less than the rest. */
const RENEWAL_SECONDS = 20;

export type Failure = NonNullable<Describing['failure']>;

/** Another invocation describes the tables. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** The exclusive right to describe the tables. */
export interface Lease {
  /** Extends it, if it was not extended lately. Rejects with LeaseLost. */
  renew(): Promise<void>;
  /** Rejects with LeaseLost if another invocation has acquired it. Extends it. */
  confirm(): Promise<void>;
  /** Ends it, with the reason if the description failed. Rejects with LeaseLost. */
  release(failure?: Failure): Promise<void>;
}

/** Undefined while another invocation has the lease. */
export async function acquireLease(
  objects: Pick<ObjectStore, 'read' | 'writeOnce' | 'replace'>,
  leaseToken: string,
  now: () => string,
): Promise<Lease | undefined> {
  const { text, describing } = await readDescribing(objects);
  if (describing && describing.expiresAt > now()) return undefined;
  let renewedAt = Date.parse(now());
  const document = (seconds: number, failure?: Failure) =>
    JSON.stringify({ leaseToken, expiresAt: new Date(Date.parse(now()) + seconds * 1000).toISOString(), failure });
  // The last failure stays until this description ends.
  let current = document(LEASE_SECONDS, describing?.failure);
  const acquired =
    text === undefined
      ? (await objects.writeOnce(keys.describing, current, 'application/json')).written
      : await objects.replace(keys.describing, text, current, 'application/json');
  if (!acquired) return undefined;

  const write = async (next: string) => {
    if (!(await objects.replace(keys.describing, current, next, 'application/json'))) {
      throw new LeaseLost('Another invocation describes the tables.');
    }
    current = next;
  };
  const extend = async () => {
    renewedAt = Date.parse(now());
    await write(document(LEASE_SECONDS, describing?.failure));
  };
  return {
    async renew() {
      if (Date.parse(now()) - renewedAt < RENEWAL_SECONDS * 1000) return;
      await extend();
    },
    confirm: extend,
    release: (failure) => write(document(0, failure)),
  };
}
