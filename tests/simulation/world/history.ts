import type { Job } from '../../../functions/shared/domain/job';
import type { Entry } from './aws/event-bridge';
import type { Write } from './aws/s3';
import type { Caller, Process } from './process';
import type { JobPlan } from './scenario';
import type { Task } from './task';

/** One invocation of generate-code and its calls of the model. */
export interface Generation {
  readonly jobId: string;
  readonly attempt: number;
  readonly leaseToken: string;
  /** When it called the model, in seconds since the start of the run. */
  readonly calls: number[];
  /** When the model began responses, which the provider bills, in seconds since the start of the run. */
  readonly billedCalls: number[];
  /** The programs that the model wrote. */
  readonly programs: string[];
  /** The number of responses without a valid program. */
  invalidResponses: number;
  /** The number of responses with looks, and of their statements that reached the warehouse. */
  lookingResponses: number;
  looks: number;
  /** When the invocation started, in seconds since the start of the run. */
  readonly startedAt: number;
  /** Whether a request to the model had the value that the catalog withholds. */
  showedValue: boolean;
  /** Whether each request to the model had the question before a follow-up. */
  readonly showedEarlier: boolean[];
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

/** The outcome of a job in the table, and when it was written. */
export interface JobEnd {
  readonly outcome: NonNullable<Job['outcome']>;
  readonly recordedAt: number;
}

/** A postponed launch. */
export interface Postponement {
  readonly jobId: string;
  readonly launch: number;
  readonly recordedAt: number;
  readonly until: number;
}

/** The record of one run. All times are seconds since the start of the run. */
export interface History {
  /** The plan of each job whose job.json was written, by job id. */
  readonly plans: Map<string, JobPlan>;
  /** Responses with 202, and the number of the request. */
  readonly acceptances: { readonly jobId: string; readonly request: number }[];
  /** When each job was inserted into the table. */
  readonly insertions: Map<string, number>;
  /** US dollars that all jobs together reserved. */
  reservedUsd: number;
  /** The most jobs that were open at the same time. */
  maxOpenJobs: number;
  readonly cancellations: Set<string>;
  /** When the catalog withheld a value, if it did. */
  withheldFrom?: number;
  /** Responses to curators. */
  readonly curations: { readonly jobId: string; readonly verified: boolean }[];
  /** When each job was erased by its owner during the run, by job id. */
  readonly erasures: Map<string, number>;
  /** When the owner began to request the erasure of each job, by job id. */
  readonly erasureRequests: Map<string, number>;
  readonly ends: Map<string, JobEnd>;
  /** Ids of jobs whose outcome changed after it was set. */
  readonly changedOutcomes: string[];
  readonly writes: Write[];
  readonly publishedEvents: (Entry & { readonly at: number })[];
  readonly generations: Generation[];
  readonly programRuns: ProgramRun[];
  /** Each file of an earlier job that the sandbox of a task got, and when. */
  readonly earlierFiles: { readonly task: Task; readonly path: string; readonly at: number }[];
  /** Messages that exceeded maxReceives. `postponed`: the last receive ended in a postponement, not an error. */
  readonly deadLetters: { readonly functionName: string; readonly postponed: boolean }[];
  readonly postponements: Postponement[];
  /** Calls of RunTask. */
  readonly launchCalls: (Caller & { readonly jobId: string; readonly launch: number })[];
  /** Client tokens that were reused with different parameters. */
  readonly conflicts: string[];
  readonly deliveries: WebhookDelivery[];
  readonly trace: string[];
}

export const newHistory = (): History => ({
  plans: new Map(),
  acceptances: [],
  insertions: new Map(),
  reservedUsd: 0,
  maxOpenJobs: 0,
  cancellations: new Set(),
  curations: [],
  erasures: new Map(),
  erasureRequests: new Map(),
  ends: new Map(),
  changedOutcomes: [],
  writes: [],
  publishedEvents: [],
  generations: [],
  programRuns: [],
  earlierFiles: [],
  deadLetters: [],
  postponements: [],
  launchCalls: [],
  conflicts: [],
  deliveries: [],
  trace: [],
});
