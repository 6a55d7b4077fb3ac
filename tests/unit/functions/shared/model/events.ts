import type { ConverseStreamOutput, TokenUsage } from '@aws-sdk/client-bedrock-runtime';

/** Events of ConverseStream as the SDK returns them. */
export const start: ConverseStreamOutput = { messageStart: { role: 'assistant' } };

export const text = (value: string, contentBlockIndex = 0): ConverseStreamOutput[] => [
  { contentBlockDelta: { contentBlockIndex, delta: { text: value } } },
  { contentBlockStop: { contentBlockIndex } },
];

/** A call whose input arrives in these parts. */
export const call = (contentBlockIndex: number, toolUseId: string, ...inputs: string[]): ConverseStreamOutput[] => [
  { contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId, name: 'write_program' } } } },
  ...inputs.map((input) => ({ contentBlockDelta: { contentBlockIndex, delta: { toolUse: { input } } } })),
  { contentBlockStop: { contentBlockIndex } },
];

export const stop = (
  stopReason: 'end_turn' | 'tool_use' | 'max_tokens',
  usage: TokenUsage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
): ConverseStreamOutput[] => [{ messageStop: { stopReason } }, { metadata: { usage, metrics: { latencyMs: 900 } } }];

/** Claude Sonnet 5.5: a summary of its thoughts with a signature, then the call; most of the input is in the cache. */
export const claude: ConverseStreamOutput[] = [
  start,
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Count the ' } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'rows.' } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'EqoBCkYI' } } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  ...call(1, 'tooluse_kZJMlvQmRJ6eAyJE5GIl7Q', '{"plan": "Cou', 'nt.", "program": "print(1)\\n"}'),
  ...stop('tool_use', {
    inputTokens: 412,
    outputTokens: 96,
    totalTokens: 3020,
    cacheReadInputTokens: 2512,
    cacheWriteInputTokens: 0,
  }),
];

/** Amazon Nova 2 Lite: it keeps its reasoning to itself, and writes a text before the call. */
export const nova: ConverseStreamOutput[] = [
  start,
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: '[REDACTED]' } } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  ...text('I will count the rows.', 1),
  ...call(2, 'tooluse_7Jf0bXv2Q1mZr8pB4yWc9A', '{"plan":"Count.","program":"print(1)\\n"}'),
  ...stop('tool_use', { inputTokens: 2954, outputTokens: 81, totalTokens: 3035, cacheReadInputTokens: 0 }),
];

/** gpt-oss: reasoning without a signature, a call without a text, no cache, and line ends inside the JSON's strings. */
export const gptOss: ConverseStreamOutput[] = [
  start,
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'We need to call the tool.' } } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  ...call(1, 'chatcmpl-tool-bb5ac9631b3445d7', '{"plan": "Count.", "program": "print(1)\n"}'),
  ...stop('tool_use', { inputTokens: 2871, outputTokens: 142, totalTokens: 3013 }),
];
