import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { bedrockModel } from '../../../../../functions/shared/model/bedrock';
import { type Access, openAccess } from '../../../../../local/endpoints/access/access';
import type { Backend } from '../../../../../local/endpoints/bedrock/backend';
import { bedrockService } from '../../../../../local/endpoints/bedrock/service';
import { openProtocolMux, type ProtocolMux } from '../../../../../local/endpoints/wire/protocol-mux';
import { ServiceError } from '../../../../../local/endpoints/wire/service-error';

const answer = {
  output: { message: { role: 'assistant', content: [{ text: 'hello' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  metrics: { latencyMs: 4 },
};

let door: ProtocolMux | undefined;
let client: BedrockRuntimeClient;
let checked: string[];

async function open(converse: Backend['converse'], access: Access = openAccess) {
  const service = bedrockService({
    account: '000000000000',
    region: 'us-east-1',
    access,
    backend: async () => ({ name: 'test', converse }),
    log: () => undefined,
    aliveMs: 50,
  });
  door = await openProtocolMux(0, (_, response) => response.end('plain'), service.listener);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: `${door.url}/generate-code`,
    credentials,
    maxAttempts: 1,
  });
  return service;
}

beforeEach(() => {
  checked = [];
});
afterEach(async () => {
  client.destroy();
  await door?.close();
});

const ask = (modelId = 'us.maker.model-1:0') =>
  client.send(new ConverseCommand({ modelId, messages: [{ role: 'user', content: [{ text: 'hi' }] }] }));

test("the SDK's Converse is answered by the backend", async () => {
  await open(async () => answer);
  const { output, stopReason, usage } = await ask();
  expect(output?.message?.content).toEqual([{ text: 'hello' }]);
  expect(stopReason).toBe('end_turn');
  expect(usage?.outputTokens).toBe(2);
});

test('requests to the model are recorded', async () => {
  const service = await open(async () => answer);
  await ask();
  expect(service.recorded()).toEqual([
    {
      modelId: 'us.maker.model-1:0',
      principal: 'generate-code',
      request: { messages: [{ role: 'user', content: [{ text: 'hi' }] }] },
    },
  ]);
});

test('an inference profile and its model must both be allowed', async () => {
  const access: Access = {
    check: async ({ principal }, action, resource, context) => {
      checked.push(`${principal} ${action} ${resource} ${JSON.stringify(context ?? {})}`);
    },
  };
  await open(async () => answer, access);
  await ask('us.maker.model');
  const profile = 'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.maker.model';
  expect(checked).toEqual([
    `generate-code bedrock:InvokeModel ${profile} {}`,
    `generate-code bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/maker.model {"bedrock:InferenceProfileArn":"${profile}"}`,
  ]);
});

test.each([
  ['ThrottlingException', 429],
  ['ValidationException', 400],
  ['ModelErrorException', 424],
])('%s reaches the caller as the SDK knows it', async (code, status) => {
  await open(async () => {
    throw new ServiceError(code, 'because', { status });
  });
  await expect(ask()).rejects.toMatchObject({ name: code, message: 'because', $metadata: { httpStatusCode: status } });
});

describe('ConverseStream', () => {
  const messages = [{ role: 'user' as const, content: [{ text: 'hi' }] }];
  const model = (idleSeconds = 30) => bedrockModel(client, 'us.maker.model', async () => undefined, { idleSeconds });
  const rich = {
    ...answer,
    output: {
      message: {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: 'Count. '.repeat(200), signature: 'sig' } } },
          { reasoningContent: { redactedContent: Buffer.from('hidden').toString('base64') } },
          { text: 'Here it is: ä€😀' },
          { toolUse: { toolUseId: 'id', name: 'write_program', input: { program: 'print("ä€😀")\n'.repeat(100) } } },
        ],
      },
    },
    stopReason: 'tool_use',
  };

  test('sends the response of the backend as events that the SDK and generate-code read', async () => {
    await open(async () => rich);
    const { output, stopReason, usage } = await model().converse({ messages });
    const [reasoning, redacted, text, call] = output?.message?.content ?? [];
    const [expectedReasoning, , expectedText, expectedCall] = rich.output.message.content;
    expect([reasoning, text, call]).toEqual([expectedReasoning, expectedText, expectedCall]);
    expect(Buffer.from(redacted?.reasoningContent?.redactedContent ?? []).toString()).toBe('hidden');
    expect([stopReason, usage]).toMatchObject(['tool_use', { inputTokens: 1, outputTokens: 2 }]);
  });

  test('begins while a slow model still writes, and keeps the caller from its idle timeout', async () => {
    await open(() => new Promise((resolve) => setTimeout(() => resolve(answer), 400)));
    const { output } = await model(0.2).converse({ messages });
    expect(output?.message?.content).toEqual([{ text: 'hello' }]);
  });

  test.each([
    ['ThrottlingException', 429],
    ['AccessDeniedException', 403],
  ])('reports %s before it begins as the error of the request', async (code, status) => {
    await open(async () => {
      throw new ServiceError(code, 'because', { status });
    });
    const call = client.send(new ConverseStreamCommand({ modelId: 'm', messages }));
    await expect(call).rejects.toMatchObject({ name: code, message: 'because' });
  });

  test.each([
    ['AccessDeniedException', 'ModelRequestError'],
    ['ValidationException', 'ModelRequestError'],
    ['ServiceUnavailableException', 'ModelUnavailable'],
  ])('reports %s after it has begun inside the stream', async (code, name) => {
    await open(async () => {
      await new Promise((wake) => setTimeout(wake, 120));
      throw new ServiceError(code, 'because');
    });
    const call = model().converse({ messages }, { timeoutSeconds: 60 });
    await expect(call).rejects.toMatchObject({ name, message: expect.stringContaining('because') });
  });

  test('aborts the backend when the caller goes away', async () => {
    let aborted: () => void;
    const gone = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    await open((_, __, signal) => {
      signal.addEventListener('abort', () => aborted());
      return new Promise(() => undefined);
    });
    await expect(model().converse({ messages }, { timeoutSeconds: 0.2 })).rejects.toMatchObject({
      name: 'ModelUnavailable',
    });
    await gone;
  });

  test('requires its IAM action, also for the ARN of an application profile', async () => {
    const access: Access = {
      check: async (_, action, resource, context) => {
        checked.push(`${action} ${resource} ${JSON.stringify(context ?? {})}`);
      },
    };
    await open(async () => answer, access);
    const arn = 'arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/abc';
    await client.send(new ConverseStreamCommand({ modelId: arn, messages }));
    expect(checked).toEqual([
      `bedrock:InvokeModelWithResponseStream ${arn} {}`,
      `bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1::foundation-model/profiled {"bedrock:InferenceProfileArn":"${arn}"}`,
    ]);
  });
});

test('a conversation without messages is rejected', async () => {
  await open(async () => answer);
  const empty = client.send(new ConverseCommand({ modelId: 'm', messages: [] }));
  await expect(empty).rejects.toMatchObject({ name: 'ValidationException' });
});

test('HTTP/1.1 is served on the same port', async () => {
  await open(async () => answer);
  const response = await fetch(`${door?.url}/anything`);
  expect(await response.text()).toBe('plain');
  await ask();
});
