import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseResponse } from '../../../../../../functions/generate-code/model-response';
import { unanswerableTool, writeProgramTool } from '../../../../../../functions/generate-code/prompt/tool';
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
  readonly max_completion_tokens?: number;
  readonly stream?: boolean;
  readonly stream_options?: unknown;
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
  toolConfig: { tools: [writeProgramTool, unanswerableTool], toolChoice: { tool: { name: 'write_program' } } },
};
const backend = (more: object = {}) =>
  chatCompletionsBackend({ url, modelName: 'maker/model', retryDelayMs: 5, ...more });
const converse = async (one = backend(), body: object = request) =>
  (await one.converse('ignored', { ...body }, new AbortController().signal)) as unknown as ModelResponse;

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const delta = (part: object, finish_reason: string | null = null) =>
  event({ choices: [{ delta: part, finish_reason }] });
const call = (text: string, more: object = {}) => ({
  tool_calls: [{ index: 0, ...more, function: { ...more, arguments: text } }],
});

function stream(response: ServerResponse, ...events: string[]): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const one of events) response.write(one);
  return response;
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
    tools: [
      { type: 'function', function: { name: 'write_program', parameters: { type: 'object' } } },
      { type: 'function', function: { name: 'unanswerable', parameters: { type: 'object' } } },
    ],
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
    expect(reading).toEqual({ kind: 'unanswerable', reason: 'no such table', choices: [] });
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

test('arguments that are no object are a malformed tool use', async () => {
  respond = (response) => streamedCall(response, '[1, 2');
  expect((await converse()).stopReason).toBe('malformed_tool_use');
});

const json = (response: ServerResponse, body: object) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const message = (part: object, finish_reason = 'stop') => ({ choices: [{ message: part, finish_reason }] });
const args = JSON.stringify(program);

describe('a call in an unusual form is a tool use:', () => {
  const fn = { name: 'write_program', arguments: args };
  const forms: [string, (response: ServerResponse) => void][] = [
    [
      'an object as arguments',
      (r) => json(r, message({ tool_calls: [{ id: 'c', function: { ...fn, arguments: program } }] })),
    ],
    [
      'an object as arguments in a stream',
      (r) =>
        stream(
          r,
          delta({ tool_calls: [{ index: 0, function: { ...fn, arguments: program } }] }),
          delta({}, 'stop'),
        ).end(),
    ],
    [
      'arguments that are encoded twice',
      (r) => json(r, message({ tool_calls: [{ function: { ...fn, arguments: JSON.stringify(args) } }] })),
    ],
    ['line ends that are not escaped', (r) => streamedCall(r, args.replaceAll('\\n', '\n'))],
    [
      'a trailing comma and single quotes',
      (r) => streamedCall(r, "{'plan': 'Count.', 'assumptions': [], 'program': 'print(1)\\n',}"),
    ],
    ['the old function_call', (r) => json(r, message({ content: null, function_call: fn }, 'function_call'))],
    [
      'the old function_call in a stream',
      (r) =>
        stream(
          r,
          delta({ function_call: { ...fn, arguments: args.slice(0, 9) } }),
          delta({ function_call: { arguments: args.slice(9) } }, 'function_call'),
        ).end(),
    ],
    [
      'bare JSON in the content',
      (r) => json(r, message({ content: JSON.stringify({ name: 'write_program', arguments: program }) })),
    ],
    ['only the arguments in the content', (r) => json(r, message({ content: args }))],
    [
      'JSON after an introduction',
      (r) =>
        json(
          r,
          message({
            content: `Here is the call:\n${JSON.stringify({ name: 'write_program', parameters: program })}\nDone.`,
          }),
        ),
    ],
    [
      'JSON in a fence',
      (r) =>
        json(
          r,
          message({ content: `Sure.\n\`\`\`json\n${JSON.stringify({ tool: 'write_program', input: args })}\n\`\`\`` }),
        ),
    ],
    ['JSON in <tool_call>', (r) => json(r, message({ content: `<tool_call>\n${JSON.stringify(fn)}\n</tool_call>` }))],
    ['<tool_call> that is not closed', (r) => json(r, message({ content: `<tool_call>${JSON.stringify(fn)}` }))],
    [
      'JSON after thoughts',
      (r) => json(r, message({ content: `<think>{"name": "x"}? No.</think>${JSON.stringify(fn)}` })),
    ],
    [
      'control tokens of Mistral',
      (r) =>
        json(r, message({ content: `[TOOL_CALLS][${JSON.stringify({ name: 'write_program', arguments: program })}]` })),
    ],
    [
      'control tokens of Llama',
      (r) =>
        json(
          r,
          message({ content: `<|python_tag|>${JSON.stringify({ name: 'write_program', parameters: program })}` }),
        ),
    ],
    [
      'control tokens of gpt-oss',
      (r) =>
        json(
          r,
          message({
            content: `<|channel|>commentary to=functions.write_program<|constrain|>json<|message|>\n${args}<|call|>`,
          }),
        ),
    ],
    [
      'parameters as XML',
      (r) =>
        json(
          r,
          message({
            content:
              '<tool_call>\n<function=write_program>\n<parameter=plan>\nCount.\n</parameter>\n<parameter=program>\nprint(1)\n\n</parameter>\n</function>\n</tool_call>',
          }),
        ),
    ],
    [
      'a name with a namespace',
      (r) => json(r, message({ tool_calls: [{ function: { ...fn, name: 'functions.write_program' } }] })),
    ],
    [
      'content as a list of parts',
      (r) =>
        json(
          r,
          message({
            content: [
              { type: 'text', text: args.slice(0, 9) },
              { type: 'text', text: args.slice(9) },
            ],
          }),
        ),
    ],
    [
      'two calls with one index',
      (r) =>
        stream(
          r,
          delta(call(args, { id: 'a', name: 'write_program' })),
          delta(call('{}', { id: 'b', name: 'write_program' })),
          delta({}, 'tool_calls'),
        ).end(),
    ],
    [
      'nulls everywhere',
      (r) =>
        json(r, {
          ...message({ content: null, tool_calls: [{ id: null, index: null, function: fn }], function_call: null }),
          usage: { prompt_tokens: null, completion_tokens: null, prompt_tokens_details: null },
        }),
    ],
    [
      'an end without a finish_reason',
      (r) => stream(r, delta(call(args, { id: 'c', name: 'write_program' })), 'data: [DONE]\n\n').end(),
    ],
  ];
  test.each(forms)('%s', async (_, answer) => {
    respond = answer;
    expect(parseResponse(await converse())).toEqual({ kind: 'program', input: program });
    expect(requests).toHaveLength(1);
  });
});

