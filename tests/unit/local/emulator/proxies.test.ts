import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { JobChanges } from '../../../../local/emulator/job-changes';
import { openApiProxy, openAwsProxy } from '../../../../local/emulator/proxies';
import { sendRaw } from '../../../fakes/raw-http';

const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), 'proxies-'));
const socketPath = join(folder, 'emulator.sock');
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const API_PATH = '/_aws/execute-api/abc';

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function emulator(listener: RequestListener): Promise<void> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
}

/** The API proxy in front of a slow fake emulator, with the requests seen and the maximum concurrency. */
async function apiProxy(facts?: Parameters<typeof openApiProxy>[4]) {
  const seen = { paths: [] as string[], most: 0, headers: [] as IncomingHttpHeaders[] };
  let atOnce = 0;
  await emulator(({ url = '', headers }, answer) => {
    seen.paths.push(url);
    seen.headers.push(headers);
    atOnce += 1;
    seen.most = Math.max(seen.most, atOnce);
    setTimeout(() => {
      atOnce -= 1;
      answer.writeHead(202).end('accepted');
    }, 20);
  });
  const own = await openApiProxy(0, socketPath, API_PATH, new JobChanges(async () => new Map()), facts);
  servers.push(own);
  return { url: addressOf(own), seen };
}

