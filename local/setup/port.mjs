import { createServer } from 'node:net';
import { SetupError } from './steps.mjs';

/** Where `npm start` serves the API when no port is asked for. */
export const USUAL_API_PORT = 4580;

/** The port that the words of `npm start` ask for; undefined when they name none that can be used. */
function askedPort(args) {
  const at = args.findIndex((word) => word === '--port' || word.startsWith('--port='));
  if (at < 0) return USUAL_API_PORT;
  const port = Number(args[at] === '--port' ? args[at + 1] : args[at].slice('--port='.length));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/**
 * Says that the API's port is in use before minutes go into setting up. Words that make no sense are left to the
 * command, which says what is wrong with them.
 */
export async function checkPort(args) {
  const port = askedPort(args);
  if (port === undefined) return;
  await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE') return resolve();
      const other = `To choose another: npm start -- --port ${port + 10}`;
      return reject(new SetupError(`Port ${port} is in use. Another system may be up already. ${other}`));
    });
    server.listen(port, '127.0.0.1', () => server.close(resolve));
  });
}
