import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { Failure } from '../../events';
import { CatalogError } from '../../events/documents/catalog';
import { ContextExceeded, ModelRequestError, type ModelResponse, ModelUnavailable } from '../shared/model/port';
import { StatementError, WarehouseUnavailable } from '../shared/warehouse/port';
import { usableChoices } from './choices';
import type { Looks } from './look/looks';
import type { ModelCalls } from './model-calls';
import { type ParsedResponse, parseResponse } from './model-response';
import {
  firstMessages,
  requestFor,
  withFailedAttempt,
  withFailedResponse,
  withRemark,
  withResults,
} from './prompt/conversation';
import { type EarlierTurn, shownTurns } from './prompt/earlier-turns';
import { neededContext, type RequestSize, smallerSize } from './prompt/fewer-tables';
import type { PreviousAttempt } from './prompt/previous-attempt';
import { MAX_TOKENS, type ProgramInput, TOOL_NAME } from './prompt/tool';
import type { TableDirectory, VisibleTables } from './tables/directory';

export interface GeneratorPorts {
  readonly model: ModelCalls;
  readonly tables: TableDirectory;
  readonly looks: Looks;
}

/** The part of a generation.json that depends on the model. */
export type GenerationResult =
  | ({ readonly result: 'program'; readonly catalogSha256: string } & ProgramInput)
  | { readonly result: 'failure'; readonly failure: Failure };

interface ProgramRequest {
  readonly jobId: string;
  readonly attempt: number;
  readonly prompt: string;
  /** The turns of the conversation before, the oldest first. */
  readonly earlier: readonly EarlierTurn[];
  /** Set for a repair. */
  readonly previous?: PreviousAttempt;
}

/** Responses without a program and without looks end an attempt at this number. */
const MAX_CALLS = 3;
const MAX_MESSAGE_CHARACTERS = 4000;

/**
 * Has the model write the program. The program is not checked here: its errors show when it runs, and the next attempt
 * repairs them.
 * Rejects with LeaseLost, ModelUnavailable or WarehouseUnavailable.
 */
export async function generateProgram(ports: GeneratorPorts, request: ProgramRequest): Promise<GenerationResult> {
  const { prompt, previous, earlier } = request;
  const described = await ports.tables.describe(...subjectOf(request));
  const { tables, valuesWithheld, withholds, catalogSha256 } = described;
  if (tables.tables.length === 0) {
    return failed('warehouse_unavailable', `The schema ${tables.schema} has no table that may be read.`);
  }
  let turns = shownTurns(earlier, described);
  // A program that was written under another catalog may have values that are withheld now.
  const repaired = withholds && previous?.catalogSha256 !== catalogSha256 ? undefined : previous;
  const opening = (size: RequestSize) => {
    const messages = firstMessages(size.tables, prompt, turns);
    return repaired ? withFailedAttempt(messages, repaired, { valuesWithheld }) : messages;
  };
  let size: RequestSize = { tables, maxTokens: MAX_TOKENS };
  let messages = opening(size);
  let problem = '';
  for (let call = 1; call <= MAX_CALLS; ) {
    const handIn = ports.model.isTimeToHandIn();
    const { maxLooks } = ports.looks;
    const sent = requestFor(messages, { ...request, maxTokens: size.maxTokens, maxLooks, handIn });
    const { parsed, message } = await callModel(ports.model, sent);
    if (parsed.kind === 'failure') return { result: 'failure', failure: parsed.failure };
    if (parsed.kind === 'program') return { result: 'program', catalogSha256, ...parsed.input };
    if (parsed.kind === 'unanswerable') return unanswerable(parsed, await ports.tables.visibleTables(), prompt);
    if (parsed.kind === 'looks' && mayLook(ports) && hasCalls(message)) {
      const taken = await ports.looks.take(parsed.calls);
      messages = withResults(messages, message, resultsOf(message, taken));
      continue;
    }
    if (parsed.kind === 'context exceeded' && turns.length > 1) {
      turns = turns.slice(-1);
      messages = opening(size);
      continue;
    }
    if (parsed.kind === 'context exceeded') {
      const otherCharacters = JSON.stringify(sent).length - JSON.stringify(size.tables).length;
      const smaller = smallerSize(size, otherCharacters, parsed.maxTokens);
      if (!smaller) {
        const needed = neededContext(size, otherCharacters);
        return failed('model_unavailable', [parsed.reason, needed].filter(Boolean).join(' '));
      }
      size = smaller;
      messages = opening(size);
      continue;
    }
    call += 1;
    const { problem: reason, advice } = parsed.kind === 'looks' ? NO_LOOKS : parsed;
    problem = [reason, advice].filter(Boolean).join(' ');
    messages = hasCalls(message)
      ? withFailedResponse(messages, message, `invalid_program: ${reason}`)
      : withRemark(messages, reason);
  }
  return failed('invalid_program', `The model wrote no program in ${MAX_CALLS} calls. The last problem: ${problem}`);
}

