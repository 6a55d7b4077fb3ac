import { Agent, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { isPageAsset, type LocalServerOptions, localServer } from '../../client/page/server/local-server';
import type { Endpoints } from '../endpoints';
import { heldUntilChanged, isStillTheSame, jobWait } from './held-waits';
import type { JobChanges } from './job-changes';

/**
 * Limit of concurrent requests to the API; others are queued. The emulator starts a worker process for each one, and
 * hundreds of workers would time out.
 */
const MAX_API_REQUESTS = 8;
/** Limit of concurrent waits in functions, which would otherwise keep other requests waiting; see held-waits.ts. */
const MAX_FUNCTION_WAITS = 4;
/** Keep-alive timeout of the AWS endpoint and of the emulator. */
export const KEEP_ALIVE_SECONDS = 75;

/** Headers of a connection (RFC 9110), which a proxy must not forward. */
const HOP_BY_HOP = ['connection', 'http2-settings', 'keep-alive', 'proxy-connection', 'te', 'upgrade'];

/** Removes headers from alternating names and values, as in `rawHeaders`. */
const without = (names: readonly string[], raw: readonly string[]): string[] =>
  raw.filter((_, index) => !names.includes(raw[index - (index % 2)]?.toLowerCase() ?? ''));

/** HTTP/1.0 requests may have no Host header, which the emulator requires. */
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

/** Forwards a request to the emulator's socket, streaming both bodies. */
function forward(
  { socketPath, agent, path, headers }: Target,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { method } = incoming;
  const upstream = request({ socketPath, agent, method, path, headers }, (response) => {
    const { statusCode = 502, statusMessage, rawHeaders } = response;
    outgoing.writeHead(statusCode, statusMessage, without([...HOP_BY_HOP, 'transfer-encoding'], rawHeaders));
    // If one stream breaks, the other one is destroyed.
    pipeline(response, outgoing, () => undefined);
  });
  upstream.on('error', () => {
    if (outgoing.headersSent) return outgoing.destroy();
    outgoing.writeHead(502, { 'content-type': 'application/json' }).end('{"message":"Service Unavailable"}');
  });
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/**
 * Whether the page at the API's address downloads an artifact: by a presigned link, which its bucket allows this origin.
 */
const isDownloadOf =
  (apiPort: number | undefined): LocalServerOptions['allows'] =>
  ({ method, url = '', headers: { origin } }) =>
    method === 'GET' && origin === `http://127.0.0.1:${apiPort}` && url.includes('X-Amz-Signature=');

/**
 * The AWS endpoint. The emulator itself listens on a Unix socket only, because it accepts requests of pages of other
 * sites.
 */
export function openAwsProxy(port: number, socketPath: string, apiPort?: number): Promise<Server> {
  // Shorter than the emulator's timeout, so that no request meets a connection that is being closed.
  const agent = new Agent({ keepAlive: true, timeout: (KEEP_ALIVE_SECONDS / 2) * 1000 });
  const server = localServer(
    (incoming, outgoing) => {
      const headers = headersOf(incoming);
      forward({ socketPath, agent, path: incoming.url ?? '/', headers }, incoming, outgoing);
    },
    // Uploads and long polls have no time limit.
    { requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_SECONDS * 1000, allows: isDownloadOf(apiPort) },
  );
  server.once('close', () => agent.destroy());
  return listen(server, port);
}

/** Whether another site leads a user to the page: an issuer does after the sign-in. No site can show the page in a frame. */
const leadsToPage: NonNullable<LocalServerOptions['allows']> = ({ method, url = '', headers }) =>
  method === 'GET' &&
  /^\/(\?|$)/.test(url) &&
  headers.origin === undefined &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document';

/** What the page shows of a local system that the API does not know. */
export interface PageFacts {
  /** Who writes the programs. */
  readonly writer: string;
  /** With the notes on their files. */
  readonly tables: Endpoints['tables']['tables'];
}

/**
 * The API at an address without a path that is the same at each start. The emulator serves it below `apiPath`, or under
 * a host name that does not resolve everywhere. `page` is at /local.json, for the page.
 */
export function openApiProxy(
  port: number,
  socketPath: string,
  apiPath: string,
  changes: JobChanges,
  page: PageFacts = { writer: '', tables: [] },
): Promise<Server> {
  const agent = new Agent({ maxSockets: MAX_API_REQUESTS });
  const waitsAgent = new Agent({ maxSockets: MAX_FUNCTION_WAITS });
  let functionWaits = 0;
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (incoming.url === '/local.json') {
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
      return;
    }
    // Links in responses must lead here, not to the emulator.
    const forwarded = ['x-forwarded-host', hostOf(incoming), 'x-forwarded-proto', 'http'];
    const headers = [...headersOf(incoming, ['x-forwarded-host', 'x-forwarded-proto']), ...forwarded];
    const target = { socketPath, agent, path: `${apiPath}${incoming.url}`, headers };
    const wait = jobWait(incoming);
    if (!wait) return forward(target, incoming, outgoing);
    if (functionWaits >= MAX_FUNCTION_WAITS) {
      const withoutWait = { ...target, path: `${apiPath}${wait.pathWithoutWait}` };
      const isUnchanged = () => hasNothingNew(withoutWait, incoming);
      const proceed = () => {
        if (!outgoing.closed) forward(withoutWait, incoming, outgoing);
      };
      heldUntilChanged(changes, wait, outgoing, isUnchanged).then(proceed, proceed);
      return;
    }
    functionWaits++;
    outgoing.once('close', () => functionWaits--);
    forward({ ...target, agent: waitsAgent }, incoming, outgoing);
  };
  return listen(localServer(listener, { allows: (incoming) => leadsToPage(incoming) || isPageAsset(incoming) }), port);
}

/** Whether the response to a request has nothing that its caller waits for. */
function hasNothingNew({ path, ...target }: Target, { headers }: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    const upstream = request({ ...target, method: 'GET', path }, (response) => {
      const decide = (parts: readonly Buffer[]) =>
        resolve(isStillTheSame(response.statusCode ?? 502, headers['if-none-match'], Buffer.concat(parts).toString()));
      response.toArray().then(decide, () => resolve(false));
    });
    upstream.on('error', () => resolve(false)).end();
  });
}
