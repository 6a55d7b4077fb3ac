import {
  ExecutionFinished,
  GenerationFailed,
  JobCancelled,
  JobFailed,
  JobSucceeded,
  LaunchFailed,
  ProgramGenerated,
  PromptReceived,
  TaskLaunched,
} from '../../events';
import type { Fact } from '../shared/domain/facts';
import type { BusEvent } from '../shared/queue/batch';
import { UnknownEvent } from '../shared/queue/detail';
import { reportFact } from '../shared/report-facts';

interface RecordedFact {
  readonly jobId: string;
  readonly fact: Fact;
}

type Reader = (detail: unknown) => RecordedFact;

const announced: Reader = (detail) => {
  const { jobId, occurredAt } = detail as { jobId: string; occurredAt: string };
  return { jobId, fact: { type: 'Announced', at: occurredAt } };
};

const readers: Readonly<Record<string, Reader>> = {
  [PromptReceived.detailType]: (detail) => {
    const { jobId, occurredAt } = PromptReceived.parse(detail);
    return { jobId, fact: { type: 'PromptReceived', at: occurredAt } };
  },
  [ProgramGenerated.detailType]: (detail) => {
    const { jobId, occurredAt, attempt, modelId, usage } = ProgramGenerated.parse(detail);
    return { jobId, fact: { type: 'ProgramGenerated', at: occurredAt, attempt, modelId, usage } };
  },
  [GenerationFailed.detailType]: (detail) => {
    const { jobId, occurredAt, attempt, failure, usage } = GenerationFailed.parse(detail);
    return { jobId, fact: { type: 'GenerationFailed', at: occurredAt, attempt, failure, usage } };
  },
  [TaskLaunched.detailType]: (detail) => {
    const { jobId, occurredAt, launch, taskArn } = TaskLaunched.parse(detail);
    return { jobId, fact: { type: 'TaskLaunched', at: occurredAt, launch, taskArn } };
  },
  [LaunchFailed.detailType]: (detail) => {
    const { jobId, occurredAt, launch, failure } = LaunchFailed.parse(detail);
    return { jobId, fact: { type: 'LaunchFailed', at: occurredAt, launch, failure } };
  },
  [ExecutionFinished.detailType]: (detail) => {
    const { jobId, attempt } = ExecutionFinished.parse(detail);
    return { jobId, fact: reportFact(attempt, detail) };
  },
  [JobSucceeded.detailType]: (detail) => announced(JobSucceeded.parse(detail)),
  [JobFailed.detailType]: (detail) => announced(JobFailed.parse(detail)),
  [JobCancelled.detailType]: (detail) => announced(JobCancelled.parse(detail)),
};

/** What an own event says about its job. Throws when the event breaks its contract, or is none for this function. */
export function factOfEvent(event: BusEvent): RecordedFact {
  const read = readers[event['detail-type']];
  if (!read) throw new UnknownEvent(event);
  return read(event.detail);
}
