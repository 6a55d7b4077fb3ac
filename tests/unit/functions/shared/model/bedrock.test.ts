import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockModel } from '../../../../../functions/shared/model/bedrock';
import { ModelRequestError, ModelUnavailable } from '../../../../../functions/shared/model/port';

const request = { messages: [], inferenceConfig: { maxTokens: 1 } };
const errorNamed = (name: string) => Object.assign(new Error(`${name} happened`), { name });

function model(...responses: (object | Error)[]) {
  const inputs: unknown[] = [];
  const pauses: number[] = [];
  const client = {
    async send(command: { input: unknown }) {
      inputs.push(command.input);
      const response = responses.shift();
      if (response instanceof Error) throw response;
      return response;
    },
  } as unknown as BedrockRuntimeClient;
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return { model: bedrockModel(client, 'some.model-1', pause), inputs, pauses };
}

const tool = { toolSpec: { name: 'write', inputSchema: { json: {} } } };
const forced = { ...request, toolConfig: { tools: [tool], toolChoice: { tool: { name: 'write' } } } };
const refusalOf = (field: string) =>
  Object.assign(new Error(`This model doesn't support the toolConfig.toolChoice.${field} field. Remove it.`), {
    name: 'ValidationException',
  });
const choices = (inputs: unknown[]) => inputs.map((input) => (input as typeof forced).toolConfig.toolChoice);

test('an unsupported tool choice is replaced by any and then auto, without delay', async () => {
  const { model: bedrock, inputs, pauses } = model(refusalOf('tool'), refusalOf('any'), { stopReason: 'tool_use' });
  await expect(bedrock.converse(forced)).resolves.toMatchObject({ stopReason: 'tool_use' });
  expect(choices(inputs)).toEqual([{ tool: { name: 'write' } }, { any: {} }, undefined]);
  expect(pauses).toEqual([]);
});

test('a supported tool choice is kept for later calls', async () => {
  const { model: bedrock, inputs } = model(refusalOf('tool'), { stopReason: 'tool_use' }, { stopReason: 'tool_use' });
  await bedrock.converse(forced);
  await bedrock.converse(forced);
  expect(choices(inputs)).toEqual([{ tool: { name: 'write' } }, { any: {} }, { any: {} }]);
});

test('a model that supports no tool choice is a permanent error, with its message', async () => {
  const { model: bedrock, inputs } = model(refusalOf('tool'), refusalOf('any'), refusalOf('auto'));
  await expect(bedrock.converse(forced)).rejects.toThrow('toolChoice.auto');
  expect(inputs).toHaveLength(3);
});

test('a request contains the model id', async () => {
  const { model: bedrock, inputs } = model({ stopReason: 'tool_use' });
  await expect(bedrock.converse(request)).resolves.toMatchObject({ stopReason: 'tool_use' });
  expect(inputs).toEqual([{ ...request, modelId: 'some.model-1' }]);
});

test.each([
  'ThrottlingException',
  'ModelNotReadyException',
  'ServiceUnavailableException',
  'InternalServerException',
  'ModelTimeoutException',
  'ModelErrorException',
  'TimeoutError',
  'ECONNREFUSED',
])('%s is retried with growing delays', async (name) => {
  const { model: bedrock, pauses } = model(errorNamed(name), errorNamed(name), { stopReason: 'end_turn' });
  await expect(bedrock.converse(request)).resolves.toMatchObject({ stopReason: 'end_turn' });
  expect(pauses).toEqual([1000, 3000]);
});

test('a transient error is final after five calls', async () => {
  const { model: bedrock, inputs } = model(...Array.from({ length: 9 }, () => errorNamed('ThrottlingException')));
  await expect(bedrock.converse(request)).rejects.toBeInstanceOf(ModelUnavailable);
  expect(inputs).toHaveLength(5);
});

test.each([
  'ValidationException',
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
])('%s is permanent, and keeps its message', async (name) => {
  const { model: bedrock, inputs } = model(errorNamed(name));
  const converse = bedrock.converse(request);
  await expect(converse).rejects.toBeInstanceOf(ModelRequestError);
  await expect(converse).rejects.toThrow(`${name} happened`);
  expect(inputs).toHaveLength(1);
});
