import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

/**
 * Requests that the emulator is given at once; more wait their turn. For each one it starts a worker of the function:
 * hundreds of them would take the machine from each other until all run out of time.
 */
const AT_ONCE = 8;
const agent = new Agent({ maxSockets: AT_ONCE });

/** What the deployed API answers where it has no route; the emulator would answer for S3. */
const isRoot = ({ url }: IncomingMessage): boolean => url === '/' || url?.startsWith('/?') === true;

/** Forwards a request to another address as it is, body and answer as streams. */
function forward(target: URL, incoming: IncomingMessage, answer: ServerResponse): void {
  const path = `${target.pathname}${incoming.url}`;
  // Links in answers lead here, not to the emulator.
  const headers = { ...incoming.headers, 'x-forwarded-host': incoming.headers.host ?? '', 'x-forwarded-proto': 'http' };
  const upstream = request(
    { hostname: target.hostname, port: target.port, method: incoming.method, path, headers, agent },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    },
  );
  upstream.on('error', () => {
    if (!answer.headersSent) answer.writeHead(502, { 'content-type': 'application/json' });
    answer.end('{"message":"Service Unavailable"}');
  });
  incoming.pipe(upstream);
}

/**
 * Gives the API an address without a path, the same at each start: the emulator serves it below
 * `/_aws/execute-api/<id>`, or under a host name that does not resolve everywhere.
 */
export function openApiDoor(port: number, apiAddress: string): Promise<Server> {
  const target = new URL(apiAddress);
  const server = createServer((incoming, answer) => {
    if (!isRoot(incoming)) return forward(target, incoming, answer);
    answer.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
