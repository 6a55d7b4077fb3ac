import { ExecutionFinished, GenerationRequested, PromptReceived } from '../../events';
import type { Fact } from '../shared/domain/facts';
import type { About } from '../shared/log-context';
import type { BusEvent } from '../shared/queue/batch';
import { UnknownEvent } from '../shared/queue/detail';
import { reportFact } from '../shared/reports/report-facts';

export interface Step {
  readonly jobId: string;
  readonly attempt: number;
  /** What the event says that the job's record may not say yet: both are on their way at the same time. */
  readonly fact?: Fact;
}

/** The attempt that an event asks a program for. */
export function subjectOfStep(event: BusEvent): About {
  const { jobId, attempt } = stepOf(event) ?? {};
  return { jobId, attempt };
}

/** The program that an event asks for, or nothing. Throws when the event breaks its contract, or is none for this room. */
export function stepOf(event: BusEvent): Step | undefined {
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
