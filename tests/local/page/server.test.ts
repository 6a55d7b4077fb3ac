import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { type PageServer, servePage } from '../../../client/page/server/serve';
import { listener } from '../../fakes/listener';

/** A fake API that echoes requests, and redirects to results as the API does. */
function startApi(): Promise<{ server: Server; url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    const body = await textOf(request);
    if (request.url?.startsWith('/v1/jobs/1/results/'))
      return response.writeHead(302, { location: '/v1/stored' }).end();
    if (request.url === '/v1/stored') return response.writeHead(200, { 'content-type': 'text/html' }).end('<script>');
    const location = 'http://127.0.0.1:1/jobs/1';
    response.writeHead(202, { 'content-type': 'application/json', 'set-cookie': 'a=b', location });
    response.end(JSON.stringify({ method: request.method, url: request.url, body }));
  };
  const server = createServer(listener(answer));
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      done({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen });
    });
  });
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Like fetch, but with headers that fetch does not allow. */
function ask(url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<Answer>((done, fail) => {
    const { body, ...rest } = options;
    const call = request(url, rest, (response) => {
      const { statusCode: status, headers: received } = response;
      textOf(response).then((text) => done({ status, headers: received, text }), fail);
    });
    call.on('error', fail).end(body);
  });
}

let api: Awaited<ReturnType<typeof startApi>>;
let page: PageServer;

beforeAll(async () => {
  api = await startApi();
  const fetchAbsolute = async (input: string, init?: RequestInit) => {
    const answer = await fetch(input, init);
    const location = answer.headers.get('location');
    return answer.status === 302
      ? new Response(null, { status: 302, headers: { location: `${api.url}${location}` } })
      : answer;
  };
  page = await servePage(
    { baseUrl: `${api.url}/v1/`, headers: { authorization: 'Bearer t' }, fetch: fetchAbsolute },
    0,
  );
});
afterAll(async () => {
  await page.stop();
  api.server.close();
});
beforeEach(() => {
  api.seen.length = 0;
});

describe("the page's server", () => {
  it('serves the page, which can run its own scripts only', async () => {
    const { status, headers, text } = await ask(`${page.url}/`);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(text) ?? [];
    const asset = await ask(`${page.url}/${script}`, { headers: { 'accept-encoding': 'gzip, br' } });
    expect([asset.status, asset.headers['content-encoding']]).toEqual([200, 'br']);
    for (const name of ['../../../package.json', '..%2findex.js', 'other.js'])
      expect((await ask(`${page.url}/assets/${name}`)).status).not.toBe(200);
    expect(api.seen.filter(({ url = '' }) => url.includes('assets'))).toEqual([]);
  });

  it('needs no sign-in on the page', async () => {
    expect(JSON.parse((await ask(`${page.url}/page-config.json`)).text)).toEqual({ signIn: 'none' });
    expect(api.seen).toEqual([]);
  });

  it('forwards requests to the API with the user’s rights, and returns the responses', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k', cookie: 'secret' };
    const {
      status,
      headers: given,
      text,
    } = await ask(`${page.url}/prompt?x=1`, { method: 'POST', headers, body: '{"a":1}' });
    expect(status).toBe(202);
    expect(JSON.parse(text)).toEqual({ method: 'POST', url: '/v1/prompt?x=1', body: '{"a":1}' });
    expect(api.seen[0]?.headers).toMatchObject({ authorization: 'Bearer t', 'idempotency-key': 'k' });
    expect(api.seen[0]?.headers.cookie).toBeUndefined();
    expect(given['set-cookie']).toBeUndefined();
    expect(given['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(api.seen).toHaveLength(1);
  });

  it('fetches results itself, without credentials, and prevents scripts in them', async () => {
    const { status, headers, text } = await ask(`${page.url}/jobs/1/results/report.html`);
    expect([status, text]).toEqual([200, '<script>']);
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(api.seen[1]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['under another name', { host: 'elsewhere.example' }],
    ['by the page of another site', { origin: 'http://elsewhere.example' }],
    ['by a page without an address', { origin: 'null' }],
  ])('refuses to be used %s', async (_, headers: Record<string, string>) => {
    const { status } = await ask(`${page.url}/prompt`, { method: 'POST', headers, body: '{}' });
    expect(status).toBe(403);
    expect(api.seen).toEqual([]);
  });

  it('has the size limit of the API', async () => {
    const { status } = await ask(`${page.url}/prompt`, { method: 'POST', body: 'x'.repeat(1_000_001) });
    expect(status).toBe(413);
    expect(api.seen).toEqual([]);
  });

  it('reports that the API cannot be reached', async () => {
    const unreachable = await servePage({ baseUrl: 'http://127.0.0.1:1' }, 0);
    const { status, text } = await ask(`${unreachable.url}/jobs`);
    await unreachable.stop();
    expect(status).toBe(502);
    expect(JSON.parse(text).detail).toMatch(/^Can’t reach the API at http:\/\/127\.0\.0\.1:1: /);
  });
});