test('a program in a fence is no call, although it starts with a brace', async () => {
  respond = (response) => json(response, message({ content: '```python\n{"a": 1}\nprint(1)\n```' }));
  expect(parseResponse(await converse())).toMatchObject({
    kind: 'program',
    input: { program: '{"a": 1}\nprint(1)\n' },
  });
});

test('half a call in the content is no call', async () => {
  respond = (response) => json(response, message({ content: args.slice(0, -8) }, 'length'));
  const { stopReason, output } = await converse();
  expect([stopReason, output?.message?.content?.some(({ toolUse }) => toolUse)]).toEqual(['max_tokens', false]);
});

test('cached tokens of the server are counted separately', async () => {
  const usage = { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 80 } };
  respond = (response) => json(response, { ...message({ content: args }), usage });
  expect((await converse()).usage).toEqual({
    inputTokens: 20,
    outputTokens: 7,
    totalTokens: 107,
    cacheReadInputTokens: 80,
  });
});

describe('a server that refuses a part of the request gets it without,', () => {
  const refusals: [string, string, (asked: Asked) => boolean, (asked: Asked | undefined) => void][] = [
    [
      'max_tokens',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      ({ max_tokens }) => max_tokens !== undefined,
      (asked) => expect(asked?.max_completion_tokens).toBe(100),
    ],
    [
      'stream_options',
      'Extra inputs are not permitted: stream_options',
      ({ stream_options }) => stream_options !== undefined,
      (asked) => expect(asked?.stream).toBe(true),
    ],
    [
      'a stream',
      'Streaming is not supported by this endpoint',
      ({ stream: streams }) => streams === true,
      (asked) => expect(asked?.tools).toBeDefined(),
    ],
    [
      'a named tool_choice',
      'tool_choice must be one of: auto, required',
      ({ tool_choice }) => typeof tool_choice === 'object',
      (asked) => expect(asked?.tool_choice).toBe('required'),
    ],
    [
      'any tool_choice',
      'Only "auto" tool choice is supported',
      ({ tool_choice }) => tool_choice !== undefined,
      (asked) => expect(asked?.tools).toBeDefined(),
    ],
    [
      'the system role',
      'System role not supported',
      ({ messages }) => messages[0]?.role === 'system',
      (asked) => expect(asked?.messages[0]).toEqual({ role: 'user', content: 'Be exact.\n\nTABLES\n\nQUESTION' }),
    ],
  ];
  test.each(refusals)('%s', async (_, text, isRefused, check) => {
    respond = (response, asked) => {
      if (isRefused(asked)) response.writeHead(400).end(JSON.stringify({ error: { message: text } }));
      else json(response, message({ content: args }));
    };
    const one = backend();
    expect(parseResponse(await converse(one))).toMatchObject({ kind: 'program' });
    check(requests.at(-1));
    const sent = requests.length;
    await converse(one);
    expect(requests).toHaveLength(sent + 1);
  });
});

