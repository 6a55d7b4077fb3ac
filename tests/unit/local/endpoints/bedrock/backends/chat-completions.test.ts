import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseResponse } from '../../../../../../functions/generate-code/model-response';
import { writeProgramTool } from '../../../../../../functions/generate-code/prompt/tool';
import type { ModelResponse } from '../../../../../../functions/shared/model/port';
import { chatCompletionsBackend } from '../../../../../../local/endpoints/bedrock/backends/chat-completions';
import { listener } from '../../../../../fakes/listener';

interface Asked {
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | null;
    readonly tool_calls?: unknown;
  }[];
  readonly tools?: readonly unknown[];
  readonly tool_choice?: unknown;
  readonly max_tokens?: number;
  readonly model?: string;
}

let server: Server;
let url: string;
let requests: Asked[];
let headers: IncomingMessage['headers'];
let respond: (response: ServerResponse, request: Asked) => void;

beforeAll(async () => {
  server = createServer(
    listener(async (request, response) => {
      const body = await text(request);
      headers = request.headers;
      requests.push(JSON.parse(body));
      respond(response, JSON.parse(body));
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = [];
});

const program = { plan: 'Count.', assumptions: [], program: 'print(1)\n' };
const request = {
  system: [{ text: 'Be exact.' }],
  messages: [{ role: 'user', content: [{ text: 'TABLES' }, { text: 'QUESTION' }] }],
  inferenceConfig: { maxTokens: 100 },
  toolConfig: { tools: [writeProgramTool], toolChoice: { tool: { name: 'write_program' } } },
};
const backend = (more: object = {}) => chatCompletionsBackend({ url, modelName: 'maker/model', ...more });
const converse = async (one = backend(), body: object = request) =>
  (await one.converse('ignored', { ...body }, new AbortController().signal)) as unknown as ModelResponse;

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const delta = (part: object, finish_reason: string | null = null) =>
  event({ choices: [{ delta: part, finish_reason }] });
const call = (text: string, more: object = {}) => ({
  tool_calls: [{ index: 0, ...more, function: { ...more, arguments: text } }],
});

function stream(response: ServerResponse, ...events: string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const one of events) response.write(one);
}

function streamedCall(response: ServerResponse, input: string): void {
  const half = Math.floor(input.length / 2);
  stream(
    response,
    delta(call('', { id: 'c1', name: 'write_program' })),
    delta(call(input.slice(0, half))),
    delta(call(input.slice(half))),
    delta({}, 'tool_calls'),
    event({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } }),
    'data: [DONE]\n\n',
  );
  response.end();
}

test('a streamed tool call is a tool use', async () => {
  respond = (response) => streamedCall(response, JSON.stringify(program));
  const answer = await converse();
  expect(answer.stopReason).toBe('tool_use');
  expect(answer.usage).toMatchObject({ inputTokens: 11, outputTokens: 7, totalTokens: 18 });
  expect(parseResponse(answer)).toEqual({ kind: 'program', input: program });
});

test('the request is converted to a chat completions request', async () => {
  respond = (response) => streamedCall(response, JSON.stringify(program));
  const toolUse = { toolUseId: 'round-1', name: 'write_program', input: program };
  const toolResult = { toolUseId: 'round-1', status: 'error', content: [{ text: 'it failed' }] };
  const messages = [
    ...request.messages,
    { role: 'assistant', content: [{ toolUse }] },
    { role: 'user', content: [{ toolResult }] },
  ];
  await converse(backend({ apiKey: 'secret' }), { ...request, messages });
  expect(headers.authorization).toBe('Bearer secret');
  expect(requests[0]).toMatchObject({
    model: 'maker/model',
    max_tokens: 100,
    tool_choice: { type: 'function', function: { name: 'write_program' } },
    tools: [{ type: 'function', function: { name: 'write_program', parameters: { type: 'object' } } }],
    messages: [
      { role: 'system', content: 'Be exact.' },
      { role: 'user', content: 'TABLES\n\nQUESTION' },
      { role: 'assistant', tool_calls: [{ id: 'round-1', function: { arguments: JSON.stringify(program) } }] },
      { role: 'tool', tool_call_id: 'round-1', content: 'it failed' },
    ],
  });
});

test('a response without streaming is accepted', async () => {
  respond = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const message = {
      content: null,
      tool_calls: [{ id: 'c', function: { name: 'write_program', arguments: JSON.stringify(program) } }],
    };
    response.end(JSON.stringify({ choices: [{ message, finish_reason: 'tool_calls' }] }));
  };
  expect(parseResponse(await converse())).toEqual({ kind: 'program', input: program });
});

