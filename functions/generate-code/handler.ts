import { apply } from '../shared/domain/job';
import { owes } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import { type BusEvent, isReplayed } from '../shared/queue/batch';
import { generationEvent } from './generation-event';
import { generationRequestOf } from './generation-request';
import { type StorePorts, storedGeneration } from './stored-generation';

export interface Ports extends StorePorts {
  readonly jobs: Pick<JobStore, 'read'>;
  readonly bus: EventBus;
}

/**
 * Handles PromptReceived, GenerationRequested and an ExecutionFinished that is not final: generates the program of the
 * next attempt if the job still needs it. Rejects if a redelivery of the event can succeed.
 */
export const generateCode =
  (ports: Ports) =>
  async (event: BusEvent): Promise<void> => {
    const request = isReplayed(event) ? undefined : generationRequestOf(event);
    const stored = request && (await ports.jobs.read(request.jobId));
    if (!request || !stored) return;
    const job = request.fact ? apply(stored, request.fact) : stored;
    if (!owes(job, `generate:${request.attempt}`)) return;
    const text = await storedGeneration(ports, request);
    if (text !== undefined) await ports.bus.publish([generationEvent(text)]);
  };