describe('a response that is none of a model', () => {
  const signIn = '<!DOCTYPE html><html><head><title>Sign in</title></head></html>';
  const odd: [string, (response: ServerResponse) => void, RegExp][] = [
    [
      'a web page',
      (r) => r.writeHead(200, { 'content-type': 'text/html' }).end(signIn),
      /a web page \(“Sign in”\) instead of JSON/,
    ],
    ['JSON without choices', (r) => json(r, { ok: true }), /without choices: \{"ok":true\}/],
    ['an empty list of choices', (r) => json(r, { choices: [] }), /without choices/],
    ['nothing', (r) => r.writeHead(200).end(), /nothing instead of JSON/],
    ['half a response', (r) => stream(r, delta({ content: 'pri' })).end(), /broke off after 3 characters/],
    [
      'a broken connection',
      (r) => {
        stream(r, delta({ content: 'pri' }));
        setTimeout(() => r.destroy(), 20);
      },
      /could not be read/,
    ],
  ];
  test.each(odd)(
    'is asked for again, and then a permanent error that says what came back: %s',
    async (_, answer, text) => {
      respond = answer;
      const failure = await converse().catch((error: unknown) => error as { code: string; message: string });
      expect(failure).toMatchObject({ code: 'ValidationException', message: expect.stringMatching(text) });
      expect(failure).toMatchObject({ message: expect.stringContaining('Check that the address in --model') });
      expect(requests).toHaveLength(3);
    },
  );

  test('is replaced by the next one, if that is', async () => {
    respond = (response) => {
      if (requests.length === 1) stream(response, delta({ content: 'pri' })).end();
      else json(response, message({ content: args }));
    };
    expect(parseResponse(await converse())).toMatchObject({ kind: 'program' });
  });
});

test.each<[string, string, (response: ServerResponse) => void]>([
  ['401', 'AccessDeniedException', (response) => response.writeHead(401).end('no key')],
  ['404', 'ResourceNotFoundException', (response) => response.writeHead(404).end('no model')],
  ['429', 'ThrottlingException', (response) => response.writeHead(429, { 'retry-after': '3600' }).end()],
  ['500', 'ServiceUnavailableException', (response) => response.writeHead(500).end('trouble')],
  ['402', 'ServiceQuotaExceededException', (response) => response.writeHead(402).end('top up')],
  [
    '429 of a day',
    'ServiceQuotaExceededException',
    (response) => response.writeHead(429).end('Rate limit reached on requests per day (RPD): Limit 200'),
  ],
  ['413', 'ValidationException', (response) => response.writeHead(413).end('Request too large for the model')],
  [
    'an error in the stream',
    'ModelErrorException',
    (response) => stream(response, event({ error: 'overloaded' })).end(),
  ],
])('%s is %s', async (_, code, answer) => {
  respond = answer;
  await expect(converse()).rejects.toMatchObject({ code });
});

test.each([
  [401, 'MODEL_API_KEY'],
  [404, '--model-name'],
  [402, 'MODEL_API_KEY'],
])('the error of %i names the server and the option %s', async (status, option) => {
  respond = (response) => response.writeHead(status).end('no');
  const failure = await converse().catch((error: Error) => error);
  expect((failure as Error).message).toContain(new URL(url).host);
  expect((failure as Error).message).toContain(option);
  expect((failure as Error).message).not.toContain('Bedrock');
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
