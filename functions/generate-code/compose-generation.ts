import type { GenerationDocument, JobDocument } from '../../events';
import { ModelUnavailable } from '../shared/model/port';
import type { ObjectStore } from '../shared/object-store/port';
import { failureOf, type GenerationResult, type GeneratorPorts, generateProgram } from './generate-program';
import type { GenerationRequest } from './generation-request';
import type { Lease } from './lease';
import { instructionsVersion } from './prompt/instructions';
import { readPreviousAttempt } from './prompt/previous-attempt';

export interface ComposePorts extends GeneratorPorts {
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly now: () => string;
}

/** Invocations for one attempt. The last one turns a transient error into a failure. */
const MAX_INVOCATIONS = 4;
/** No model call starts later in an invocation: the function's timeout is 300 s, a call takes up to 90 s. */
const LAST_CALL_SECONDS = 200;
/** This long before the deadline a transient error is a failure: there is no time left to launch and run a program. */
const MIN_REMAINING_SECONDS = 120;

/** Generates the attempt's program while it holds the lease. */
export async function composeGeneration(
  ports: ComposePorts,
  { jobId, attempt }: GenerationRequest,
  { prompt, deadlineAt }: JobDocument,
  lease: Lease,
): Promise<GenerationDocument> {
  const startedAt = Date.parse(ports.now());
  const beforeCall = async () => {
    await lease.renew();
    const seconds = Math.round((Date.parse(ports.now()) - startedAt) / 1000);
    if (seconds > LAST_CALL_SECONDS) throw new ModelUnavailable(`The model wrote no program within ${seconds} s.`);
  };
  const usage = { inputTokens: 0, outputTokens: 0, modelCalls: 0 };
  let result: GenerationResult;
  try {
    const previous = await readPreviousAttempt(ports.objects, { jobId, attempt });
    result = await generateProgram(ports, { prompt, previous, usage, beforeCall });
  } catch (error) {
    const remainingMs = Date.parse(deadlineAt) - Date.parse(ports.now());
    const isLastInvocation = lease.invocation >= MAX_INVOCATIONS || remainingMs < MIN_REMAINING_SECONDS * 1000;
    const failure = failureOf(error, isLastInvocation);
    if (!failure) throw error;
    result = { result: 'failure', failure };
  }
  const createdAt = ports.now();
  const { modelId } = ports.model;
  return { version: 1, jobId, attempt, createdAt, modelId, instructionsVersion, usage, ...result };
}
