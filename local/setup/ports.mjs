import { createServer } from 'node:net';
import { SetupError } from './steps.mjs';

/** Default port of the API of `npm start`. */
export const DEFAULT_API_PORT = 4580;

/** A port of this machine is in use. */
export class PortInUseError extends Error {
  name = 'PortInUseError';

  constructor(port) {
    super(`Port ${port} is in use.`);
    this.port = port;
  }
}

/** Listens on a port of 127.0.0.1 (0: any free one) and closes it again; resolves to the port. */
export function probePort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error));
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}

/** Message for a port in use, with the option that chooses another one. */
export const portInUseMessage = ({ message, port }) =>
  `${message} Another system may be running already. To choose another port: npm start -- --port ${port + 10}`;

/** The port in the arguments of `npm start`; undefined when it is not valid. */
function requestedPort(args) {
  const at = args.findIndex((word) => word === '--port' || word.startsWith('--port='));
  if (at < 0) return DEFAULT_API_PORT;
  const port = Number(args[at] === '--port' ? args[at + 1] : args[at].slice('--port='.length));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/**
 * Fails when the API's port is in use, before minutes go into setting up. Invalid arguments are left to the command,
 * which reports them.
 */
export async function checkPort(args) {
  const port = requestedPort(args);
  if (port === undefined) return;
  await probePort(port).catch((error) => {
    if (error instanceof PortInUseError) throw new SetupError(portInUseMessage(error));
  });
}
