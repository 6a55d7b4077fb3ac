import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { Failure } from '../../events';
import type { ModelResponse } from '../shared/model/port';
import type { LookCall } from './look/looks';
import { LOOK_NAME } from './prompt/look-tool';
import {
  MAX_TOKENS,
  type OfferedChoice,
  type ProgramInput,
  parseToolInput,
  parseUnanswerable,
  TOOL_NAME,
  UNANSWERABLE_NAME,
} from './prompt/tool';

/** The content of a model's response. */
export type ParsedResponse =
  | { readonly kind: 'program'; readonly input: ProgramInput }
  | { readonly kind: 'unanswerable'; readonly reason: string; readonly choices: readonly OfferedChoice[] }
  /** The model looks before it writes. */
  | { readonly kind: 'looks'; readonly calls: readonly LookCall[] }
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** The model is called again with the problem. `advice` is for the operator, if the problem stays. */
  | { readonly kind: 'retry'; readonly problem: string; readonly advice?: string }
  | { readonly kind: 'context exceeded' };

const LONGER = `The responses ended at their limit of ${MAX_TOKENS} tokens, or at a lower one of the model's server: allow longer responses there (the context length and the maximum of new tokens), choose another model, or ask for less at once.`;
const USE_THE_TOOL = `Call ${TOOL_NAME} once, with the whole program.`;

/** The start of a text in which a model refuses. */
const refusal =
  /^\W*(?:(?:i['’]m|i am) (?:sorry|unable|not able)|i (?:can['’]?t|cannot|can not|won['’]?t|will not|must decline)|sorry\b)/i;

/** Parses a response by its stop reason; an unknown reason counts as `end_turn`. */
export function parseResponse({ output, stopReason }: ModelResponse): ParsedResponse {
  const content = output?.message?.content ?? [];
  switch (stopReason) {
    case 'max_tokens':
      return retry(
        'Your last response was cut off before its end. Write a shorter program and a shorter plan.',
        LONGER,
      );
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return retry(`Your last response could not be parsed. ${USE_THE_TOOL}`);
    case 'content_filtered':
    case 'guardrail_intervened':
      return refused(textOf(content) || 'A content filter or a guardrail stopped the response.');
    case 'model_context_window_exceeded':
      return { kind: 'context exceeded' };
    default:
      return parseContent(content);
  }
}

/** A program counts before a reason, and either before looks of the same response. */
function parseContent(content: readonly ContentBlock[]): ParsedResponse {
  const inputOf = (name: string) => content.find((block) => block.toolUse?.name === name)?.toolUse?.input;
  const [program, reason] = [inputOf(TOOL_NAME), inputOf(UNANSWERABLE_NAME)];
  const looks = content.flatMap(({ toolUse }) =>
    toolUse?.name === LOOK_NAME ? [{ toolUseId: toolUse.toolUseId ?? '', input: toolUse.input }] : [],
  );
  if (program === undefined && reason === undefined) {
    return looks.length > 0 ? { kind: 'looks', calls: looks } : parseText(textOf(content));
  }
  const input = program === undefined ? parseUnanswerable(reason) : parseToolInput(program);
  if (input.kind === 'unanswerable') return input;
  if (input.kind === 'invalid') return retry(input.problem);
  return { kind: 'program', input: { ...input.input, program: withoutFence(input.input.program) } };
}

/** Accepts one fenced program in place of a tool call, for models that do not call tools. */
function parseText(text: string): ParsedResponse {
  const blocks = [...text.matchAll(/```(?:python|py|python3)?[ \t]*\n([\s\S]*?)\n?```/gi)].map(
    (match) => match[1] ?? '',
  );
  const [program, ...others] = blocks.filter((block) => block.trim());
  if (program !== undefined && others.length === 0) {
    const plan = text.slice(0, text.indexOf('```')).trim().slice(0, 10_000);
    return { kind: 'program', input: { plan, assumptions: [], program: `${program}\n` } };
  }
  if (program === undefined && refusal.test(text)) return refused(text);
  return retry(others.length > 0 ? `Your last response had several programs. ${USE_THE_TOOL}` : USE_THE_TOOL);
}

/** Some models fence the program inside the tool call, too. */
const withoutFence = (program: string): string =>
  /^\s*```(?:python|py)?[ \t]*\n([\s\S]*?)\n?```\s*$/i.exec(program)?.[1]?.concat('\n') ?? program;

const textOf = (content: readonly ContentBlock[]): string =>
  content
    .map((block) => block.text ?? '')
    .join('\n')
    .trim();

const retry = (problem: string, advice?: string): ParsedResponse => ({
  kind: 'retry',
  problem,
  ...(advice && { advice }),
});

const failure = (kind: Failure['kind'], message: string): ParsedResponse => ({
  kind: 'failure',
  failure: { kind, message: message.slice(0, 4000) },
});

const refused = (text: string): ParsedResponse => failure('refused', `The model declined: ${text}`);
