import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseBody } from '../backend';
import type { RecordedTokens, Recording } from './recording';
import type { OfferedTool, ToolCall } from './response-text';

interface Body {
  readonly output?: {
    readonly message?: {
      readonly content?: readonly { readonly toolUse?: { readonly name: string; readonly input: unknown } }[];
    };
  };
  readonly usage?: Partial<RecordedTokens>;
}

/** The tools that a request offers. */
export function toolsOf(request: ConverseBody): OfferedTool[] {
  const { toolConfig } = request as unknown as ConverseRequest;
  return (toolConfig?.tools ?? []).flatMap(({ toolSpec }) =>
    toolSpec ? [{ name: toolSpec.name ?? '', schema: toolSpec.inputSchema?.json }] : [],
  );
}

/** The calls of a response. Text and reasoning are left out: nothing reads them. */
export const callsOf = (body: ConverseBody): ToolCall[] =>
  ((body as Body).output?.message?.content ?? []).flatMap(({ toolUse }) =>
    toolUse ? [{ name: toolUse.name, input: (toolUse.input ?? {}) as ToolCall['input'] }] : [],
  );

export function tokensOf(body: ConverseBody): RecordedTokens {
  const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens, cacheWriteInputTokens } = (body as Body).usage ?? {};
  return {
    inputTokens,
    outputTokens,
    ...(cacheReadInputTokens !== undefined && { cacheReadInputTokens }),
    ...(cacheWriteInputTokens !== undefined && { cacheWriteInputTokens }),
  };
}

/** A recording as the response of Converse. Ids of calls have nine letters and digits, as in all conversations. */
export function converseResponse({ turn, calls, tokens }: Pick<Recording, 'turn' | 'calls' | 'tokens'>): ConverseBody {
  const two = (number: number) => String(number).padStart(2, '0');
  const content = calls.map(({ name, input }, index) => ({
    toolUse: { toolUseId: `turn${two(turn)}c${two(index + 1)}`, name, input },
  }));
  const { inputTokens, outputTokens } = tokens;
  return {
    output: { message: { role: 'assistant', content } },
    stopReason: 'tool_use',
    usage: { ...tokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs: 0 },
  };
}
