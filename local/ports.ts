import { createServer } from 'node:net';

/** A port of this machine is in use. */
export class PortBusy extends Error {
  override name = 'PortBusy';
  constructor(readonly port: number) {
    super(`Port ${port} is in use.`);
  }
}

/** Tries to listen on a port of 127.0.0.1 (0: any free one) and lets go of it; resolves to the port. */
export function probePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortBusy(port) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