describe('the API proxy', () => {
  it('forwards to the path of the API', async () => {
    const { url, seen } = await apiProxy();
    expect((await fetch(`${url}/jobs?limit=1`)).status).toBe(202);
    expect(seen.paths).toEqual(['/_aws/execute-api/abc/jobs?limit=1']);
  });

  it('sets the X-Forwarded headers, whatever the caller sends', async () => {
    const { url, seen } = await apiProxy();
    await fetch(`${url}/jobs`, { headers: { 'x-forwarded-host': 'elsewhere.example' } });
    expect(seen.headers[0]).toMatchObject({
      'x-forwarded-host': url.slice('http://'.length),
      'x-forwarded-proto': 'http',
    });
  });

  it('adds a Host header to HTTP/1.0 requests', async () => {
    const { url, seen } = await apiProxy();
    const { host, port } = new URL(url);
    expect(await sendRaw(Number(port), ['GET /jobs HTTP/1.0'])).toBe(202);
    expect(seen.headers[0]).toMatchObject({ host, 'x-forwarded-host': host });
  });

  it('limits concurrent requests and queues the others', async () => {
    const { url, seen } = await apiProxy();
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}/prompt`, { method: 'POST' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(202));
    expect(seen.most).toBeLessThanOrEqual(8);
    expect(seen.most).toBeGreaterThan(1);
  });

  it('forwards the root below the path of the API', async () => {
    const { url, seen } = await apiProxy();
    expect((await fetch(url)).status).toBe(202);
    expect(seen.paths).toEqual([`${API_PATH}/`]);
  });

  it('gives frames without an origin the files of the page, and nothing else', async () => {
    const { url } = await apiProxy();
    const port = Number(new URL(url).port);
    const byFrame = (line: string) =>
      sendRaw(port, [
        line,
        `Host: 127.0.0.1:${port}`,
        'Origin: null',
        'Sec-Fetch-Site: cross-site',
        'Connection: close',
      ]);
    expect(await byFrame('GET /assets/frame-AB12CD34.js HTTP/1.1')).toBe(202);
    expect(await byFrame('GET /assets/../jobs HTTP/1.1')).toBe(403);
    expect(await byFrame('GET /jobs HTTP/1.1')).toBe(403);
    expect(await byFrame('POST /assets/frame-AB12CD34.js HTTP/1.1')).toBe(403);
  });

  it('lets other sites lead a user to the page, and to nothing else', async () => {
    const { url } = await apiProxy();
    const port = Number(new URL(url).port);
    const ledBy = (line: string, ...more: string[]) =>
      sendRaw(port, [line, `Host: 127.0.0.1:${port}`, 'Sec-Fetch-Site: cross-site', 'Connection: close', ...more]);
    const navigation = ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];
    expect(await ledBy('GET /?code=c&state=s HTTP/1.1', ...navigation)).toBe(202);
    expect(await ledBy('GET /jobs HTTP/1.1', ...navigation)).toBe(403);
    expect(await ledBy('GET // HTTP/1.1', ...navigation)).toBe(403);
    expect(await ledBy('POST / HTTP/1.1', ...navigation)).toBe(403);
    expect(await ledBy('GET / HTTP/1.1', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe')).toBe(403);
    expect(await ledBy('GET / HTTP/1.1', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Dest: empty')).toBe(403);
  });

  it('says who writes the programs, and has the notes on the files of tables', async () => {
    const tables = [{ name: 'sales', file: 'sales.csv', rows: 2, notes: ['a: percent'] }];
    const facts = { writer: 'the offline analyst', tables };
    const { url } = await apiProxy(facts);
    expect(await (await fetch(`${url}/local.json`)).json()).toEqual(facts);
  });
});

describe('the AWS proxy', () => {
  /** Sends a raw request; fetch does not allow some headers. */
  const ask = (url: string, method: string, headers: Record<string, string>, body: Buffer | string = '') =>
    new Promise<{ status?: number; headers: IncomingHttpHeaders; raw: string[]; body: Buffer }>((resolve, reject) => {
      const asked = request(url, { method, headers, agent: false }, (response) => {
        const { statusCode: status, rawHeaders: raw } = response;
        buffer(response).then(
          (received) => resolve({ status, headers: response.headers, raw, body: received }),
          reject,
        );
      });
      asked.on('error', reject).end(body);
    });

  async function awsDoor(listener: RequestListener, apiPort?: number): Promise<string> {
    await emulator(listener);
    const own = await openAwsProxy(0, socketPath, apiPort);
    servers.push(own);
    return addressOf(own);
  }

  it('forwards requests and responses unchanged, with names and order of their headers', async () => {
    let seen: string[] = [];
    const url = await awsDoor(({ rawHeaders, url: path, method }, response) => {
      seen = [`${method} ${path}`, ...rawHeaders];
      response.writeHead(206, 'Some', ['ETag', '"x"', 'x-amz-meta-A', '1', 'x-amz-meta-A', '2', 'Content-Length', '2']);
      response.end('ab');
    });
    const headers = { Authorization: 'AWS4-HMAC-SHA256 x', 'X-Amz-Date': 'd', 'x-amz-meta-b': 'ü' };
    const response = await ask(`${url}/b/a%20b%2B?x=%2F&y`, 'GET', headers);
    const { host } = new URL(url);
    const sent = ['Host', host, ...Object.entries(headers).flat()];
    expect(seen.slice(0, 1 + sent.length)).toEqual(['GET /b/a%20b%2B?x=%2F&y', ...sent]);
    expect([response.status, response.body.toString()]).toEqual([206, 'ab']);
    expect(response.raw.slice(0, 8)).toEqual([
      'ETag',
      '"x"',
      'x-amz-meta-A',
      '1',
      'x-amz-meta-A',
      '2',
      'Content-Length',
      '2',
    ]);
  });

  it('does not forward hop-by-hop headers: the emulator would switch to HTTP/2 or WebSocket', async () => {
    let seen: IncomingHttpHeaders = {};
    const url = await awsDoor(({ headers }, response) => {
      seen = headers;
      response.writeHead(200, { connection: 'close', 'keep-alive': 'timeout=1' }).end('{}');
    });
    const upgrade = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    const response = await ask(url, 'GET', upgrade);
    expect([response.status, Object.keys(seen)]).toEqual([200, ['host', 'connection']]);
    expect(seen.connection).toBe('keep-alive');
    expect(response.headers['keep-alive']).not.toBe('timeout=1');
  });

  it.each([
    ['of a known length', { 'content-length': '5000000' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
    ['that waits for its 100', { 'content-length': '5000000', expect: '100-continue' }],
  ])('streams a body %s there and back', async (_, headers: Record<string, string>) => {
    const url = await awsDoor((incoming, response) => void incoming.pipe(response));
    const body = Buffer.alloc(5_000_000, 'abc');
    expect((await ask(url, 'PUT', headers, body)).body.equals(body)).toBe(true);
  });

  it('closes connections that the emulator closes, and responds with 502 without the emulator', async () => {
    const url = await awsDoor((_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    });
    await expect(ask(url, 'GET', {})).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    servers[0]?.closeAllConnections();
    await new Promise((closed) => servers[0]?.close(closed));
    expect((await ask(url, 'GET', {})).status).toBe(502);
  });

  it('lets the page at the address of the API download by presigned links, and nothing else', async () => {
    const url = await awsDoor((_, response) => void response.end('text'), 4580);
    const page = { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:4580' };
    const link = `${url}/bucket/key?X-Amz-Signature=abc`;
    expect((await ask(link, 'GET', page)).status).toBe(200);
    expect((await ask(link, 'PUT', page)).status).toBe(403);
    expect((await ask(`${url}/bucket/key`, 'GET', page)).status).toBe(403);
    for (const origin of ['http://127.0.0.1:4581', 'http://127.0.0.1:45800', 'https://example.com', 'null'])
      expect((await ask(link, 'GET', { ...page, origin })).status).toBe(403);
    expect((await ask(link, 'GET', { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });

  it('aborts requests whose client has disconnected', async () => {
    let left: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const url = await awsDoor((incoming) => void incoming.on('close', left));
    const stop = new AbortController();
    const asked = fetch(url, { signal: stop.signal }).catch(() => 'left');
    setTimeout(() => stop.abort(), 50);
    expect(await asked).toBe('left');
    await gone;
  });
});