/** What the tables have to be described for: the question with earlier ones, and the programs, which name tables. */
function subjectOf({ prompt, earlier, previous }: ProgramRequest): [question: string, program: string] {
  const questions = earlier.filter(({ program }) => program === undefined).map(({ question }) => question);
  const programs = [previous?.input.program, ...earlier.map(({ program }) => program)].filter(Boolean);
  return [[...questions, prompt].join('\n'), programs.join('\n')];
}

const NO_LOOKS = { problem: `No looks are left. Call ${TOOL_NAME} with the whole program.`, advice: undefined };

/** Whether there are looks left, and time for them. */
const mayLook = ({ looks, model }: GeneratorPorts): boolean => looks.areLeft() && !model.isTimeToHandIn();

/** A result for each call of the response: models refuse a conversation in which one is missing. */
const resultsOf = (message: Message, results: readonly ContentBlock[]): ContentBlock[] =>
  (message.content ?? []).flatMap(({ toolUse }): ContentBlock[] => {
    if (!toolUse) return [];
    const result = results.find(({ toolResult }) => toolResult?.toolUseId === toolUse.toolUseId);
    const { toolUseId } = toolUse;
    const unknown = { toolUseId, status: 'error' as const, content: [{ text: 'There is no such tool.' }] };
    return [result ?? { toolResult: unknown }];
  });

function unanswerable(
  { reason, choices }: Extract<ParsedResponse, { kind: 'unanswerable' }>,
  visible: VisibleTables,
  prompt: string,
): GenerationResult {
  const usable = usableChoices(choices, visible, prompt);
  return {
    result: 'failure',
    failure: { ...failure('unanswerable', reason), ...(usable.length > 0 && { choices: usable }) },
  };
}

/** The failure that an error ends the attempt with. Undefined if a later invocation may succeed, or for a bug. */
export function failureOf(error: unknown, isLastInvocation: boolean): Failure | undefined {
  if (error instanceof CatalogError || error instanceof StatementError) {
    return failure('warehouse_unavailable', error.message);
  }
  if (!isLastInvocation) return undefined;
  if (error instanceof ModelUnavailable) return failure('model_unavailable', error.message);
  return error instanceof WarehouseUnavailable ? failure('warehouse_unavailable', error.message) : undefined;
}

type Message = NonNullable<NonNullable<ModelResponse['output']>['message']>;

interface CallResult {
  /** `reason` and `maxTokens` are set if the request was refused as too long. */
  readonly parsed: ParsedResponse & { readonly reason?: string; readonly maxTokens?: number };
  readonly message?: Message;
}

async function callModel(model: ModelCalls, request: ReturnType<typeof requestFor>): Promise<CallResult> {
  try {
    const response = await model.converse(request);
    return { parsed: parseResponse(response), message: response.output?.message };
  } catch (error) {
    if (error instanceof ContextExceeded) {
      const { message, maxTokens } = error;
      return { parsed: { kind: 'context exceeded', reason: message, maxTokens } };
    }
    if (!(error instanceof ModelRequestError)) throw error;
    return { parsed: { kind: 'failure', failure: failure('model_unavailable', error.message) } };
  }
}

const failure = (kind: Failure['kind'], message: string): Failure => ({
  kind,
  message: message.slice(0, MAX_MESSAGE_CHARACTERS),
});

const failed = (kind: Failure['kind'], message: string): GenerationResult => ({
  result: 'failure',
  failure: failure(kind, message),
});

/** Whether the message can be returned to the model with a result for each of its calls. */
function hasCalls(message: Message | undefined): message is Message {
  const calls = (message?.content ?? []).flatMap(({ toolUse }) => toolUse ?? []);
  return (
    calls.length > 0 && calls.every(({ input }) => typeof input === 'object' && input !== null && !Array.isArray(input))
  );
}
