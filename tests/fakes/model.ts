import type { Model, ModelRequest, ModelResponse } from '../../functions/shared/model/port';

export interface FakeModel extends Model {
  readonly requests: ModelRequest[];
}

/** A model that gives these answers, one after another; an error is thrown. With none left it fails the test. */
export function fakeModel(...answers: (ModelResponse | Error)[]): FakeModel {
  const requests: ModelRequest[] = [];
  return {
    modelId: 'test.model-1',
    requests,
    async converse(request) {
      requests.push(structuredClone(request));
      const answer = answers.shift();
      if (!answer) throw new Error('The model was asked once more than expected.');
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const usage = { inputTokens: 100, outputTokens: 10, totalTokens: 110 };

/** The answer in which a model calls the tool. */
export const toolCall = (input: object, stopReason: ModelResponse['stopReason'] = 'tool_use'): ModelResponse => ({
  stopReason,
  usage,
  output: {
    message: {
      role: 'assistant',
      content: [{ toolUse: { toolUseId: 'call', name: 'write_program', input: { ...input } } }],
    },
  },
});

/** The answer in which a model calls these tools. */
export const toolCalls = (...calls: readonly (readonly [name: string, input: object])[]): ModelResponse => ({
  stopReason: 'tool_use',
  usage,
  output: {
    message: {
      role: 'assistant',
      content: calls.map(([name, input], index) => ({
        toolUse: { toolUseId: `call${index}`, name, input: { ...input } },
      })),
    },
  },
});

/** The answer in which a model talks. */
export const prose = (text: string, stopReason: ModelResponse['stopReason'] = 'end_turn'): ModelResponse => ({
  stopReason,
  usage,
  output: { message: { role: 'assistant', content: [{ text }] } },
});
