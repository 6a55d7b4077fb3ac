import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2Server, type Http2ServerRequest } from 'node:http2';

/**
 * What listens on this machine acts with the rights of its user, and a browser can be made to call it by the page of
 * any site. Every server of the local system and of the page is made here, and none answers such a request.
 */
export const localServer = (
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  options: ServerOptions = {},
): Server => createServer(options, guarded(listener));

/** The same for HTTP/2 in clear text. */
export const localHttp2Server = (listener: Parameters<Http2Server['addListener']>[1]): Http2Server =>
  createHttp2(guarded(listener));

interface Responder {
  writeHead(status: number, headers: Record<string, string>): { end(text: string): unknown };
}

function guarded<Request extends IncomingMessage | Http2ServerRequest, Response extends Responder>(
  listener: (request: Request, response: Response) => void,
) {
  return (request: Request, response: Response): void => {
    if (isOwn(request)) {
      listener(request, response);
      return;
    }
    const detail =
      `This address answers programs of this machine only, under http://127.0.0.1:${request.socket.localPort}; ` +
      'a page of another address cannot call it or link to it. Open the address by itself.';
    const problem = { type: 'about:blank', title: 'Not from there', status: 403, detail };
    response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  };
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** Names that no DNS server can give another meaning, as browsers and clients write them. */
const AUTHORITY = new RegExp(`^(?:localhost\\.?|127(?:\\.${OCTET}){3}|\\[::1\\])(?::(\\d{1,5}))?$`, 'i');
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/is;

/** All values of a header: of several hosts only the first is in `headers`. */
const valuesOf = (name: string, { rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/**
 * Under a name of this machine (Host; a site can let any other name point here), not by the script or form of another
 * page (Origin), and not by its link, picture or frame (Sec-Fetch-Site). A request without these headers comes from
 * no browser. A target in absolute form names the host, too, and is left as a path.
 */
function isOwn(request: IncomingMessage | Http2ServerRequest): boolean {
  const { headers, socket } = request;
  const isOwnAuthority = (authority: string): boolean => {
    const found = AUTHORITY.exec(authority);
    return found !== null && Number(found[1] ?? 80) === socket.localPort;
  };
  const hosts = valuesOf('host', request);
  const [, authority, path = ''] = ABSOLUTE.exec(request.url ?? '') ?? [];
  if (authority !== undefined) request.url = path.startsWith('/') ? path : `/${path}`;
  const names = [...hosts, ...valuesOf(':authority', request), ...(authority === undefined ? [] : [authority])];
  if (hosts.length > 1 || !names.every(isOwnAuthority)) return false;
  const { origin, 'sec-fetch-site': site = 'none' } = headers;
  if (origin !== undefined && !(origin.startsWith('http://') && isOwnAuthority(origin.slice('http://'.length))))
    return false;
  return site === 'none' || site === 'same-origin';
}
