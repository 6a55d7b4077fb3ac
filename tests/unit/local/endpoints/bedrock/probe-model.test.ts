import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeModel } from '../../../../../local/endpoints/bedrock/probe-model';

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const [, place, ...rest] = (request.url ?? '').split('/');
    if (place === 'mute') return void response.writeHead(404).end('no');
    if (place === 'locked' && request.headers.authorization !== 'Bearer key') return void response.writeHead(401).end();
    if (rest[0] !== 'v1') return void response.writeHead(404).end('404 page not found');
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'maker/one' }, { id: 'two:latest' }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a server of chat completions', () => {
  it.each([
    ['/open/v1', 'maker/one'],
    ['/open/v1/', 'two'],
    ['/open/v1/chat/completions', 'maker/one'],
    ['/mute', 'whatever'],
  ])('%s is taken with %s', async (path, modelName) => {
    expect(await probeModel({ model: base + path, modelName })).toBeUndefined();
  });

  it('is rejected without the model, with a list of its models', async () => {
    expect(await probeModel({ model: `${base}/open/v1`, modelName: 'three' })).toContain(
      'has no model "three". It has: maker/one, two:latest.',
    );
  });

  it('is rejected if a part of the address is missing', async () => {
    expect(await probeModel({ model: `${base}/open`, modelName: 'two' })).toContain(`Use ${base}/open/v1.`);
  });

  it('is rejected without its API key', async () => {
    const choice = { model: `${base}/locked/v1`, modelName: 'two' };
    expect(await probeModel(choice)).toContain('MODEL_API_KEY');
    expect(await probeModel({ ...choice, apiKey: 'key' })).toBeUndefined();
  });

  it('is rejected if it cannot be reached', async () => {
    expect(await probeModel({ model: 'http://127.0.0.1:1/v1', modelName: 'two' })).toMatch(
      /^Cannot connect to http:\/\/127.0.0.1:1\/v1: ./,
    );
  });
});

test('the analyst and Bedrock are not probed', async () => {
  expect(await probeModel({})).toBeUndefined();
  expect(await probeModel({ model: 'bedrock:x' })).toBeUndefined();
});
