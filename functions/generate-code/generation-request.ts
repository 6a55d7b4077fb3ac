import { ExecutionFinished, GenerationRequested, PromptReceived } from '../../events';
import type { LogContext } from '../shared/log-context';
import type { EventBridgeEvent } from '../shared/queue/batch';
import { UnknownEvent } from '../shared/queue/detail';

/** The attempt that needs a program. */
export interface GenerationRequest {
  readonly jobId: string;
  readonly attempt: number;
}

export function logContextOfRequest(event: EventBridgeEvent): LogContext {
  const { jobId, attempt } = generationRequestOf(event) ?? {};
  return { jobId, attempt };
}

/** Undefined if the event requests no program. Throws on a malformed or unexpected event. */
export function generationRequestOf(event: EventBridgeEvent): GenerationRequest | undefined {
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
