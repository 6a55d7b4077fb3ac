import type { GenerationDocument, JobDocument } from '../../events';
import type { Model } from '../shared/model/port';
import type { ObjectStore } from '../shared/object-store/port';
import { failureOf, type GenerationResult, generateProgram } from './generate-program';
import type { GenerationRequest } from './generation-request';
import type { Lease } from './lease';
import { measureDurations } from './measure-durations';
import { modelCalls } from './model-calls';
import { readEarlierTurns } from './prompt/earlier-turns';
import { instructionsVersion } from './prompt/instructions';
import { readPreviousAttempt } from './prompt/previous-attempt';
import type { TableDirectory } from './tables/directory';

export interface ComposePorts {
  readonly model: Model;
  readonly tables: TableDirectory;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly now: () => string;
}

/** Invocations for one attempt. The last one turns a transient error into a failure. */
const MAX_INVOCATIONS = 4;
/** This long before the deadline a transient error is a failure: there is no time left to launch and run a program. */
const MIN_REMAINING_SECONDS = 120;

/** Generates the attempt's program while it holds the lease. */
export async function composeGeneration(
  ports: ComposePorts,
  { jobId, attempt }: GenerationRequest,
  job: JobDocument,
  lease: Lease,
): Promise<GenerationDocument> {
  const { prompt, deadlineAt } = job;
  const { measured, durations } = measureDurations(ports, ports.now);
  const model = modelCalls(measured.model, lease, Date.parse(ports.now()), ports.now);
  let result: GenerationResult;
  try {
    const [previous, earlier] = await Promise.all([
      readPreviousAttempt(ports.objects, { jobId, attempt }),
      readEarlierTurns(ports.objects, job),
    ]);
    result = await generateProgram({ model, tables: measured.tables }, { jobId, attempt, prompt, earlier, previous });
  } catch (error) {
    const remainingMs = Date.parse(deadlineAt) - Date.parse(ports.now());
    const isLastInvocation = lease.invocation >= MAX_INVOCATIONS || remainingMs < MIN_REMAINING_SECONDS * 1000;
    const failure = failureOf(error, isLastInvocation);
    if (!failure) throw error;
    result = { result: 'failure', failure };
  }
  const createdAt = ports.now();
  const { modelId } = ports.model;
  return {
    version: 1,
    jobId,
    attempt,
    createdAt,
    modelId,
    instructionsVersion,
    usage: lease.usage,
    durations,
    ...result,
  };
}
