import { hasObligation } from '../shared/domain/obligations';
import { applyEvent } from '../shared/event-facts';
import type { JobStore } from '../shared/job-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { type GenerationPorts, generateOnce } from './generate-once';
import { generationEvent } from './generation-event';
import { generationRequestOf } from './generation-request';

export interface Ports extends GenerationPorts {
  readonly jobs: Pick<JobStore, 'read'>;
}

/**
 * Handles PromptReceived, GenerationRequested and an ExecutionFinished that is not final: generates the program of the
 * next attempt if the job still needs it. Rejects if a redelivery of the event can succeed.
 */
export const generateCode =
  (ports: Ports) =>
  async (event: EventBridgeEvent): Promise<void> => {
    const request = isReplayed(event) ? undefined : generationRequestOf(event);
    const job = request && (await ports.jobs.read(request.jobId));
    if (!request || !job) return;
    if (!hasObligation(applyEvent(job, event), `generate:${request.attempt}`)) return;
    const text = await generateOnce(ports, request);
    if (text !== undefined) await ports.bus.publish([generationEvent(text)]);
  };
