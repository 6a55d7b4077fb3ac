import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockModel } from '../../../functions/shared/model/bedrock';
import { ModelRefused, ModelUnavailable } from '../../../functions/shared/model/port';

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
