import { createServer } from 'node:net';

/** Users that programs can run as, from the first one on. */
const MAX_UIDS = 200;

/** Length of an abstract socket name in the kernel. Node 20 pads shorter names with zeros, later versions do not. */
const NAME_BYTES = 108;

/** A user id that no other sandbox of this machine uses until it is released. */
export interface UidLease {
  readonly uid: number;
  release(): void;
}

/**
 * Leases a user id. Two jobs on one machine must not share a user, or one could signal the other. The lease is an
 * abstract Unix socket name, which only one process can bind and which the kernel frees when that process exits.
 */
export async function leaseUid(first: number): Promise<UidLease> {
  for (let uid = first; uid < first + MAX_UIDS; uid += 1) {
    const release = await claim(`\0code-interpreter-uid-${uid}`.padEnd(NAME_BYTES, '\0'));
    if (release) return { uid, release };
  }
  throw new Error(`The users ${first} to ${first + MAX_UIDS - 1} are all in use by other jobs.`);
}

function claim(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ path: name }, () => {
      server.unref();
      resolve(() => server.close());
    });
  });
}
