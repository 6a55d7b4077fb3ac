import { hasObligation } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import { jobAsOf } from '../shared/event-facts';
import type { JobStore } from '../shared/job-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { announcementOf } from './announcement';
import { type GenerationPorts, generationOf } from './generation';
import { generationRequestOf } from './generation-request';

export interface Ports extends GenerationPorts {
  readonly jobs: Pick<JobStore, 'read'>;
  readonly bus: EventBus;
}

/**
 * Answers PromptReceived, GenerationRequested and an ExecutionFinished that is not final with the program of the
 * next attempt, if it is still an obligation of the job. Rejects when a retry may get further.
 */
export const generateCode =
  (ports: Ports) =>
  async (event: EventBridgeEvent): Promise<void> => {
    const step = isReplayed(event) ? undefined : generationRequestOf(event);
    const job = step && (await ports.jobs.read(step.jobId));
    if (!step || !job) return;
    if (!hasObligation(jobAsOf(event, job), `generate:${step.attempt}`)) return;
    const document = await generationOf(ports, step);
    if (document !== undefined) await ports.bus.publish([announcementOf(document)]);
  };
