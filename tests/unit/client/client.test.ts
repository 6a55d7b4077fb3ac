import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodeInterpreterClient, ProblemError, type TimelineEvent } from '../../../client';

type Route = (request: IncomingMessage, response: ServerResponse) => void;
const servers: Server[] = [];

/** A client of an API that serves each call with the next route. */
async function api(...routes: Route[]) {
  const calls: { line: string; headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    calls.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    const route = routes.shift() ?? json({});
    route(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`;
  return { calls, baseUrl, client: new CodeInterpreterClient({ baseUrl, headers: { authorization: 'Bearer t' } }) };
}

const json =
  (body: object, status = 200): Route =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const event = (text: string): TimelineEvent => ({ at: '2026-11-22T07:00:00.000Z', type: 'T', text });

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('the client', () => {
  it('submits with an Idempotency-Key, and retries with the same one', async () => {
    const { client, calls } = await api(json({}, 503), json({ jobId: 'x', status: 'received' }, 202));
    expect(await client.submit({ prompt: 'a' })).toMatchObject({ jobId: 'x' });
    expect(calls.map(({ line }) => line)).toEqual(['POST /base/prompt', 'POST /base/prompt']);
    expect(calls[0]?.headers).toMatchObject({ authorization: 'Bearer t', 'content-type': 'application/json' });
    expect(calls[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(calls[1]?.headers['idempotency-key']).toBe(calls[0]?.headers['idempotency-key']);
  });

  it('gives feedback and shares', async () => {
    const { client, calls } = await api(json({ rating: 'up' }), json({ shared: true }), json({ shared: false }));
    expect(await client.giveFeedback('x', { rating: 'up' })).toEqual({ rating: 'up' });
    expect(await client.share('x')).toEqual({ shared: true });
    expect(await client.share('x', false)).toEqual({ shared: false });
    expect(calls.map(({ line }) => line)).toEqual([
      'PUT /base/jobs/x/feedback',
      'PUT /base/jobs/x/sharing',
      'PUT /base/jobs/x/sharing',
    ]);
  });

  it('runs a job again with an Idempotency-Key', async () => {
    const { client, calls } = await api(json({}, 503), json({ jobId: 'y', status: 'received' }, 202));
    expect(await client.rerun('x', { program: 'print(1)' })).toMatchObject({ jobId: 'y' });
    expect(calls.map(({ line }) => line)).toEqual(['POST /base/jobs/x/rerun', 'POST /base/jobs/x/rerun']);
    expect(calls[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(calls[1]?.headers['idempotency-key']).toBe(calls[0]?.headers['idempotency-key']);
  });

  it('throws the problem of a response without a retry', async () => {
    const problem = {
      title: 'T',
      status: 400,
      detail: 'Correct it.',
      errors: [{ field: 'prompt', message: 'Is missing.' }],
    };
    const { client, calls } = await api(json(problem, 400));
    const error: unknown = await client.submit({ prompt: '' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 400, message: 'Correct it.\nprompt: Is missing.' });
    expect(calls).toHaveLength(1);
  });

  it('throws a ProblemError for a response that is not a problem', async () => {
    const { client } = await api((_, response) => void response.writeHead(403).end('<html>'));
    await expect(client.get('x')).rejects.toMatchObject({ status: 403, problem: { title: 'Forbidden' } });
  });

  it('rejects when the API is unreachable', async () => {
    const client = new CodeInterpreterClient({ baseUrl: 'http://127.0.0.1:1' });
    await expect(client.get('x')).rejects.toThrow('fetch failed');
  }, 10_000);

  it('lists with limit and cursor', async () => {
    const { client, calls } = await api();
    await client.list({ limit: 5, cursor: 'a/b' });
    expect(calls[0]?.line).toBe('GET /base/jobs?limit=5&cursor=a%2Fb');
  });

  it('erases a job, succeeds for a job that does not exist, and refuses one that is still running', async () => {
    const problem = { title: 'T', detail: 'No.' };
    const { client, calls } = await api(
      (_, response) => void response.writeHead(204).end(),
      json({ ...problem, status: 404 }, 404),
      json({ ...problem, status: 409 }, 409),
    );
    await client.erase('x');
    await client.erase('x');
    await expect(client.erase('x')).rejects.toMatchObject({ status: 409 });
    expect(calls[0]?.line).toBe('DELETE /base/jobs/x');
  });

  it('follows a job until it has ended, and yields each event once, over all pages', async () => {
    const { client } = await api(
      json({ status: 'generating' }),
      json({ events: [event('one')] }),
      json({ status: 'succeeded', answer: 'yes' }),
      json({ events: [event('one')], nextCursor: 'c' }),
      json({ events: [event('two')] }),
    );
    const texts: string[] = [];
    const job = await client.wait('x', ({ text }) => texts.push(text), { interval: 1 });
    expect(texts).toEqual(['one', 'two']);
    expect(job).toMatchObject({ status: 'succeeded', answer: 'yes' });
  });

  it('waits for changes of a job, from the ETag of the last one', async () => {
    const { client, calls } = await api(
      (_, response) => void response.writeHead(200, { etag: '"1"' }).end('{"status":"running"}'),
      json({ events: [event('one')] }),
      (_, response) => void response.writeHead(304, { etag: '"1"' }).end(),
      (_, response) => void response.writeHead(200, { etag: '"2"' }).end('{"status":"failed"}'),
      json({ events: [event('one')] }),
    );
    expect(await client.wait('x', undefined, { interval: 1 })).toMatchObject({ status: 'failed' });
    const jobs = calls.filter(({ line }) => !line.includes('/events'));
    expect(jobs.map(({ line }) => line)).toEqual(Array(3).fill('GET /base/jobs/x?wait=20'));
    expect(jobs.map(({ headers }) => headers['if-none-match'])).toEqual(['"none"', '"1"', '"1"']);
    expect(calls).toHaveLength(5);
  });

  it('pauses between the requests to an API that does not wait', async () => {
    const { client, calls } = await api(...Array.from({ length: 50 }, () => json({ status: 'running', events: [] })));
    const stop = new AbortController();
    const waiting = client.wait('x', undefined, { interval: 100, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 350);
    await expect(waiting).rejects.toThrow('enough');
    expect(calls.length).toBeLessThanOrEqual(8);
  });

  it('stops following on abort', async () => {
    const { client } = await api(json({ status: 'generating' }), json({ events: [] }));
    const stop = new AbortController();
    const waiting = client.wait('x', undefined, { interval: 60_000, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(waiting).rejects.toThrow('enough');
  });

  it('follows the redirect of a download without the authorization of the API', async () => {
    const bucket = await api((_, response) => void response.end('a,b'));
    const redirect: Route = (_, response) =>
      void response.writeHead(302, { location: `${bucket.baseUrl}k?sig=1` }).end();
    const { client, calls } = await api(redirect);
    expect(await (await client.download('x', 'charts/a b.csv')).text()).toBe('a,b');
    expect(calls[0]?.line).toBe('GET /base/jobs/x/results/charts/a%20b.csv');
    expect(bucket.calls[0]?.line).toBe('GET /base/k?sig=1');
    expect(bucket.calls[0]?.headers.authorization).toBeUndefined();
  });

  it('cancels', async () => {
    const { client, calls } = await api(json({ status: 'cancelled' }, 202));
    expect(await client.cancel('x')).toMatchObject({ status: 'cancelled' });
    expect(calls[0]?.line).toBe('POST /base/jobs/x/cancel');
  });

  it('uses the fetch of the connection, for example one that signs', async () => {
    const fetch = jest.fn(async () => new Response('{"jobs":[]}'));
    await new CodeInterpreterClient({ baseUrl: 'https://api.example', fetch }).list();
    expect(fetch).toHaveBeenCalledWith('https://api.example/jobs', expect.objectContaining({ method: 'GET' }));
  });
});
