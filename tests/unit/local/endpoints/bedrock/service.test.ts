import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
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
