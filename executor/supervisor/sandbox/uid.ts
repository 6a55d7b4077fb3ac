import { createServer } from 'node:net';

const TRIED = 200;

/** The kernel's length of a socket's name. Node 20 fills a shorter one with zeros and later ones do not: two names. */
const NAME_BYTES = 108;

/** A user id that no other sandbox of this machine uses until `release`. */
export interface UidLease {
  readonly uid: number;
  release(): void;
}

/**
 * Two jobs of one machine must not share a user: one could signal the other. The lease is an abstract Unix socket
 * name, which the kernel gives to one process only and takes back when that process ends.
 */
export async function leaseUid(first: number): Promise<UidLease> {
  for (let uid = first; uid < first + TRIED; uid += 1) {
    const release = await claim(`\0code-interpreter-uid-${uid}`.padEnd(NAME_BYTES, '\0'));
    if (release) return { uid, release };
  }
  throw new Error(`The users ${first} to ${first + TRIED - 1} are all in use by other jobs.`);
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
