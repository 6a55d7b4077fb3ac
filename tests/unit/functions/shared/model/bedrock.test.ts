import type {
  BedrockRuntimeClient,
  ConverseStreamCommandInput,
  ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { type BedrockSettings, bedrockModel } from '../../../../../functions/shared/model/bedrock';
import {
  type CallOptions,
  ContextExceeded,
  type ModelRequest,
  ModelRequestError,
  ModelUnavailable,
} from '../../../../../functions/shared/model/port';
import { call, claude, gptOss, nova, start, stop, text } from './events';

const SONNET = 'us.anthropic.claude-sonnet-5-5';
const done = [start, ...text('done'), ...stop('end_turn')];
const errorNamed = (name: string, message = `${name} happened`) => Object.assign(new Error(message), { name });

/** Events in order; an error is thrown in their place, and a number is a pause in milliseconds. */
type Part = ConverseStreamOutput | Error | number;

async function* streamOf(parts: readonly Part[], signal?: AbortSignal) {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    if (typeof part !== 'number') yield part;
    else {
      await new Promise((wake) => {
        setTimeout(wake, part).unref();
        signal?.addEventListener('abort', wake);
      });
    }
  }
}

/** A model whose client gives these responses: events of a stream, or an error in place of one. */
function model(responses: readonly (readonly Part[] | Error)[], modelId = 'maker.model-1', settings?: BedrockSettings) {
  const rest = [...responses];
  const inputs: ConverseStreamCommandInput[] = [];
  const pauses: number[] = [];
  const signals: AbortSignal[] = [];
  const client = {
    async send({ input }: { input: ConverseStreamCommandInput }, { abortSignal }: { abortSignal: AbortSignal }) {
      inputs.push(structuredClone(input));
      signals.push(abortSignal);
      const response = rest.shift();
      if (!response) throw new Error('The model was called once more than expected.');
      if (response instanceof Error) throw response;
      return { stream: streamOf(response, abortSignal) };
    },
  } as unknown as BedrockRuntimeClient;
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const bedrock = bedrockModel(client, modelId, pause, settings);
  const last = () => inputs.at(-1) as ConverseStreamCommandInput;
  return { bedrock, inputs, pauses, signals, last, send: (more?: CallOptions) => bedrock.converse(request, more) };
}

const cachePoint = { type: 'default' } as const;
const tool = { toolSpec: { name: 'write_program', inputSchema: { json: {} } } };
const reasoningContent = { reasoningText: { text: 'Count the rows.', signature: 'EqoBCkYI' } };
const request: ModelRequest = {
  system: [{ text: 'instructions' }, { cachePoint }],
  messages: [
    { role: 'user', content: [{ text: 'question' }] },
    {
      role: 'assistant',
      content: [{ reasoningContent }, { toolUse: { toolUseId: 'a', name: 'write_program', input: {} } }],
    },
    { role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'bad' }] } }, { cachePoint }] },
  ],
  toolConfig: { tools: [tool], toolChoice: { any: {} } },
};

describe('the recorded response of', () => {
  const input = { plan: 'Count.', program: 'print(1)\n' };

  test('Claude Sonnet 5.5 has its reasoning with the signature, its call, and its cached tokens', async () => {
    const { output, stopReason, usage } = await model([claude], SONNET).send();
    expect(stopReason).toBe('tool_use');
    expect(output?.message).toEqual({
      role: 'assistant',
      content: [
        { reasoningContent },
        { toolUse: { toolUseId: 'tooluse_kZJMlvQmRJ6eAyJE5GIl7Q', name: 'write_program', input } },
      ],
    });
    expect(usage).toMatchObject({ inputTokens: 412, outputTokens: 96, cacheReadInputTokens: 2512 });
  });

  test('Amazon Nova 2 Lite has its text and its call', async () => {
    const { output } = await model([nova], 'us.amazon.nova-2-lite-v1:0').send();
    expect(output?.message?.content?.[1]).toEqual({ text: 'I will count the rows.' });
    expect(output?.message?.content?.[2]?.toolUse?.input).toEqual(input);
  });

  test('gpt-oss has its call, although the line ends of the program are not escaped', async () => {
    const { output, stopReason } = await model([gptOss], 'openai.gpt-oss-120b-1:0').send();
    expect([stopReason, output?.message?.content?.at(-1)?.toolUse?.input]).toEqual(['tool_use', input]);
  });
});

