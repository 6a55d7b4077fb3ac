import type { GenerationDocument, JobDocument, ReportDocument } from '../../../events';
import type { Clock, JobFiles, Log, QueryLimits, QuerySession, Sandbox, SandboxStart } from '../ports';
import type { LiveOutput } from './live-output';

export interface AttemptPorts {
  readonly files: JobFiles;
  readonly sandbox: Sandbox;
  readonly openQueries: (limits: QueryLimits) => QuerySession;
  readonly clock: Clock;
  readonly log: Log;
  /** Between two looks for the program that the task waits for. */
  readonly pollMilliseconds: number;
}

/** State that the attempts of a job share. */
export interface JobContext {
  readonly job: JobDocument;
  readonly launch: number;
  /** Start of this task. */
  readonly startedAt: Date;
  /** Aborted on SIGTERM: nothing is written after that. */
  readonly stop: AbortSignal;
  readonly sandboxStart: Promise<SandboxStart>;
  /** Resolves when the sandbox has the files of earlier jobs, to warnings about those that it has not. */
  readonly earlierFiles: Promise<readonly string[]>;
  /** Undefined if the output is not stored while programs run. */
  readonly liveOutput?: LiveOutput;
  /** When `sandboxStart` resolved. */
  readyAt?: Date;
  /** Of the attempts before this one, by this task or an earlier one. */
  readonly reports: ReportDocument[];
  /** Of all attempts, including the current one once it is written. */
  readonly generations: GenerationDocument[];
}

export interface Attempt {
  readonly number: number;
  /** When the task began to wait for the program. */
  readonly startedAt: Date;
  /** How long it waited for the program. */
  readonly waitMilliseconds: number;
  readonly layers: readonly string[];
}

/** Until the job's deadline; negative after it. */
export function secondsLeft(clock: Clock, job: JobDocument): number {
  return (new Date(job.deadlineAt).getTime() - clock.now().getTime()) / 1000;
}

export function millisecondsSince(clock: Clock, start: Date): number {
  return clock.now().getTime() - start.getTime();
}
