import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2Server, type Http2ServerRequest } from 'node:http2';

export interface LocalServerOptions extends ServerOptions {
  /** Whether a page of another origin may make a browser send this request. Its host is a loopback host. */
  readonly allows?: (request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>) => boolean;
}

/**
 * Whether a request reads a file of the page that is the same for everyone. The frames of charts have no origin, so that
 * their scripts come from another one.
 */
export const isPageAsset: NonNullable<LocalServerOptions['allows']> = ({ method, url = '' }) =>
  method === 'GET' && /^\/assets\/[\w.-]+$/.test(url);

/**
 * A server on 127.0.0.1 that refuses requests which web pages of other origins make a browser send, except those that
 * `allows` names. Servers of the local system and of the page act with the rights of the user who started them, so all
 * of them are created here.
 */
export const localServer = (
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  { allows, ...options }: LocalServerOptions = {},
): Server => createServer(options, guarded(listener, allows));

/** The same for HTTP/2 without TLS. */
export const localHttp2Server = (listener: Parameters<Http2Server['addListener']>[1]): Http2Server =>
  createHttp2(guarded(listener));

interface Responder {
  writeHead(status: number, headers: Record<string, string>): { end(text: string): unknown };
}

function guarded<Request extends IncomingMessage | Http2ServerRequest, Response extends Responder>(
  listener: (request: Request, response: Response) => void,
  allows: LocalServerOptions['allows'] = () => false,
) {
  return (request: Request, response: Response): void => {
    if (namesLoopbackHost(request) && (isOfOwnOrigin(request) || allows(request))) {
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

const isLoopback = (authority: string, { socket }: IncomingMessage | Http2ServerRequest): boolean => {
  const match = AUTHORITY.exec(authority);
  return match !== null && Number(match[1] ?? 80) === socket.localPort;
};

/** Whether a request names a loopback host: any other name may be DNS rebinding. Rewrites an absolute target to its path. */
function namesLoopbackHost(request: IncomingMessage | Http2ServerRequest): boolean {
  const hosts = valuesOf('host', request);
  const [, authority, path = ''] = ABSOLUTE.exec(request.url ?? '') ?? [];
  if (authority !== undefined) request.url = path.startsWith('/') ? path : `/${path}`;
  const names = [...hosts, ...valuesOf(':authority', request), ...(authority === undefined ? [] : [authority])];
  return hosts.length <= 1 && names.every((name) => isLoopback(name, request));
}

/**
 * Whether a request comes neither from another page's script or form (Origin) nor from its link, image or frame
 * (Sec-Fetch-Site). Requests without these headers do not come from a browser.
 */
function isOfOwnOrigin(request: IncomingMessage | Http2ServerRequest): boolean {
  const { origin, 'sec-fetch-site': site = 'none' } = request.headers;
  if (origin !== undefined && !(origin.startsWith('http://') && isLoopback(origin.slice('http://'.length), request)))
    return false;
  return site === 'none' || site === 'same-origin';
}
