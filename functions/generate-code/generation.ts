import { type Failure, type GenerationDocument, JobDocument, keys } from '../../events';
import { CatalogError } from '../../events/documents/catalog';
import { ModelUnavailable } from '../shared/model/port';
import type { ObjectStore } from '../shared/object-store/port';
import { StatementError, WarehouseUnavailable } from '../shared/warehouse/port';
import { type GenerationResult, type WriterPorts, writeProgram } from './generate-program';
import type { Step } from './generation-request';
import { type HeldLease, LeaseLost, takeLease } from './lease';
import { instructionsVersion } from './prompt/instructions';
import { previousTry } from './prompt/previous-attempt';

export interface GenerationPorts extends WriterPorts {
  readonly objects: ObjectStore;
  readonly now: () => string;
  /** A new name for the leaseToken of a lease. */
  readonly newLeaseToken: () => string;
}

/** Invocations for one attempt after which a service that does not answer ends it. */
const MAX_TAKEN = 4;
/** Seconds after which an invocation begins no other round: the function's own time is 300, a round takes up to 90. */
const LAST_ROUND_SECONDS = 200;
/** Seconds before the deadline in which waiting for a service makes no sense any more: too few to launch and run. */
const LAST_SECONDS = 120;

/**
 * The text of the attempt's generation.json: as it is, or written now. Undefined when another invocation is at it,
 * or the job was erased.
 * Rejects with ModelUnavailable or WarehouseUnavailable while another invocation may find them up again.
 */
export async function generationOf(ports: GenerationPorts, step: Step): Promise<string | undefined> {
  const key = keys.generation(step.jobId, step.attempt);
  const written = await ports.objects.read(key);
  if (written !== undefined) return written;
  const lease = await takeLease(ports.objects, step, ports.newLeaseToken(), ports.now);
  if (!lease) return undefined;
  try {
    const writtenMeanwhile = await ports.objects.read(key);
    if (writtenMeanwhile !== undefined) return writtenMeanwhile;
    // Read after the lease was taken: an erasure takes both, and whoever has lost the lease goes no further.
    const job = await readJob(ports.objects, step.jobId);
    if (!job) return undefined;
    const text = JSON.stringify(await compose(ports, step, job, lease));
    await lease.renew();
    const result = await ports.objects.writeOnce(key, text, 'application/json');
    return result.written ? text : result.existing;
  } catch (error) {
    // Awaited here: it may reject while the lease is still being released.
    if (error instanceof LeaseLost) return await ports.objects.read(key);
    throw error;
  } finally {
    await lease.release();
  }
}

async function compose(
  ports: GenerationPorts,
  { jobId, attempt }: Step,
  { prompt, deadlineAt }: JobDocument,
  lease: HeldLease,
): Promise<GenerationDocument> {
  const startedAt = Date.parse(ports.now());
  const beforeRound = async () => {
    await lease.renew();
    const seconds = Math.round((Date.parse(ports.now()) - startedAt) / 1000);
    if (seconds > LAST_ROUND_SECONDS) throw new ModelUnavailable(`No program was ready after ${seconds} s.`);
  };
  const usage = { inputTokens: 0, outputTokens: 0, modelCalls: 0 };
  let authorship: GenerationResult;
  try {
    const previous = await previousTry(ports.objects, { jobId, attempt });
    authorship = await writeProgram(ports, { prompt, previous, usage, beforeRound });
  } catch (error) {
    const isLastChance =
      lease.taken >= MAX_TAKEN || Date.parse(deadlineAt) - Date.parse(ports.now()) < LAST_SECONDS * 1000;
    const kind = failureKind(error, isLastChance);
    if (!kind) throw error;
    authorship = { result: 'failure', failure: { kind, message: (error as Error).message.slice(0, 4000) } };
  }
  const createdAt = ports.now();
  const { modelId } = ports.model;
  return { version: 1, jobId, attempt, createdAt, modelId, instructionsVersion, usage, ...authorship };
}

/** What an error makes of the attempt; undefined when it is worth another invocation, or is a fault of ours. */
function failureKind(error: unknown, isLastChance: boolean): Failure['kind'] | undefined {
  if (error instanceof CatalogError || error instanceof StatementError) return 'warehouse_unavailable';
  if (!isLastChance) return undefined;
  if (error instanceof ModelUnavailable) return 'model_unavailable';
  return error instanceof WarehouseUnavailable ? 'warehouse_unavailable' : undefined;
}

async function readJob(objects: Pick<ObjectStore, 'read'>, jobId: string): Promise<JobDocument | undefined> {
  const text = await objects.read(keys.job(jobId));
  return text === undefined ? undefined : JobDocument.parse(JSON.parse(text));
}