test.each([
  ['no object', '[1', 'tool_use' as const, 'malformed_tool_use'],
  ['half an object at the token limit', '{"program": "pri', 'max_tokens' as const, 'max_tokens'],
])('a call with %s ends with %s', async (_, input, stopReason, expected) => {
  const { send } = model([[start, ...call(0, 'id', input), ...stop(stopReason)]]);
  expect((await send()).stopReason).toBe(expected);
});

describe('a request', () => {
  test('goes to the model id, or the ARN of an inference profile', async () => {
    const arn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123';
    const { send, last, bedrock } = model([done], arn, { foundationModelId: 'anthropic.claude-sonnet-5-5' });
    await send();
    expect([last().modelId, bedrock.modelId]).toEqual([arn, 'anthropic.claude-sonnet-5-5']);
    expect(last().outputConfig).toEqual({ effort: 'medium' });
  });

  const forms: [string, BedrockSettings, object][] = [
    [
      SONNET,
      {},
      { choice: undefined, thinking: { type: 'between_tools' }, effort: 'medium', cached: true, reasoning: true },
    ],
    [
      SONNET,
      { thinking: 'adaptive', effort: 'low' },
      {
        choice: undefined,
        thinking: { type: 'adaptive', display: 'summarized' },
        effort: 'low',
        cached: true,
        reasoning: true,
      },
    ],
    [
      'global.anthropic.claude-opus-5-5',
      {},
      {
        choice: undefined,
        thinking: { type: 'adaptive', display: 'summarized' },
        effort: 'medium',
        cached: true,
        reasoning: true,
      },
    ],
    [
      'us.anthropic.claude-haiku-5-5',
      {},
      { choice: 'any', thinking: { type: 'disabled' }, effort: 'medium', cached: true, reasoning: true },
    ],
    [
      'us.anthropic.claude-sonnet-4-6',
      {},
      { choice: 'any', thinking: undefined, effort: 'medium', cached: true, reasoning: true },
    ],
    [
      'us.anthropic.claude-sonnet-4-6',
      { thinking: 'adaptive' },
      {
        choice: undefined,
        thinking: { type: 'adaptive', display: 'summarized' },
        effort: 'medium',
        cached: true,
        reasoning: true,
      },
    ],
    [
      'us.amazon.nova-pro-v1:0',
      {},
      { choice: 'any', thinking: undefined, effort: undefined, cached: true, reasoning: false },
    ],
    [
      'openai.gpt-oss-120b-1:0',
      {},
      { choice: 'any', thinking: undefined, effort: undefined, cached: false, reasoning: false },
    ],
    [
      'us.meta.llama4-scout-17b',
      {},
      { choice: undefined, thinking: undefined, effort: undefined, cached: false, reasoning: false },
    ],
    ['maker.model-1', {}, { choice: 'any', thinking: undefined, effort: undefined, cached: false, reasoning: false }],
  ];
  test.each(forms)('to %s with %j has what the model accepts', async (modelId, settings, expected) => {
    const { send, last } = model([done], modelId, settings);
    await send();
    const { toolConfig, additionalModelRequestFields, outputConfig, system, messages } = last();
    const fields = (additionalModelRequestFields ?? {}) as { thinking?: object };
    expect({
      choice: Object.keys(toolConfig?.toolChoice ?? {})[0],
      thinking: fields.thinking,
      effort: outputConfig?.effort,
      cached: JSON.stringify(system).includes('cachePoint') && JSON.stringify(messages).includes('cachePoint'),
      reasoning: JSON.stringify(messages).includes('EqoBCkYI'),
    }).toEqual(expected);
  });

  test('has the effort where Nova and gpt-oss expect it', async () => {
    const fieldsOf = async (modelId: string, settings: BedrockSettings) => {
      const { send, last } = model([done], modelId, settings);
      await send();
      return last().additionalModelRequestFields;
    };
    expect(await fieldsOf('us.amazon.nova-2-lite-v1:0', { thinking: 'adaptive', effort: 'high' })).toEqual({
      reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' },
    });
    expect(await fieldsOf('openai.gpt-oss-20b-1:0', { thinking: 'adaptive', effort: 'high' })).toEqual({
      reasoning_effort: 'high',
    });
    expect(await fieldsOf('openai.gpt-oss-20b-1:0', {})).toEqual({ reasoning_effort: 'low' });
  });

  test.each<[string, BedrockSettings, number]>([
    [SONNET, {}, 1000],
    [SONNET, { thinking: 'adaptive' }, 2000],
    ['global.anthropic.claude-opus-5-5', {}, 2000],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', { thinking: 'adaptive' }, 1000],
    ['us.amazon.nova-2-lite-v1:0', { thinking: 'adaptive' }, 2000],
    ['maker.model-1', { thinking: 'adaptive' }, 1000],
  ])('to %s with %j allows %i tokens, thoughts included', async (modelId, settings, maxTokens) => {
    const { bedrock, last } = model([done], modelId, settings);
    await bedrock.converse({ ...request, inferenceConfig: { maxTokens: 1000 } });
    expect(last().inferenceConfig).toEqual({ maxTokens });
  });

  test('streams the input of tools of Claude', async () => {
    const { send, last } = model([done], SONNET);
    await send();
    expect(last().additionalModelRequestFields).toMatchObject({
      anthropic_beta: ['fine-grained-tool-streaming-2025-05-14'],
    });
  });

  test('returns reasoning unchanged', async () => {
    const { send, last } = model([done], SONNET);
    await send();
    expect(last().messages?.[1]).toEqual(request.messages?.[1]);
  });
});

