import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeModel } from '../../../../../local/endpoints/bedrock/probe-model';

let server: Server;
let base: string;

/** What the model at `/talkative` says to every question, and how often a question was asked. */
let words: string;
let questions: number;

const program = { plan: 'Count.', program: 'print(1)\n' };
const fn = { name: 'write_program', arguments: JSON.stringify(program) };

function respondTo(place: string, response: ServerResponse): void {
  questions += 1;
  if (place === 'broken') return void response.end('<html><title>Sign in</title></html>');
  const message = place === 'talkative' ? { content: words } : { tool_calls: [{ id: 'a', function: fn }] };
  response.end(JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] }));
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const [, place = '', ...rest] = (request.url ?? '').split('/');
    const isQuestion = request.url?.endsWith('/chat/completions') === true;
    if (place === 'mute' && !isQuestion) return void response.writeHead(404).end('no');
    if (place === 'locked' && request.headers.authorization !== 'Bearer key') return void response.writeHead(401).end();
    if (isQuestion) return respondTo(place, response);
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
    questions = 0;
    expect(await probeModel({ model: base + path, modelName })).toEqual({});
    expect(questions).toBe(1);
  });

  it('is rejected without the model, with a list of its models', async () => {
    expect((await probeModel({ model: `${base}/open/v1`, modelName: 'three' })).problem).toContain(
      'has no model "three". It has: maker/one, two:latest.',
    );
  });

  it('is rejected if a part of the address is missing', async () => {
    expect((await probeModel({ model: `${base}/open`, modelName: 'two' })).problem).toContain(`Use ${base}/open/v1.`);
  });

  it('is rejected without its API key', async () => {
    const choice = { model: `${base}/locked/v1`, modelName: 'two' };
    expect((await probeModel(choice)).problem).toContain('MODEL_API_KEY');
    expect(await probeModel({ ...choice, apiKey: 'key' })).toEqual({});
  });

  it('is rejected if it cannot be reached', async () => {
    expect((await probeModel({ model: 'http://127.0.0.1:1/v1', modelName: 'two' })).problem).toMatch(
      /^Cannot connect to http:\/\/127.0.0.1:1\/v1: ./,
    );
  });
});

describe('the question to the model', () => {
  it('rejects a server whose responses are none of a model, and says what came back', async () => {
    const { problem } = await probeModel({ model: `${base}/broken/v1`, modelName: 'two' });
    expect(problem).toMatch(/a web page \(“Sign in”\).*--model/);
  });

  it('warns of a model that writes no program', async () => {
    words = 'There are three orders.';
    const { problem, warning } = await probeModel({ model: `${base}/talkative/v1`, modelName: 'two' });
    expect([problem, warning]).toEqual([undefined, expect.stringMatching(/^two at .* without a program/)]);
  });

  it('accepts a model that writes its program as text', async () => {
    words = '```python\nprint(1)\n```';
    expect(await probeModel({ model: `${base}/talkative/v1`, modelName: 'two' })).toEqual({});
  });
});

test('the analyst and Bedrock are not probed', async () => {
  expect(await probeModel({})).toEqual({});
  expect(await probeModel({ model: 'bedrock:x' })).toEqual({});
});
