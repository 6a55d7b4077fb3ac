import { apply } from '../shared/domain/job';
import { owes } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import { type BusEvent, isReplayed } from '../shared/queue/batch';
import { announcementOf } from './announcement';
import { type GenerationPorts, generationOf } from './generation';
import { generationRequestOf } from './generation-request';

export interface Ports extends GenerationPorts {
  readonly jobs: Pick<JobStore, 'read'>;
  readonly bus: EventBus;
}

/**
 * Answers PromptReceived, GenerationRequested and an ExecutionFinished that is not final with the program of the
 * next attempt, if the job still owes it. Rejects when another delivery of the event may come further.
 */
export const generateCode =
  (ports: Ports) =>
  async (event: BusEvent): Promise<void> => {
    const step = isReplayed(event) ? undefined : generationRequestOf(event);
    const recorded = step && (await ports.jobs.read(step.jobId));
    if (!step || !recorded) return;
    const job = step.fact ? apply(recorded, step.fact) : recorded;
    if (!owes(job, `generate:${step.attempt}`)) return;
    const document = await generationOf(ports, step);
    if (document !== undefined) await ports.bus.publish([announcementOf(document)]);
  };