describe('a request that the model refuses', () => {
  const unsupported = (field: string) =>
    errorNamed(
      'ValidationException',
      `This model doesn't support the toolConfig.toolChoice.${field} field. Remove it.`,
    );
  const choices = (inputs: readonly ConverseStreamCommandInput[]) =>
    inputs.map(({ toolConfig }) => Object.keys(toolConfig?.toolChoice ?? {})[0]);

  test('is repeated at once with a looser tool choice, which is kept for later calls', async () => {
    const { send, inputs, pauses } = model([unsupported('any'), done, done]);
    await send();
    await send();
    expect(choices(inputs)).toEqual(['any', undefined, undefined]);
    expect(pauses).toEqual([]);
  });

  test('is repeated without thinking and effort, which some models do not know', async () => {
    const refusal = errorNamed(
      'ValidationException',
      'thinking: Input tag between_tools does not match any of the expected tags',
    );
    const { send, last, inputs } = model([refusal, done, done], SONNET);
    await send();
    expect([last().additionalModelRequestFields, last().outputConfig]).toEqual([undefined, undefined]);
    await send();
    expect(inputs).toHaveLength(3);
    expect(last().outputConfig).toBeUndefined();
  });

  test('is repeated without cache points', async () => {
    const refusal = errorNamed(
      'AccessDeniedException',
      'You invoked an unsupported model or your request did not allow prompt caching.',
    );
    const { send, last } = model([refusal, done], SONNET);
    await send();
    expect(JSON.stringify(last())).not.toContain('cachePoint');
  });

  test('is a permanent error if nothing is left to change', async () => {
    const { send, inputs } = model([unsupported('any'), unsupported('auto')]);
    await expect(send()).rejects.toThrow('toolChoice.auto');
    expect(inputs).toHaveLength(2);
  });
});

