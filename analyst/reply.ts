import { createHash } from 'node:crypto';
import type { ConverseResponse } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseRequestBody } from './request';

/** The JSON body of a Converse response. */
export type ConverseResponseBody = ConverseResponse;

/** A complete question that can be asked instead, with the tables and columns that it needs. */
export interface Choice {
  readonly question: string;
  readonly tables: readonly string[];
  readonly columns: readonly string[];
}

/** What a model gives to a tool: a program, or why there is none. */
export type ToolInput =
  | { readonly plan: string; readonly assumptions: string[]; readonly program: string }
  | { readonly reason: string; readonly choices: readonly Choice[] };

const UNANSWERABLE = 'unanswerable';

/** Tokens of a text, as models count them: about four characters each. */
const tokensOf = (value: unknown): number => Math.ceil(JSON.stringify(value ?? '').length / 4);

/** Wraps the input in the response of a model that has to use a tool. */
export const replyWith = (request: ConverseRequestBody, input: ToolInput): ConverseResponseBody => {
  const digest = createHash('sha256')
    .update(JSON.stringify([request.messages ?? [], input]))
    .digest('hex');
  const offered = (request.toolConfig?.tools ?? []).map(({ toolSpec }) => toolSpec?.name);
  const programTool = offered[0] ?? 'write_program';
  // Without a tool for it, the reason is an input of the tool for programs.
  const call =
    'program' in input
      ? { name: programTool, input: { ...input } }
      : offered.includes(UNANSWERABLE)
        ? { name: UNANSWERABLE, input: { reason: input.reason, choices: input.choices.map((one) => ({ ...one })) } }
        : { name: programTool, input: { [UNANSWERABLE]: input.reason } };
  const inputTokens = tokensOf([request.system, request.messages, request.toolConfig]);
  const outputTokens = tokensOf(input);
  return {
    output: {
      message: {
        role: 'assistant',
        content: [{ toolUse: { toolUseId: `tooluse_${digest.slice(0, 22)}`, ...call } as never }],
      },
    },
    stopReason: 'tool_use',
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs: 1 },
  };
};
