import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { openAccess } from '../../../../../local/endpoints/access/access';
import { bedrockBackend } from '../../../../../local/endpoints/bedrock/backends/bedrock';
import { chooseModel } from '../../../../../local/endpoints/bedrock/choose-model';
import { bedrockService } from '../../../../../local/endpoints/bedrock/service';
import { openProtocolMux } from '../../../../../local/endpoints/wire/protocol-mux';
import { ServiceError } from '../../../../../local/endpoints/wire/service-error';

test.each([
  [{}, 'the offline analyst (no language model)', 'offline-analyst'],
  [{ model: 'bedrock' }, 'Amazon Bedrock', undefined],
  [{ model: 'bedrock:eu.maker.model-1:0' }, 'Amazon Bedrock (eu.maker.model-1:0)', 'eu.maker.model-1:0'],
  [
    { model: 'http://127.0.0.1:8080/v1', modelName: 'maker/model_7b' },
    'maker/model_7b at 127.0.0.1:8080',
    'maker-model-7b',
  ],
])('%j chooses %s', (choice, name, modelId) => {
  const chosen = chooseModel(choice);
  expect(chosen.backend.name).toBe(name);
  expect(chosen.modelId).toBe(modelId);
});

test("only the offline analyst's programs are trusted", () => {
  const choices = [{}, { model: 'bedrock' }, { model: 'http://127.0.0.1:8080/v1', modelName: 'offline-analyst' }];
  expect(choices.map((choice) => chooseModel(choice).backend.isTrusted !== undefined)).toEqual([true, false, false]);
});

test.each([
  [{ model: 'gpt' }, 'got "gpt"'],
  [{ model: 'http://127.0.0.1:8080/v1' }, '--model-name is required'],
])('%j is rejected with the reason', (choice, message) => {
  expect(() => chooseModel(choice)).toThrow(message);
});

describe('the Bedrock backend', () => {
  const answer = {
    output: { message: { role: 'assistant', content: [{ text: 'hello' }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
  };
  const request = { messages: [{ role: 'user', content: [{ text: 'hi' }] }] };

  /** Stands in for Bedrock. */
  async function upstream(converse: () => Promise<object>) {
    const service = bedrockService({
      account: '0',
      region: 'us-east-1',
      access: openAccess,
      backend: async () => ({ name: 'upstream', converse: async () => ({ ...(await converse()) }) }),
      log: () => undefined,
    });
    const door = await openProtocolMux(0, () => undefined, service.listener);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new BedrockRuntimeClient({ region: 'us-east-1', endpoint: door.url, credentials, maxAttempts: 1 });
    return { client, service, close: () => door.close() };
  }

  test('forwards the request of the local endpoint', async () => {
    const { client, service, close } = await upstream(async () => answer);
    const response = await bedrockBackend({ client }).converse('us.maker.model', request, new AbortController().signal);
    expect(response).toMatchObject(answer);
    expect(service.recorded()[0]).toMatchObject({ modelId: 'us.maker.model', request });
    await close();
  });

  test('returns the errors of Bedrock', async () => {
    const { client, close } = await upstream(async () => {
      throw new ServiceError('ThrottlingException', 'too many', { status: 429 });
    });
    const call = bedrockBackend({ client, modelId: 'm' }).converse('x', request, new AbortController().signal);
    await expect(call).rejects.toMatchObject({ code: 'ThrottlingException', message: 'too many', status: 429 });
    await close();
  });

  test('reports missing credentials', async () => {
    const credentials = async () => {
      throw Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      });
    };
    const client = new BedrockRuntimeClient({ region: 'us-east-1', credentials, maxAttempts: 1 });
    const call = bedrockBackend({ client }).converse('m', request, new AbortController().signal);
    await expect(call).rejects.toMatchObject({ code: 'AccessDeniedException', status: 403 });
  });
});
