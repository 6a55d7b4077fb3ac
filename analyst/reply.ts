import { createHash } from 'node:crypto';
import type { ConverseResponse } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseRequestBody } from './request';

/** The JSON body of a Converse response. */
export type ConverseResponseBody = ConverseResponse;

/** What a model gives to the tool: a program, or why there is none. */
export type ToolInput =
  | { readonly plan: string; readonly assumptions: string[]; readonly program: string }
  | { readonly unanswerable: string };

/** Tokens of a text, as models count them: about four characters each. */
const tokensOf = (value: unknown): number => Math.ceil(JSON.stringify(value ?? '').length / 4);

/** Wraps the tool's input in the response of a model that has to use the tool. */
export const replyWith = (request: ConverseRequestBody, input: ToolInput): ConverseResponseBody => {
  const digest = createHash('sha256')
    .update(JSON.stringify([request.messages ?? [], input]))
    .digest('hex');
  const inputTokens = tokensOf([request.system, request.messages, request.toolConfig]);
  const outputTokens = tokensOf(input);
  const name = request.toolConfig?.tools?.[0]?.toolSpec?.name ?? 'write_program';
  return {
    output: {
      message: {
        role: 'assistant',
        content: [{ toolUse: { toolUseId: `tooluse_${digest.slice(0, 22)}`, name, input } }],
      },
    },
    stopReason: 'tool_use',
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs: 1 },
  };
};
