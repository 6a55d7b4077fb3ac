import { Agent, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { localServer } from '../../client/page/server/local-server';

/**
 * Requests that the API is given at once; more wait their turn. For each one the emulator starts a worker of the
 * function: hundreds of them would take the machine from each other until all run out of time.
 */
const AT_ONCE = 8;
/** As long as the emulator keeps an idle connection, and clients count on it. */
export const KEEP_ALIVE_SECONDS = 75;

/** Of a connection, not of a request. */
const HOP_BY_HOP = ['connection', 'http2-settings', 'keep-alive', 'proxy-connection', 'te', 'upgrade'];

/** Names and values in turn, as `rawHeaders` has them. */
const without = (names: readonly string[], raw: readonly string[]): string[] =>
  raw.filter((_, index) => !names.includes(raw[index - (index % 2)]?.toLowerCase() ?? ''));

/** HTTP/1.0 may leave out the host, which the emulator wants. */
const hostOf = ({ headers, socket }: IncomingMessage): string => headers.host ?? `127.0.0.1:${socket.localPort}`;

const headersOf = (incoming: IncomingMessage, dropped: readonly string[] = []): string[] => [
  'Host',
  hostOf(incoming),
  ...without([...HOP_BY_HOP, 'host', ...dropped], incoming.rawHeaders),
];

interface Target {
  readonly socketPath: string;
  readonly agent: Agent;
  readonly path: string;
  readonly headers: readonly string[];
}

/** Forwards a request to the emulator's socket as it is, body and response as streams. */
function forward(
  { socketPath, agent, path, headers }: Target,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { method } = incoming;
  const upstream = request({ socketPath, agent, method, path, headers }, (response) => {
    const { statusCode = 502, statusMessage, rawHeaders } = response;
    outgoing.writeHead(statusCode, statusMessage, without([...HOP_BY_HOP, 'transfer-encoding'], rawHeaders));
    // Whichever of the two ends early ends the other.
    pipeline(response, outgoing, () => undefined);
  });
  upstream.on('error', () => {
    if (outgoing.headersSent) return outgoing.destroy();
    outgoing.writeHead(502, { 'content-type': 'application/json' }).end('{"message":"Service Unavailable"}');
  });
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

function listening(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** The port of the AWS endpoint. The emulator itself listens on a socket file: it would outgoing the page of any site. */
export function openAwsDoor(port: number, socketPath: string): Promise<Server> {
  // Less than the emulator's, or a request could meet a connection that it is closing.
  const agent = new Agent({ keepAlive: true, timeout: (KEEP_ALIVE_SECONDS / 2) * 1000 });
  const server = localServer(
    (incoming, outgoing) => {
      const headers = headersOf(incoming);
      forward({ socketPath, agent, path: incoming.url ?? '/', headers }, incoming, outgoing);
    },
    // An upload or a long poll takes as long as it takes.
    { requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_SECONDS * 1000 },
  );
  server.once('close', () => agent.destroy());
  return listening(server, port);
}

/** What the deployed API answers where it has no route; the emulator would outgoing for S3. */
const isRoot = ({ url }: IncomingMessage): boolean => url === '/' || url?.startsWith('/?') === true;

/**
 * Gives the API an address without a path, the same at each start: the emulator serves it below `apiPath`, or under a
 * host name that does not resolve everywhere.
 */
export function openApiDoor(port: number, socketPath: string, apiPath: string): Promise<Server> {
  const agent = new Agent({ maxSockets: AT_ONCE });
  const server = localServer((incoming, outgoing) => {
    if (isRoot(incoming)) {
      outgoing.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
      return;
    }
    // Links in answers lead here, not to the emulator.
    const forwarded = ['x-forwarded-host', hostOf(incoming), 'x-forwarded-proto', 'http'];
    const headers = [...headersOf(incoming, ['x-forwarded-host', 'x-forwarded-proto']), ...forwarded];
    forward({ socketPath, agent, path: `${apiPath}${incoming.url}`, headers }, incoming, outgoing);
  });
  return listening(server, port);
}
