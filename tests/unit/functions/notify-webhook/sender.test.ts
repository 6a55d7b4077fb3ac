import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webhookSender } from '../../../../functions/notify-webhook/sender';
import { networks } from '../../../../functions/shared/webhook-address/networks';

const allowed = networks('127.0.0.0/8');
const servers: Server[] = [];

/** A receiver on this machine; its port. */
async function receiver(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('sending a webhook', () => {
  it('posts body and headers, and returns the status', async () => {
    const delivery: { method?: string; headers?: IncomingMessage['headers']; body: string } = { body: '' };
    const port = await receiver((request, response) => {
      Object.assign(delivery, { method: request.method, headers: request.headers });
      request.on('data', (chunk) => {
        delivery.body += chunk;
      });
      request.on('end', () => response.writeHead(204).end());
    });
    const sender = webhookSender({ allowed });
    expect(await sender.post(`http://127.0.0.1:${port}/hook?a=b`, { 'webhook-id': 'id' }, '{"a":1}')).toEqual({
      status: 204,
    });
    expect(delivery).toMatchObject({ method: 'POST', headers: { 'webhook-id': 'id' }, body: '{"a":1}' });
  });

  it('connects to the address that was vetted, whatever the name says a moment later', async () => {
    const hosts: (string | undefined)[] = [];
    const port = await receiver((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    });
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const sender = webhookSender({ allowed, resolve: async () => answers.shift() ?? [] });
    expect(await sender.post(`http://hooks.example.com:${port}/`, {}, '')).toEqual({ status: 200 });
    expect(hosts).toEqual([`hooks.example.com:${port}`]);
    expect(answers).toHaveLength(1);
  });

  it('sends nothing to an address that is not allowed by now', async () => {
    let called = false;
    const port = await receiver((_, response) => {
      called = true;
      response.end();
    });
    const sender = webhookSender({ allowed: networks(''), resolve: async () => ['127.0.0.1'] });
    for (const url of [`https://127.0.0.1:${port}/`, `https://hooks.example.com/`, `http://127.0.0.1:${port}/`]) {
      const { status, error } = await sender.post(url, {}, '');
      expect([status, error]).toEqual([undefined, expect.stringContaining('Not sent')]);
    }
    expect(called).toBe(false);
  });

  it('follows no redirect', async () => {
    let calls = 0;
    const port = await receiver((_, response) => {
      calls += 1;
      response.writeHead(302, { location: '/other' }).end();
    });
    expect(await webhookSender({ allowed }).post(`http://127.0.0.1:${port}/`, {}, '')).toMatchObject({ status: 302 });
    expect(calls).toBe(1);
  });

  it('gives up a receiver that does not answer in time', async () => {
    const port = await receiver(() => undefined);
    const delivery = await webhookSender({ allowed, timeoutMilliseconds: 100 }).post(
      `http://127.0.0.1:${port}/`,
      {},
      '',
    );
    expect(delivery).toEqual({ error: 'No response within 0.1 s.' });
  });

  it('gives up a name that is not looked up in time', async () => {
    const sender = webhookSender({ allowed, resolve: () => new Promise(() => undefined), timeoutMilliseconds: 100 });
    expect(await sender.post('https://hooks.example.com/', {}, '')).toEqual({ error: 'No response within 0.1 s.' });
  });

  it('reads no endless answer, and takes its status', async () => {
    let bytesSent = 0;
    const port = await receiver((_, response) => {
      const chunk = Buffer.alloc(16_384);
      const more = () => {
        bytesSent += chunk.length;
        if (!response.destroyed) response.write(chunk, () => setImmediate(more));
      };
      more();
    });
    expect(await webhookSender({ allowed }).post(`http://127.0.0.1:${port}/`, {}, '')).toEqual({ status: 200 });
    expect(bytesSent).toBeLessThan(50_000_000);
  });

  it('returns the receiver’s Retry-After', async () => {
    const port = await receiver((_, response) => response.writeHead(429, { 'retry-after': '120' }).end());
    const delivery = await webhookSender({ allowed }).post(`http://127.0.0.1:${port}/`, {}, '');
    expect(delivery).toEqual({ status: 429, retryAfterSeconds: 120 });
  });

  it('returns the error of a refused connection', async () => {
    const delivery = await webhookSender({ allowed }).post('http://127.0.0.1:1/', {}, '');
    expect(delivery).toEqual({ error: 'ECONNREFUSED' });
  });
});
