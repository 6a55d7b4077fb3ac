import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { Failure } from '../../events';
import type { ModelResponse } from '../shared/model/port';
import { type ProgramInput, readToolInput, TOOL_NAME } from './prompt/tool';

/** What a model's answer comes to. */
export type Reading =
  | { readonly kind: 'program'; readonly input: ProgramInput }
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** To be asked again; `input` is what the tool was called with, when it was. */
  | { readonly kind: 'again'; readonly problem: string; readonly input?: unknown };

const USE_THE_TOOL = `Answer by calling ${TOOL_NAME} once, with the whole program in it.`;

/** Words with which a model that will not do something begins. */
const refusal =
  /^\W*(?:(?:i['’]m|i am) (?:sorry|unable|not able)|i (?:can['’]?t|cannot|can not|won['’]?t|will not|must decline)|sorry\b)/i;

/** Reads an answer by its stop reason; a reason that is not known is read like a finished turn. */
export function readAnswer({ output, stopReason }: ModelResponse): Reading {
  const content = output?.message?.content ?? [];
  switch (stopReason) {
    case 'max_tokens':
      return again('The last answer was cut off before its end. Write a shorter program with a shorter plan.');
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return again(`The last answer could not be read. ${USE_THE_TOOL}`);
    case 'content_filtered':
    case 'guardrail_intervened':
      return refused(textOf(content) || 'A filter of the model or a guardrail stopped the answer.');
    case 'model_context_window_exceeded':
      return failure('model_unavailable', 'The question and the tables do not fit into what the model can read.');
    default:
      return readContent(content);
  }
}

function readContent(content: readonly ContentBlock[]): Reading {
  const call = content.find((block) => block.toolUse?.name === TOOL_NAME)?.toolUse;
  if (!call) return readText(textOf(content));
  const reading = readToolInput(call.input);
  if (reading.kind === 'unanswerable') return failure('unanswerable', reading.reason);
  if (reading.kind === 'invalid') return { kind: 'again', problem: reading.problem, input: call.input };
  return { kind: 'program', input: { ...reading.input, program: unfenced(reading.input.program) } };
}

/** A model without tools, or one that talks instead: one fenced program is as good as a call. */
function readText(text: string): Reading {
  const blocks = [...text.matchAll(/```(?:python|py|python3)?[ \t]*\n([\s\S]*?)\n?```/gi)].map(
    (match) => match[1] ?? '',
  );
  const [program, ...others] = blocks.filter((block) => block.trim());
  if (program !== undefined && others.length === 0) {
    const plan = text.slice(0, text.indexOf('```')).trim().slice(0, 10_000);
    return { kind: 'program', input: { plan, assumptions: [], program: `${program}\n` } };
  }
  if (program === undefined && refusal.test(text)) return refused(text);
  return again(others.length > 0 ? `There were several programs in the last answer. ${USE_THE_TOOL}` : USE_THE_TOOL);
}

/** Some models put a fence around the program inside the call, too. */
const unfenced = (program: string): string =>
  /^\s*```(?:python|py)?[ \t]*\n([\s\S]*?)\n?```\s*$/i.exec(program)?.[1]?.concat('\n') ?? program;

const textOf = (content: readonly ContentBlock[]): string =>
  content
    .map((block) => block.text ?? '')
    .join('\n')
    .trim();

const again = (problem: string): Reading => ({ kind: 'again', problem });

const failure = (kind: Failure['kind'], message: string): Reading => ({
  kind: 'failure',
  failure: { kind, message: message.slice(0, 4000) },
});

const refused = (text: string): Reading => failure('refused', `The model declined: ${text}`);
