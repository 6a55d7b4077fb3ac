import type { Server } from 'node:http';
import { connect, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { localHttp2Server, localServer } from '../../../../../client/page/server/local-server';
import { sendRaw } from '../../../../fakes/raw-http';

let server: Server;
let port: number;
let paths: (string | undefined)[];

const listen = async (one: Server | Http2Server): Promise<number> => {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return (one.address() as AddressInfo).port;
};

beforeAll(async () => {
  server = localServer(({ url }, response) => {
    paths.push(url);
    response.end('own');
  });
  port = await listen(server);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  paths = [];
});

/** `PORT` stands for the server's port. */
const send = (...lines: readonly string[]) =>
  sendRaw(
    port,
    lines.map((line) => line.replaceAll('PORT', String(port))),
  );

describe('a local server', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:PORT'],
    ['localhost', 'localhost:PORT'],
    ['upper case', 'LocalHost:PORT'],
    ['localhost with a trailing dot', 'localhost.:PORT'],
    ['another address of the loopback network', '127.1.2.255:PORT'],
    ['IPv6', '[::1]:PORT'],
  ])('serves requests for %s', async (_, host) => {
    expect(await send('GET /jobs HTTP/1.1', `Host: ${host}`)).toBe(200);
    expect(paths).toEqual(['/jobs']);
  });

  it.each([
    ['a name that may be rebound to this machine', 'evil.example:PORT'],
    ['a name that begins like the address', '127.0.0.1.evil.example:PORT'],
    ['a name that begins like localhost', 'localhost.evil.example:PORT'],
    ['a name that ends like localhost', 'evil-localhost:PORT'],
    ['a name below localhost', 'evil.localhost:PORT'],
    ['a name with a trailing dot', 'evil.example.:PORT'],
    ['user information', 'localhost@evil.example:PORT'],
    ['user information before the loopback address', 'evil.example@127.0.0.1:PORT'],
    ['an invalid address', '127.0.0.256:PORT'],
    ['an octet with a leading zero', '127.0.0.01:PORT'],
    ['another address', '10.0.0.1:PORT'],
    ['the address of every interface', '0.0.0.0:PORT'],
    ['a decimal address', '2130706433:PORT'],
    ['a hexadecimal address', '0x7f000001:PORT'],
    ['a short address', '127.1:PORT'],
    ['another IPv6 address', '[::2]:PORT'],
    ['an IPv4 address in IPv6', '[::ffff:10.0.0.1]:PORT'],
    ['IPv6 without brackets', '::1:PORT'],
    ['no port', '127.0.0.1'],
    ['another port', '127.0.0.1:1'],
    ['two ports', '127.0.0.1:PORT:PORT'],
    ['two hosts in one', '127.0.0.1:PORT, evil.example'],
    ['a path', '127.0.0.1:PORT/evil.example'],
    ['nothing', ''],
  ])('refuses %s', async (_, host) => {
    expect(await send('GET /jobs HTTP/1.1', `Host: ${host}`)).toBe(403);
    expect(paths).toEqual([]);
  });

  it.each([
    ['the first is foreign', ['Host: evil.example:PORT', 'Host: 127.0.0.1:PORT']],
    ['the second is foreign', ['Host: 127.0.0.1:PORT', 'hOST: evil.example:PORT']],
    ['they are the same', ['Host: 127.0.0.1:PORT', 'Host: 127.0.0.1:PORT']],
  ])('refuses several Host headers: %s', async (_, hosts) => {
    expect(await send('GET /jobs HTTP/1.1', ...hosts)).toBe(403);
    expect(paths).toEqual([]);
  });

  it('serves HTTP/1.0, where Host is optional and which browsers do not send', async () => {
    expect(await send('GET /jobs HTTP/1.0')).toBe(200);
    expect(await send('GET /jobs HTTP/1.0', 'Host: 127.0.0.1:PORT')).toBe(200);
    expect(await send('GET /jobs HTTP/1.0', 'Host: evil.example:PORT')).toBe(403);
    expect(await send('GET /jobs HTTP/1.0', 'Origin: http://evil.example')).toBe(403);
  });

  it('rejects HTTP/1.1 without a Host header', async () => {
    expect(await send('GET /jobs HTTP/1.1')).toBe(400);
    expect(paths).toEqual([]);
  });

  it('reads a target in absolute form as a path', async () => {
    expect(await send('GET http://localhost:PORT/jobs?limit=1 HTTP/1.1', 'Host: localhost:PORT')).toBe(200);
    expect(await send('GET HTTP://127.0.0.1:PORT HTTP/1.1', 'Host: 127.0.0.1:PORT')).toBe(200);
    expect(await send('GET http://127.0.0.1:PORT?a=1 HTTP/1.0')).toBe(200);
    expect(paths).toEqual(['/jobs?limit=1', '/', '/?a=1']);
  });

  it.each([
    'http://evil.example/jobs',
    'http://evil.example:PORT/jobs',
    'HTTP://evil.example:PORT/jobs',
    'https://evil.example/jobs',
    'ws://evil.example:PORT/jobs',
    'http://127.0.0.1:PORT@evil.example/jobs',
    'http://user@127.0.0.1:PORT/jobs',
    'http:///jobs',
  ])('refuses the target %s', async (target) => {
    expect(await send(`GET ${target} HTTP/1.1`, 'Host: 127.0.0.1:PORT')).toBe(403);
    expect(paths).toEqual([]);
  });

  it.each([
    ['GET', 'Origin: http://127.0.0.1:PORT'],
    ['POST', 'Origin: http://localhost:PORT'],
    ['POST', 'Sec-Fetch-Site: same-origin'],
    ['GET', 'Sec-Fetch-Site: none'],
  ])('serves its own page: %s with %s', async (method, header) => {
    expect(await send(`${method} /prompt HTTP/1.1`, 'Host: 127.0.0.1:PORT', header)).toBe(200);
  });

  it.each([
    ['a script of another site', ['Origin: http://evil.example']],
    ['an https origin', ['Origin: https://127.0.0.1:PORT']],
    ['a file or sandboxed frame', ['Origin: null']],
    ['an empty origin', ['Origin:']],
    ['a page on another port', ['Origin: http://127.0.0.1:1']],
    ['a page on the default port', ['Origin: http://127.0.0.1']],
    ['several origins', ['Origin: http://127.0.0.1:PORT', 'Origin: http://evil.example']],
    ['a form or link of another site', ['Sec-Fetch-Site: cross-site']],
    ['a form or link on another port', ['Sec-Fetch-Site: same-site']],
    ['an unknown value of Sec-Fetch-Site', ['Sec-Fetch-Site: Cross-Site']],
    ['several sites', ['Sec-Fetch-Site: none', 'Sec-Fetch-Site: cross-site']],
  ])('refuses %s', async (_, headers) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect(await send(`${method} /prompt HTTP/1.1`, 'Host: 127.0.0.1:PORT', ...headers)).toBe(403);
    }
    expect(paths).toEqual([]);
  });

  it.each(['websocket', 'h2c'])('refuses an upgrade to %s', async (protocol) => {
    const upgrade = ['Connection: Upgrade', `Upgrade: ${protocol}`];
    expect(await send('GET /jobs HTTP/1.1', 'Host: evil.example:PORT', ...upgrade)).toBe(403);
    expect(await send('GET /jobs HTTP/1.1', 'Host: 127.0.0.1:PORT', 'Origin: http://evil.example', ...upgrade)).toBe(
      403,
    );
    expect(paths).toEqual([]);
  });

  it('refuses CONNECT', async () => {
    expect(await send('CONNECT 127.0.0.1:PORT HTTP/1.1', 'Host: 127.0.0.1:PORT')).toBeUndefined();
    expect(paths).toEqual([]);
  });

  it('checks each request of a connection', async () => {
    const own = ['GET /first HTTP/1.1', 'Host: 127.0.0.1:PORT', ''];
    expect(await send(...own, 'GET /second HTTP/1.1', 'Host: evil.example:PORT')).toBe(200);
    expect(paths).toEqual(['/first']);
  });

  it('says which address to open', async () => {
    const refusal = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect([refusal.status, refusal.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    expect(await refusal.json()).toMatchObject({ detail: expect.stringContaining(`http://127.0.0.1:${port}`) });
  });
});

describe('a local HTTP/2 server', () => {
  it.each([
    ['under its own name', { ':authority': 'localhost:PORT' }, 200],
    ['under another name', { ':authority': 'evil.example:PORT' }, 403],
    ['with a different Host header', { ':authority': 'localhost:PORT', host: 'evil.example' }, 403],
    ['by the script of another site', { origin: 'http://evil.example' }, 403],
    ['by the link of another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('applies the same rules: %s', async (_, headers: Record<string, string>, status) => {
    const modern = localHttp2Server((_request, response) => response.end('own'));
    const own = await listen(modern);
    const client = connect(`http://127.0.0.1:${own}`);
    try {
      const entries = Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(own))]);
      const stream = client.request({ ':path': '/', ...Object.fromEntries(entries) });
      const actual = await new Promise((resolve, reject) => {
        stream.once('response', (received) => resolve(received[':status']));
        stream.once('error', reject);
      });
      expect(actual).toBe(status);
    } finally {
      client.destroy();
      modern.close();
    }
  });
});