describe('an error', () => {
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
    const { send, pauses } = model([errorNamed(name), errorNamed(name), done]);
    await expect(send()).resolves.toMatchObject({ stopReason: 'end_turn' });
    expect(pauses).toEqual([1000, 3000]);
  });

  test('inside the stream is retried, too', async () => {
    const { send, pauses } = model([[start, errorNamed('ModelStreamErrorException')], done]);
    await expect(send()).resolves.toMatchObject({ stopReason: 'end_turn' });
    expect(pauses).toEqual([1000]);
  });

  test('that is transient is final after six calls', async () => {
    const { send, inputs } = model(Array.from({ length: 9 }, () => errorNamed('ThrottlingException')));
    await expect(send()).rejects.toBeInstanceOf(ModelUnavailable);
    expect(inputs).toHaveLength(6);
  });

  test('is not retried with less time left than a call takes', async () => {
    const { send, inputs } = model([errorNamed('ThrottlingException')]);
    await expect(send({ timeoutSeconds: 60 })).rejects.toBeInstanceOf(ModelUnavailable);
    expect(inputs).toHaveLength(1);
  });

  test.each([
    'ValidationException',
    'AccessDeniedException',
    'ResourceNotFoundException',
    'ServiceQuotaExceededException',
  ])('%s is permanent, and keeps its message', async (name) => {
    const { send, inputs } = model([errorNamed(name)]);
    const converse = send();
    await expect(converse).rejects.toBeInstanceOf(ModelRequestError);
    await expect(converse).rejects.toThrow(`${name} happened`);
    expect(inputs).toHaveLength(1);
  });

  test('of a quota per day is permanent, and says what to request', async () => {
    const { send, inputs, pauses } = model([
      errorNamed('ThrottlingException', 'Too many tokens per day, please wait before trying again.'),
    ]);
    const converse = send();
    await expect(converse).rejects.toBeInstanceOf(ModelRequestError);
    await expect(converse).rejects.toThrow(/Too many tokens per day.*Service Quotas/);
    expect([inputs.length, pauses]).toEqual([1, []]);
  });

  test.each([
    ['Input is too long for requested model.', undefined],
    ['prompt is too long: 210345 tokens > 200000 maximum', 200_000],
    ["This model's maximum context length is 4096 tokens. However, you requested 11000 tokens", 4096],
    ['host responded with 400: the request exceeds the available context size (8,192 tokens), try increasing it', 8192],
  ])('%j is about the context window', async (message, size) => {
    const error = await model([errorNamed('ValidationException', message)])
      .send()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ContextExceeded);
    expect((error as ContextExceeded).maxTokens).toBe(size);
  });
});

describe('a response that breaks off', () => {
  test('is repeated, and its tokens are estimated', async () => {
    const broken: object[] = [];
    const { send } = model([[start, ...text('x'.repeat(400))], done]);
    await send({ onBrokenCall: (usage) => broken.push(usage) });
    expect(broken).toEqual([expect.objectContaining({ inputTokens: expect.any(Number), outputTokens: 100 })]);
    expect((broken[0] as { inputTokens: number }).inputTokens).toBeGreaterThan(50);
  });

  test('is aborted after the idle timeout', async () => {
    const broken: object[] = [];
    const { send, signals } = model([[start, 60_000], done], 'maker.model-1', { idleSeconds: 0.05 });
    await expect(send({ onBrokenCall: (usage) => broken.push(usage) })).resolves.toMatchObject({
      stopReason: 'end_turn',
    });
    expect([signals[0]?.aborted, broken.length]).toEqual([true, 1]);
  });

  test('is not idle while tokens arrive', async () => {
    const slow = [start, 40, ...text('a'), 40, ...text('b'), 40, ...text('c'), 40, ...stop('end_turn')];
    const { send, inputs } = model([slow], 'maker.model-1', { idleSeconds: 0.1 });
    await expect(send()).resolves.toMatchObject({ stopReason: 'end_turn' });
    expect(inputs).toHaveLength(1);
  });

  test('is aborted at the total timeout, although tokens arrive', async () => {
    const endless = Array.from({ length: 100 }, () => [...text('and'), 20]).flat();
    const { send, signals } = model([[start, ...endless]]);
    await expect(send({ timeoutSeconds: 0.2 })).rejects.toThrow('did not end its response in time');
    expect(signals[0]?.aborted).toBe(true);
  });

  test('is not counted if the model never began', async () => {
    const broken: object[] = [];
    const { send } = model([errorNamed('ThrottlingException'), done]);
    await send({ onBrokenCall: (usage) => broken.push(usage) });
    expect(broken).toEqual([]);
  });
});

test('an error of onProgress aborts the call and is passed on', async () => {
  const lost = new Error('lease lost');
  const broken: object[] = [];
  const { send, signals, inputs } = model([[start, 10, ...text('x'), 60_000]]);
  const onProgress = async () => {
    throw lost;
  };
  await expect(send({ onProgress, onBrokenCall: (usage) => broken.push(usage) })).rejects.toBe(lost);
  expect([signals[0]?.aborted, inputs.length, broken.length]).toEqual([true, 1, 1]);
});
