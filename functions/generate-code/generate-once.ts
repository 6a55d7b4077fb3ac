import { GenerationStarted, JobDocument, keys } from '../../events';
import type { EventBus } from '../shared/event-bus/port';
import type { ObjectStore } from '../shared/object-store/port';
import { type ComposePorts, composeGeneration } from './compose-generation';
import type { GenerationRequest } from './generation-request';
import { acquireLease, LeaseLost } from './lease';
import { rerunGeneration } from './rerun-generation';

export interface GenerationPorts extends ComposePorts {
  readonly objects: ObjectStore;
  readonly bus: EventBus;
  readonly newLeaseToken: () => string;
}

/**
 * The text of the attempt's generation.json, written now if there is none. Undefined while another invocation has the
 * lease, or if the job was erased.
 * Rejects with ModelUnavailable or WarehouseUnavailable if a later invocation can succeed.
 */
export async function generateOnce(ports: GenerationPorts, request: GenerationRequest): Promise<string | undefined> {
  const key = keys.generation(request.jobId, request.attempt);
  const earlier = await ports.objects.read(key);
  if (earlier !== undefined) return earlier;
  const lease = await acquireLease(ports.objects, request, ports.newLeaseToken(), ports.now);
  if (!lease) return undefined;
  try {
    const concurrent = await ports.objects.read(key);
    if (concurrent !== undefined) return concurrent;
    // Read under the lease: erasing a job deletes both, so that an invocation without the lease stops.
    const job = await readJob(ports.objects, request.jobId);
    if (!job) return undefined;
    if (request.attempt === 1) await publishStart(ports, request);
    const document = job.program
      ? await rerunGeneration(ports, request, job.program)
      : await composeGeneration(ports, request, job, lease);
    const text = JSON.stringify(document);
    await lease.renew();
    const result = await ports.objects.writeOnce(key, text, 'application/json');
    return result.written ? text : result.existing;
  } catch (error) {
    // `await`, because the read has to end before the lease is released.
    if (error instanceof LeaseLost) return await ports.objects.read(key);
    throw error;
  } finally {
    await lease.release();
  }
}

/** The first task is launched while the model writes. Without the event, the program requests it. */
async function publishStart({ bus, now }: GenerationPorts, request: GenerationRequest): Promise<void> {
  await bus.publish([GenerationStarted.create({ ...request, occurredAt: now() })]).catch(() => undefined);
}

async function readJob(objects: Pick<ObjectStore, 'read'>, jobId: string): Promise<JobDocument | undefined> {
  const text = await objects.read(keys.job(jobId));
  return text === undefined ? undefined : JobDocument.parse(JSON.parse(text));
}
