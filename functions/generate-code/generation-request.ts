import { ExecutionFinished, GenerationRequested, PromptReceived } from '../../events';
import type { LogContext } from '../shared/log-context';
import type { EventBridgeEvent } from '../shared/queue/batch';
import { UnknownEvent } from '../shared/queue/detail';

export interface Step {
  readonly jobId: string;
  readonly attempt: number;
}

/** The attempt that an event asks a program for. */
export function logContextOfStep(event: EventBridgeEvent): LogContext {
  const { jobId, attempt } = generationRequestOf(event) ?? {};
  return { jobId, attempt };
}

/** The program that an event asks for, or nothing. Throws when the event breaks its contract, or is none for this function. */
export function generationRequestOf(event: EventBridgeEvent): Step | undefined {
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
      return final ? undefined : { jobId, attempt: attempt + 1 };
    }
    default:
      throw new UnknownEvent(event);
  }
}
