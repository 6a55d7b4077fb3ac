import { ExecutionFinished, GenerationRequested, PromptReceived } from '../../events';
import type { Fact } from '../shared/domain/facts';
import type { LogContext } from '../shared/log-context';
import type { BusEvent } from '../shared/queue/batch';
import { UnknownEvent } from '../shared/queue/detail';
import { reportFact } from '../shared/report-facts';

export interface Step {
  readonly jobId: string;
  readonly attempt: number;
  /** What the event says that the job's record may not say yet: both are on their way at the same time. */
  readonly fact?: Fact;
}

/** The attempt that an event asks a program for. */
export function logContextOfStep(event: BusEvent): LogContext {
  const { jobId, attempt } = generationRequestOf(event) ?? {};
  return { jobId, attempt };
}

/** The program that an event asks for, or nothing. Throws when the event breaks its contract, or is none for this function. */
export function generationRequestOf(event: BusEvent): Step | undefined {
  switch (event['detail-type']) {
    case PromptReceived.detailType: {
      const { jobId } = PromptReceived.parse(event.detail);
      return { jobId, attempt: 1 };
    }
    case GenerationRequested.detailType: {
      const { jobId, attempt } = GenerationRequested.parse(event.detail);
      return { jobId, attempt };
    }
    case ExecutionFinished.detailType: {
      const { jobId, attempt, final } = ExecutionFinished.parse(event.detail);
      return final ? undefined : { jobId, attempt: attempt + 1, fact: reportFact(attempt, event.detail) };
    }
    default:
      throw new UnknownEvent(event);
  }
}
