import type { Failure, Usage } from '../../events';
import { type Model, ModelRefused } from '../shared/model/port';
import { type Reading, readAnswer } from './model-response';
import { firstMessages, requestFor, withFailedCall, withFailedRun, withRemark } from './prompt/conversation';
import type { PreviousAttempt } from './prompt/previous-attempt';
import type { ProgramInput } from './prompt/tool';
import type { TableDirectory } from './schema/directory';

export interface WriterPorts {
  readonly model: Model;
  readonly tables: TableDirectory;
}

/** What generation.json says beside who asked and when. */
export type GenerationResult =
  | ({ readonly result: 'program' } & ProgramInput)
  | { readonly result: 'failure'; readonly failure: Failure };

interface ProgramRequest {
  readonly prompt: string;
  /** Set when a program is to be repaired. */
  readonly previous?: PreviousAttempt;
  /** Counted up with every call, also when the writing rejects in the end. */
  readonly usage: Usage;
  readonly beforeRound: () => Promise<void>;
}

/** Calls of the model for one attempt: the first, and two more for answers that hold no program. */
const ROUNDS = 3;

/**
 * Has the model write the program. Whether it is right shows when it runs: an error of it comes back as the next attempt.
 * Rejects with ModelUnavailable or WarehouseUnavailable.
 */
export async function writeProgram(ports: WriterPorts, assignment: ProgramRequest): Promise<GenerationResult> {
  const { prompt, previous } = assignment;
  const { tables, valuesKeptBack } = await ports.tables.describe(prompt);
  if (tables.tables.length === 0) {
    const message = `There is no table in the schema ${tables.schema} that may be read.`;
    return { result: 'failure', failure: { kind: 'warehouse_unavailable', message } };
  }
  let messages = firstMessages(tables, prompt);
  if (previous) messages = withFailedRun(messages, previous, !valuesKeptBack);
  let problem = '';
  for (let round = 1; round <= ROUNDS; round += 1) {
    await assignment.beforeRound();
    const reading = await ask(ports, assignment, messages);
    if (reading.kind === 'failure') return { result: 'failure', failure: reading.failure };
    if (reading.kind === 'program') return { result: 'program', ...reading.input };
    problem = reading.problem;
    messages = isObject(reading.input)
      ? withFailedCall(messages, `round-${round}`, reading.input, `invalid_program: ${problem}`)
      : withRemark(messages, problem);
  }
  const message = `The model gave no program in ${ROUNDS} tries. The last time: ${problem}`;
  return { result: 'failure', failure: { kind: 'invalid_program', message: message.slice(0, 4000) } };
}

type Messages = ReturnType<typeof firstMessages>;

async function ask({ model }: WriterPorts, { usage }: ProgramRequest, messages: Messages): Promise<Reading> {
  usage.modelCalls += 1;
  try {
    const answer = await model.converse(requestFor(messages));
    usage.inputTokens += answer.usage?.inputTokens ?? 0;
    usage.outputTokens += answer.usage?.outputTokens ?? 0;
    return readAnswer(answer);
  } catch (error) {
    if (!(error instanceof ModelRefused)) throw error;
    return { kind: 'failure', failure: { kind: 'model_unavailable', message: error.message.slice(0, 4000) } };
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
