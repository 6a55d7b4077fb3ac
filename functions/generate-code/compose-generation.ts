import type { GenerationDocument, JobDocument } from '../../events';
import type { Pause } from '../../lib/clock';
import type { Log } from '../../lib/log';
import type { Model } from '../shared/model/port';
import type { ObjectStore } from '../shared/object-store/port';
import type { Warehouse } from '../shared/warehouse/port';
import { failureOf, type GenerationResult, generateProgram } from './generate-program';
import type { GenerationRequest } from './generation-request';
import type { Lease } from './lease';
import { openLooks } from './look/looks';
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
  readonly warehouse: Warehouse;
  /** Looks of one attempt; 0 for none. */
  readonly maxLooks: number;
  readonly now: () => string;
  readonly pause: Pause;
  readonly log: Pick<Log, 'warn'>;
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
  const { measured, durations, measure } = measureDurations(ports, ports.now);
  const model = modelCalls(measured.model, lease, Date.parse(ports.now()), ports.now);
  const opened = openLooks(ports, lease);
  const looks = {
    ...opened,
    take: (...calls: Parameters<typeof opened.take>) => measure('tables', () => opened.take(...calls)),
  };
  let result: GenerationResult;
  try {
    const [previous, earlier] = await Promise.all([
      readPreviousAttempt(ports.objects, { jobId, attempt }),
      readEarlierTurns(ports.objects, job),
    ]);
    result = await generateProgram(
      { model, tables: measured.tables, looks },
      { jobId, attempt, prompt, earlier, previous },
    );
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
    ...(lease.looks.length > 0 && { looks: [...lease.looks] }),
    ...result,
  };
}
