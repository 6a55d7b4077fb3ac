import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockModel } from '../../../../../functions/shared/model/bedrock';
import { ModelRefused, ModelUnavailable } from '../../../../../functions/shared/model/port';

const request = { messages: [], inferenceConfig: { maxTokens: 1 } };
const named = (name: string) => Object.assign(new Error(`${name} happened`), { name });

function model(...answers: (object | Error)[]) {
  const inputs: unknown[] = [];
  const pauses: number[] = [];
  const client = {
    async send(command: { input: unknown }) {
      inputs.push(command.input);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as BedrockRuntimeClient;
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return { model: bedrockModel(client, 'some.model-1', pause), inputs, pauses };
}

const tool = { toolSpec: { name: 'write', inputSchema: { json: {} } } };
const forced = { ...request, toolConfig: { tools: [tool], toolChoice: { tool: { name: 'write' } } } };
const refused = (field: string) =>
  Object.assign(new Error(`This model doesn't support the toolConfig.toolChoice.${field} field. Remove it.`), {
    name: 'ValidationException',
  });
const choices = (inputs: unknown[]) => inputs.map((input) => (input as typeof forced).toolConfig.toolChoice);

test('a model that cannot be made to call one tool is asked for any, and then leaves the choice, at once', async () => {
  const { model: bedrock, inputs, pauses } = model(refused('tool'), refused('any'), { stopReason: 'tool_use' });
  await expect(bedrock.converse(forced)).resolves.toMatchObject({ stopReason: 'tool_use' });
  expect(choices(inputs)).toEqual([{ tool: { name: 'write' } }, { any: {} }, undefined]);
  expect(pauses).toEqual([]);
});

test('what a model does not support is not tried again with the next call', async () => {
  const { model: bedrock, inputs } = model(refused('tool'), { stopReason: 'tool_use' }, { stopReason: 'tool_use' });
  await bedrock.converse(forced);
  await bedrock.converse(forced);
  expect(choices(inputs)).toEqual([{ tool: { name: 'write' } }, { any: {} }, { any: {} }]);
});

test('a model that takes no choice at all is refused, with its words', async () => {
  const { model: bedrock, inputs } = model(refused('tool'), refused('any'), refused('auto'));
  await expect(bedrock.converse(forced)).rejects.toThrow('toolChoice.auto');
  expect(inputs).toHaveLength(3);
});

test('a request goes to the model by its id', async () => {
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
])('%s is tried again, with longer and longer pauses', async (name) => {
  const { model: bedrock, pauses } = model(named(name), named(name), { stopReason: 'end_turn' });
  await expect(bedrock.converse(request)).resolves.toMatchObject({ stopReason: 'end_turn' });
  expect(pauses).toEqual([1000, 3000]);
});

test('what keeps failing is unavailable after five tries', async () => {
  const { model: bedrock, inputs } = model(...Array.from({ length: 9 }, () => named('ThrottlingException')));
  await expect(bedrock.converse(request)).rejects.toBeInstanceOf(ModelUnavailable);
  expect(inputs).toHaveLength(5);
});

test.each([
  'ValidationException',
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
])('%s is for good, and says why', async (name) => {
  const { model: bedrock, inputs } = model(named(name));
  const converse = bedrock.converse(request);
  await expect(converse).rejects.toBeInstanceOf(ModelRefused);
  await expect(converse).rejects.toThrow(`${name} happened`);
  expect(inputs).toHaveLength(1);
});
