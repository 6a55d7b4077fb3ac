import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2Server, type Http2ServerRequest } from 'node:http2';

/**
 * A server on 127.0.0.1 that refuses requests which web pages of other origins make a browser send. Servers of the local
 * system and of the page act with the rights of the user who started them, so all of them are created here.
 */
export const localServer = (
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  options: ServerOptions = {},
): Server => createServer(options, guarded(listener));

/** The same for HTTP/2 without TLS. */
export const localHttp2Server = (listener: Parameters<Http2Server['addListener']>[1]): Http2Server =>
  createHttp2(guarded(listener));

interface Responder {
  writeHead(status: number, headers: Record<string, string>): { end(text: string): unknown };
}

function guarded<Request extends IncomingMessage | Http2ServerRequest, Response extends Responder>(
  listener: (request: Request, response: Response) => void,
) {
  return (request: Request, response: Response): void => {
    if (isLocal(request)) {
      listener(request, response);
      return;
    }
    const detail =
      `Only programs on this machine can call this address, as http://127.0.0.1:${request.socket.localPort}. ` +
      'Pages of other sites can neither call it nor link to it: open the address directly.';
    const problem = { type: 'about:blank', title: 'Forbidden origin', status: 403, detail };
    response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  };
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** Loopback names and addresses, which no DNS server can redirect, with an optional port. */
const AUTHORITY = new RegExp(`^(?:localhost\\.?|127(?:\\.${OCTET}){3}|\\[::1\\])(?::(\\d{1,5}))?$`, 'i');
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/is;

/** All values of a header. `headers` has only the first of several Host headers. */
const valuesOf = (name: string, { rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/**
 * Whether a request names a loopback host (Host: any other name may be DNS rebinding), and comes neither from another
 * page's script or form (Origin) nor from its link, image or frame (Sec-Fetch-Site). Requests without these headers do
 * not come from a browser. Rewrites a target in absolute form to its path.
 */
function isLocal(request: IncomingMessage | Http2ServerRequest): boolean {
  const { headers, socket } = request;
  const isLoopback = (authority: string): boolean => {
    const match = AUTHORITY.exec(authority);
    return match !== null && Number(match[1] ?? 80) === socket.localPort;
  };
  const hosts = valuesOf('host', request);
  const [, authority, path = ''] = ABSOLUTE.exec(request.url ?? '') ?? [];
  if (authority !== undefined) request.url = path.startsWith('/') ? path : `/${path}`;
  const names = [...hosts, ...valuesOf(':authority', request), ...(authority === undefined ? [] : [authority])];
  if (hosts.length > 1 || !names.every(isLoopback)) return false;
  const { origin, 'sec-fetch-site': site = 'none' } = headers;
  if (origin !== undefined && !(origin.startsWith('http://') && isLoopback(origin.slice('http://'.length))))
    return false;
  return site === 'none' || site === 'same-origin';
}
