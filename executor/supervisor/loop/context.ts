import type { GenerationDocument, JobDocument, ReportDocument } from '../../../events';
import type { Clock, JobFiles, Log, QueryLimits, QuerySession, Sandbox } from '../ports';

export interface AttemptPorts {
  readonly files: JobFiles;
  readonly sandbox: Sandbox;
  readonly openQueries: (limits: QueryLimits) => QuerySession;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the attempts of a job have in common. */
export interface JobContext {
  readonly job: JobDocument;
  readonly launch: number;
  /** Of this task. */
  readonly startedAt: Date;
  /** Aborted when the task was asked to stop: nothing is written any more. */
  readonly stop: AbortSignal;
  readonly ready: ReturnType<Sandbox['start']>;
  readonly earlier: ReportDocument[];
  /** Of every attempt so far, the running one's too as soon as it is there. */
  readonly generations: GenerationDocument[];
}

/** One attempt, from the moment that the task began to wait for its program. */
export interface Attempt {
  readonly number: number;
  readonly began: Date;
  /** Until the program came, or it was certain that it does not. */
  readonly awaitedMilliseconds: number;
  readonly layers: readonly string[];
}

/** Until the job's deadline; negative when it has passed. */
export function secondsLeft(clock: Clock, job: JobDocument): number {
  return (new Date(job.deadlineAt).getTime() - clock.now().getTime()) / 1000;
}

export function millisecondsSince(clock: Clock, start: Date): number {
  return clock.now().getTime() - start.getTime();
}
