import {
  CodeGenerated,
  ExecutionFinished,
  GenerationFailed,
  JobCancelled,
  JobFailed,
  JobSucceeded,
  LaunchFailed,
  PromptReceived,
  TaskLaunched,
} from '../../events';
import type { Fact } from '../shared/domain/facts';
import type { BusEvent } from '../shared/queue/batch';
import { UnknownEvent } from '../shared/queue/detail';
import { reportFact } from '../shared/reports/report-facts';

interface Told {
  readonly jobId: string;
  readonly fact: Fact;
}

type Reader = (detail: unknown) => Told;

const announced: Reader = (detail) => {
  const { jobId, occurredAt } = detail as { jobId: string; occurredAt: string };
  return { jobId, fact: { type: 'Announced', at: occurredAt } };
};

const readers: Readonly<Record<string, Reader>> = {
  [PromptReceived.detailType]: (detail) => {
    const { jobId, occurredAt } = PromptReceived.parse(detail);
    return { jobId, fact: { type: 'PromptReceived', at: occurredAt } };
  },
  [CodeGenerated.detailType]: (detail) => {
    const { jobId, occurredAt, attempt, modelId, usage } = CodeGenerated.parse(detail);
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

/** What an own event says about its job. Throws when the event breaks its contract, or is none for this room. */
export function factOfEvent(event: BusEvent): Told {
  const read = readers[event['detail-type']];
  if (!read) throw new UnknownEvent(event);
  return read(event.detail);
}
