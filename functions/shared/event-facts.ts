import {
  ExecutionFinished,
  GenerationFailed,
  GenerationStarted,
  JobCancelled,
  JobFailed,
  JobSucceeded,
  LaunchFailed,
  ProgramGenerated,
  PromptReceived,
  StandbyClaimed,
  TaskLaunched,
  TaskReady,
} from '../../events';
import type { Fact } from './domain/facts';
import { apply, type Job } from './domain/job';
import type { EventBridgeEvent } from './queue/batch';
import { reportFact } from './unrecorded-facts';

interface RecordedFact {
  readonly jobId: string;
  readonly fact: Fact;
}

type Reader = (detail: unknown) => RecordedFact;

const outcomePublished: Reader = (detail) => {
  const { jobId, occurredAt } = detail as { jobId: string; occurredAt: string };
  return { jobId, fact: { type: 'OutcomePublished', at: occurredAt } };
};

const readers: Readonly<Record<string, Reader>> = {
  [PromptReceived.detailType]: (detail) => {
    const { jobId, occurredAt } = PromptReceived.parse(detail);
    return { jobId, fact: { type: 'PromptReceived', at: occurredAt } };
  },
  [GenerationStarted.detailType]: (detail) => {
    const { jobId, occurredAt, attempt } = GenerationStarted.parse(detail);
    return { jobId, fact: { type: 'GenerationStarted', at: occurredAt, attempt } };
  },
  [ProgramGenerated.detailType]: (detail) => {
    const { jobId, occurredAt: at, attempt, modelId, usage, durations } = ProgramGenerated.parse(detail);
    return { jobId, fact: { type: 'ProgramGenerated', at, attempt, modelId, usage, ...(durations && { durations }) } };
  },
  [GenerationFailed.detailType]: (detail) => {
    const { jobId, occurredAt: at, attempt, failure, usage, durations } = GenerationFailed.parse(detail);
    return { jobId, fact: { type: 'GenerationFailed', at, attempt, failure, usage, ...(durations && { durations }) } };
  },
  [TaskLaunched.detailType]: (detail) => {
    const { jobId, occurredAt, launch, taskArn } = TaskLaunched.parse(detail);
    return { jobId, fact: { type: 'TaskLaunched', at: occurredAt, launch, taskArn } };
  },
  [StandbyClaimed.detailType]: (detail) => {
    const { jobId, occurredAt, launch, taskArn } = StandbyClaimed.parse(detail);
    return { jobId, fact: { type: 'StandbyClaimed', at: occurredAt, launch, taskArn } };
  },
  [TaskReady.detailType]: (detail) => {
    const { jobId, occurredAt, launch, taskArn } = TaskReady.parse(detail);
    return { jobId, fact: { type: 'TaskReady', at: occurredAt, launch, taskArn } };
  },
  [LaunchFailed.detailType]: (detail) => {
    const { jobId, occurredAt, launch, failure } = LaunchFailed.parse(detail);
    return { jobId, fact: { type: 'LaunchFailed', at: occurredAt, launch, failure } };
  },
  [ExecutionFinished.detailType]: (detail) => {
    const { jobId, attempt } = ExecutionFinished.parse(detail);
    return { jobId, fact: reportFact(attempt, detail) };
  },
  [JobSucceeded.detailType]: (detail) => outcomePublished(JobSucceeded.parse(detail)),
  [JobFailed.detailType]: (detail) => outcomePublished(JobFailed.parse(detail)),
  [JobCancelled.detailType]: (detail) => outcomePublished(JobCancelled.parse(detail)),
};

/** The fact that an event carries; undefined for a request or an unknown event. Throws on a malformed event. */
export const factOfEvent = (event: EventBridgeEvent): RecordedFact | undefined =>
  readers[event['detail-type']]?.(event.detail);

/** The job with the event's fact applied: the stored job may not contain it yet. */
export function applyEvent(job: Job, event: EventBridgeEvent): Job {
  const { fact } = factOfEvent(event) ?? {};
  return fact ? apply(job, fact) : job;
}
