import type { Job } from '../../../functions/shared/domain/job';
import type { Entry } from './aws/event-bridge';
import type { Write } from './aws/s3';
import type { Caller, Process } from './process';
import type { JobPlan } from './scenario';
import type { Task } from './task';

/** One run of generate-code, as far as it concerns who may ask the model. */
export interface Generation {
  readonly jobId: string;
  readonly attempt: number;
  readonly leaseToken: string;
  /** When it asked the model, seconds. */
  readonly calls: number[];
  /** Answers that were no program. */
  badAnswers: number;
  readonly process: Process;
}

export interface ProgramRun {
  readonly task: Task;
  readonly program: string;
  readonly at: number;
}

export interface WebhookDelivery {
  readonly jobId: string;
  readonly webhookId: string;
  readonly body: string;
}

/** How a job ended, as the table has it, and when it was written there. */
export interface JobEnd {
  readonly outcome: NonNullable<Job['outcome']>;
  readonly recordedAt: number;
}

export interface Postponement {
  readonly jobId: string;
  readonly launch: number;
  readonly recordedAt: number;
  readonly until: number;
}

/** What one run has seen. All times are seconds since the beginning. */
export interface History {
  /** What was asked for in each job that is stored. */
  readonly plans: Map<string, JobPlan>;
  /** Jobs that were answered with 202, and by which request. */
  readonly accepted: { readonly jobId: string; readonly request: number }[];
  readonly cancelled: Set<string>;
  /** Jobs that were erased while things still happened, and since when they are gone. */
  readonly erased: Map<string, number>;
  readonly ends: Map<string, JobEnd>;
  /** Jobs whose outcome became another one. */
  readonly changedEnds: string[];
  readonly writes: Write[];
  readonly published: (Entry & { readonly at: number })[];
  readonly generations: Generation[];
  readonly runs: ProgramRun[];
  /** Messages that were received too often; `postponed`: the last time they were only too early. */
  readonly deadLetters: { readonly functionName: string; readonly postponed: boolean }[];
  /** Launches that were put off, when that was recorded, and until when. */
  readonly postponements: Postponement[];
  /** Calls of RunTask. */
  readonly launchCalls: (Caller & { readonly jobId: string; readonly launch: number })[];
  /** Client tokens that came with another call than before. */
  readonly conflicts: string[];
  readonly delivered: WebhookDelivery[];
  readonly trace: string[];
}

export const newHistory = (): History => ({
  plans: new Map(),
  accepted: [],
  cancelled: new Set(),
  erased: new Map(),
  ends: new Map(),
  changedEnds: [],
  writes: [],
  published: [],
  generations: [],
  runs: [],
  deadLetters: [],
  postponements: [],
  launchCalls: [],
  conflicts: [],
  delivered: [],
  trace: [],
});
