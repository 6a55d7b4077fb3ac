import type { Failure, Usage } from '../../events';
import { CatalogError } from '../../events/documents/catalog';
import { type Model, ModelRequestError, ModelUnavailable } from '../shared/model/port';
import { StatementError, WarehouseUnavailable } from '../shared/warehouse/port';
import { type ParsedResponse, parseResponse } from './model-response';
import { firstMessages, requestFor, withFailedAttempt, withFailedCall, withRemark } from './prompt/conversation';
import type { PreviousAttempt } from './prompt/previous-attempt';
import type { ProgramInput } from './prompt/tool';
import type { TableDirectory } from './tables/directory';

export interface GeneratorPorts {
  readonly model: Model;
  readonly tables: TableDirectory;
}

/** The part of a generation.json that depends on the model. */
export type GenerationResult =
  | ({ readonly result: 'program' } & ProgramInput)
  | { readonly result: 'failure'; readonly failure: Failure };

interface ProgramRequest {
  readonly prompt: string;
  /** Set for a repair. */
  readonly previous?: PreviousAttempt;
  /** Incremented with every call, so that it counts even if the generation rejects. */
  readonly usage: Usage;
  readonly beforeCall: () => Promise<void>;
}

/** Model calls for one attempt: the first, and two retries of responses without a program. */
const MAX_CALLS = 3;
const MAX_MESSAGE_CHARACTERS = 4000;

/**
 * Has the model write the program. The program is not checked here: its errors show when it runs, and the next attempt
 * repairs them.
 * Rejects with ModelUnavailable or WarehouseUnavailable.
 */
export async function generateProgram(ports: GeneratorPorts, request: ProgramRequest): Promise<GenerationResult> {
  const { prompt, previous } = request;
  const { tables, valuesWithheld } = await ports.tables.describe(prompt);
  if (tables.tables.length === 0) {
    return failed('warehouse_unavailable', `The schema ${tables.schema} has no table that may be read.`);
  }
  let messages = firstMessages(tables, prompt);
  if (previous) messages = withFailedAttempt(messages, previous, { withOutput: !valuesWithheld });
  let problem = '';
  for (let call = 1; call <= MAX_CALLS; call += 1) {
    await request.beforeCall();
    const response = await callModel(ports, request, messages);
    if (response.kind === 'failure') return { result: 'failure', failure: response.failure };
    if (response.kind === 'program') return { result: 'program', ...response.input };
    problem = response.problem;
    messages = isObject(response.input)
      ? withFailedCall(messages, `round-${call}`, response.input, `invalid_program: ${problem}`)
      : withRemark(messages, problem);
  }
  return failed('invalid_program', `The model wrote no program in ${MAX_CALLS} calls. The last problem: ${problem}`);
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

type Messages = ReturnType<typeof firstMessages>;

async function callModel(
  { model }: GeneratorPorts,
  { usage }: ProgramRequest,
  messages: Messages,
): Promise<ParsedResponse> {
  usage.modelCalls += 1;
  try {
    const response = await model.converse(requestFor(messages));
    usage.inputTokens += response.usage?.inputTokens ?? 0;
    usage.outputTokens += response.usage?.outputTokens ?? 0;
    return parseResponse(response);
  } catch (error) {
    if (!(error instanceof ModelRequestError)) throw error;
    return { kind: 'failure', failure: failure('model_unavailable', error.message) };
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

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
