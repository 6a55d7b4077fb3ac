import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openApiProxy, openAwsProxy } from '../../../../local/emulator/proxies';
import { sendRaw } from '../../../fakes/raw-http';

const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), 'doors-'));
const socketPath = join(folder, 'emulator.sock');
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function emulator(listener: RequestListener): Promise<void> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
}

/** The API's door before an emulator that takes its time; what it was asked, and how much at once at the most. */
async function door() {
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
  const own = await openApiProxy(0, socketPath, '/_aws/execute-api/abc');
  servers.push(own);
  return { url: addressOf(own), seen };
}

describe('the door of the local API', () => {
  it('leads to the API below its path', async () => {
    const { url, seen } = await door();
    expect((await fetch(`${url}/jobs?limit=1`)).status).toBe(202);
    expect(seen.paths).toEqual(['/_aws/execute-api/abc/jobs?limit=1']);
  });

  it('says where links lead, whatever the caller says', async () => {
    const { url, seen } = await door();
    await fetch(`${url}/jobs`, { headers: { 'x-forwarded-host': 'elsewhere.example' } });
    expect(seen.headers[0]).toMatchObject({
      'x-forwarded-host': url.slice('http://'.length),
      'x-forwarded-proto': 'http',
    });
  });

  it('names itself where HTTP/1.0 names no host', async () => {
    const { url, seen } = await door();
    const { host, port } = new URL(url);
    expect(await sendRaw(Number(port), ['GET /jobs HTTP/1.0'])).toBe(202);
    expect(seen.headers[0]).toMatchObject({ host, 'x-forwarded-host': host });
  });

  it('has many requests wait their turn, and answers each', async () => {
    const { url, seen } = await door();
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}/prompt`, { method: 'POST' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(202));
    expect(seen.most).toBeLessThanOrEqual(8);
    expect(seen.most).toBeGreaterThan(1);
  });

  it('has nothing at its root', async () => {
    const { url, seen } = await door();
    expect((await fetch(url)).status).toBe(404);
    expect(seen.paths).toEqual([]);
  });
});

describe('the door of the AWS endpoint', () => {
  /** Sends a request as it is; fetch leaves some headers to itself. */
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

  async function awsDoor(listener: RequestListener): Promise<string> {
    await emulator(listener);
    const own = await openAwsProxy(0, socketPath);
    servers.push(own);
    return addressOf(own);
  }

  it('leaves requests and responses as they are, with the names and the order of their headers', async () => {
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

  it('keeps to itself what is about the connection: the emulator would turn to HTTP/2 or to a WebSocket', async () => {
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

  it('breaks off what the emulator breaks off, and says when it is not there', async () => {
    const url = await awsDoor((_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    });
    await expect(ask(url, 'GET', {})).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    servers[0]?.closeAllConnections();
    await new Promise((closed) => servers[0]?.close(closed));
    expect((await ask(url, 'GET', {})).status).toBe(502);
  });

  it('lets go of what its caller has left', async () => {
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