describe('a server or model without tools', () => {
  const refuse = (response: ServerResponse) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"maker/model does not support tools"}}');
  };
  const say = (response: ServerResponse, text: string) => {
    stream(response, delta({ content: text }), delta({}, 'stop'), 'data: [DONE]\n\n');
    response.end();
  };

  test('is asked for a fenced program instead, in later requests at once', async () => {
    respond = (response, { tools }) => (tools ? refuse(response) : say(response, 'Count.\n```python\nprint(1)\n```'));
    const one = backend();
    expect(parseResponse(await converse(one))).toEqual({ kind: 'program', input: program });
    await converse(one);
    expect(requests.map(({ tools }) => tools !== undefined)).toEqual([true, false, false]);
    expect(requests[1]?.messages[0]?.content).toContain('```python');
  });

  test('can report that a question cannot be answered', async () => {
    respond = (response, { tools }) => (tools ? refuse(response) : say(response, 'UNANSWERABLE: no such table'));
    const reading = parseResponse(await converse());
    expect(reading).toEqual({ kind: 'failure', failure: { kind: 'unanswerable', message: 'no such table' } });
  });
});

test('an endless response is cut as if it had reached its token limit', async () => {
  respond = (response) => {
    stream(response);
    const timer = setInterval(() => response.write(delta({ content: 'and '.repeat(50) })), 1);
    response.on('close', () => clearInterval(timer));
  };
  expect((await converse()).stopReason).toBe('max_tokens');
});

test('a response at the token limit has the stop reason max_tokens', async () => {
  respond = (response) => {
    stream(response, delta({ content: 'pri' }), delta({}, 'length'), 'data: [DONE]\n\n');
    response.end();
  };
  expect((await converse()).stopReason).toBe('max_tokens');
});

test('arguments that are not JSON are a malformed tool use', async () => {
  respond = (response) => streamedCall(response, '{"program": "print(1)');
  expect((await converse()).stopReason).toBe('malformed_tool_use');
});

test.each<[string, string, (response: ServerResponse) => void]>([
  ['401', 'AccessDeniedException', (response) => response.writeHead(401).end('no key')],
  ['404', 'ResourceNotFoundException', (response) => response.writeHead(404).end('no model')],
  ['429', 'ThrottlingException', (response) => response.writeHead(429, { 'retry-after': '3600' }).end()],
  ['500', 'ServiceUnavailableException', (response) => response.writeHead(500).end('trouble')],
  [
    'half an answer',
    'ModelErrorException',
    (response) => stream(response, delta({ content: 'pri' })) ?? response.end(),
  ],
  [
    'a broken connection',
    'ModelErrorException',
    (response) => {
      stream(response, delta({ content: 'pri' }));
      setTimeout(() => response.destroy(), 50);
    },
  ],
  [
    'no JSON',
    'ModelErrorException',
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
  ],
  [
    'an error in the stream',
    'ModelErrorException',
    (response) => stream(response, event({ error: 'overloaded' })) ?? response.end(),
  ],
])('%s is %s', async (_, code, answer) => {
  respond = answer;
  await expect(converse()).rejects.toMatchObject({ code });
});

test('Retry-After is waited for', async () => {
  respond = (response) => {
    if (requests.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
    else streamedCall(response, JSON.stringify(program));
  };
  const began = Date.now();
  expect(parseResponse(await converse())).toMatchObject({ kind: 'program' });
  expect(Date.now() - began).toBeGreaterThanOrEqual(950);
});

test('the error of a refused connection has the address', async () => {
  const one = backend({ url: 'http://127.0.0.1:9/v1' });
  await expect(converse(one)).rejects.toMatchObject({
    code: 'ServiceUnavailableException',
    message: expect.stringContaining('http://127.0.0.1:9/v1/chat/completions'),
  });
});

test('a request times out', async () => {
  respond = (response) => stream(response);
  await expect(converse(backend({ timeoutSeconds: 0.2 }))).rejects.toMatchObject({ code: 'ModelTimeoutException' });
});
