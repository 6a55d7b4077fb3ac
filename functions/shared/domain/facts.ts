import type { Failure, GenerationDurations, Rating, ReportSummary, SizeClass, Usage } from '../../../events';

// A fact that another function reacts to is published as an event, and record-progress writes it. A fact that only the
// domain reads is written directly by the function that observes it.

/** The accepted prompt. Immutable. Instants are UTC, ISO 8601, and sort as text. */
export interface Accepted {
  readonly jobId: string;
  readonly owner: string;
  /** The first 300 characters, for lists. */
  readonly promptStart: string;
  readonly acceptedAt: string;
  readonly deadlineAt: string;
  readonly size: SizeClass;
  readonly limits: { readonly timeoutSeconds: number; readonly maxAttempts: number };
  readonly webhookUrl?: string;
  /** The job whose question this one follows. */
  readonly followUpOf?: string;
  /** Of the job, for its outcome. */
  readonly link?: string;
  /** Whether the outcome has the start of the question. */
  readonly questionInEvents?: boolean;
  /** The job that this one runs again: no model writes its program. */
  readonly rerunOf?: string;
  /** Set if a caller has edited the program of a rerun. */
  readonly programEdited?: true;
  /** US dollars of the owner's day that the job reserved. */
  readonly reservedUsd?: number;
}

/** How an attempt ended, as in report.json and ExecutionFinished. */
export type Report = Readonly<Omit<ReportSummary, 'errorSha256'>>;

/** The last recorded state of an ECS task. `version` counts its changes; it is 0 until ECS reports one. */
export interface Task {
  readonly version: number;
  /** ECS's lastStatus, an open list. `MISSING`: ECS no longer knows the task. */
  readonly status: string;
  readonly at: string;
  readonly createdAt?: string;
  readonly pullStartedAt?: string;
  readonly pullStoppedAt?: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly stopCode?: string;
  readonly reason?: string;
  readonly exitCode?: number;
  readonly outOfMemory?: boolean;
}

export interface Delivery {
  readonly at: string;
  /** `gone`: the receiver responded with 410. `given_up`: the last delivery failed. */
  readonly state: 'delivered' | 'failed' | 'gone' | 'given_up';
  readonly status?: number;
  readonly error?: string;
  /** With `failed`: when the next delivery is due. */
  readonly nextAt?: string;
}

/** A fact about a job. `at` is the instant at which it happened, not at which it was recorded. */
export type Fact =
  | { readonly type: 'PromptReceived'; readonly at: string }
  /** The model begins to write the first program: the task is launched meanwhile. */
  | { readonly type: 'GenerationStarted'; readonly at: string; readonly attempt: number }
  | {
      readonly type: 'ProgramGenerated';
      readonly at: string;
      readonly attempt: number;
      readonly modelId: string;
      readonly usage: Usage;
      readonly durations?: GenerationDurations;
    }
  | {
      readonly type: 'GenerationFailed';
      readonly at: string;
      readonly attempt: number;
      readonly failure: Failure;
      readonly usage: Usage;
      readonly durations?: GenerationDurations;
    }
  | { readonly type: 'TaskLaunched'; readonly at: string; readonly launch: number; readonly taskArn: string }
  /** A standby was claimed for this launch, which is thereby its task. */
  | { readonly type: 'StandbyClaimed'; readonly at: string; readonly launch: number; readonly taskArn: string }
  /** The task has taken the job. */
  | { readonly type: 'TaskReady'; readonly at: string; readonly launch: number; readonly taskArn: string }
  | { readonly type: 'LaunchFailed'; readonly at: string; readonly launch: number; readonly failure: Failure }
  /** ECS had no capacity for this launch, or throttled it; it is due again at `nextAt`. */
  | {
      readonly type: 'LaunchPostponed';
      readonly at: string;
      readonly launch: number;
      /** Postponements of this launch so far, this one included. */
      readonly count: number;
      readonly reason: string;
      readonly nextAt: string;
    }
  /** The job has ended and ECS lists no task of this launch. */
  | { readonly type: 'LaunchAbandoned'; readonly at: string; readonly launch: number }
  | {
      readonly type: 'TaskChanged';
      readonly at: string;
      readonly launch: number;
      readonly taskArn: string;
      readonly task: Task;
    }
  /** DescribeTasks returned the task unchanged. */
  | { readonly type: 'TaskObserved'; readonly at: string; readonly launch: number }
  | { readonly type: 'ExecutionFinished'; readonly at: string; readonly attempt: number; readonly report: Report }
  /** The last task stopped without a final report, and no launch follows. */
  | { readonly type: 'TaskLost'; readonly at: string; readonly launch: number; readonly failure: Failure }
  | { readonly type: 'CancelRequested'; readonly at: string }
  /** The deadline passed without a final report. `waitingFor`: why the last launch was still postponed. */
  | { readonly type: 'DeadlinePassed'; readonly at: string; readonly waitingFor?: string }
  | { readonly type: 'OutcomePublished'; readonly at: string }
  | { readonly type: 'DeliveryAttempted'; readonly at: string; readonly delivery: number; readonly result: Delivery }
  /** The owner rated the answer. The latest one counts. */
  | { readonly type: 'FeedbackGiven'; readonly at: string; readonly rating: Rating; readonly note?: string }
  /** A curator's request begins to write the job's example, or to erase it. */
  | { readonly type: 'VerificationStarted'; readonly at: string; readonly verified: boolean }
  /** The example is written, or erased. `startedAt`: when its verification started. */
  | {
      readonly type: 'VerificationFinished';
      readonly at: string;
      readonly startedAt: string;
      readonly verified: boolean;
    }
  /** The owner shared the job, or withdrew that. The latest one counts. */
  | { readonly type: 'SharingChanged'; readonly at: string; readonly shared: boolean }
  /** The owner has the job erased: from now on nothing but that may be done with it. */
  | { readonly type: 'ErasureStarted'; readonly at: string };

/** Identifies a fact within its job: a fact that is recorded twice has one id. */
export function factId(fact: Fact): string {
  switch (fact.type) {
    case 'GenerationStarted':
    case 'ProgramGenerated':
    case 'GenerationFailed':
    case 'ExecutionFinished':
      return `${fact.type}:${fact.attempt}`;
    case 'TaskLaunched':
    case 'StandbyClaimed':
    case 'TaskReady':
    case 'LaunchFailed':
    case 'LaunchAbandoned':
    case 'TaskLost':
      return `${fact.type}:${fact.launch}`;
    case 'LaunchPostponed':
      return `${fact.type}:${fact.launch}:${fact.count}`;
    case 'TaskChanged':
      return `${fact.type}:${taskId(fact.taskArn)}:${fact.task.status}:${fact.task.version}`;
    case 'TaskObserved':
      return `${fact.type}:${fact.launch}:${fact.at}`;
    case 'DeliveryAttempted':
      return `${fact.type}:${fact.delivery}`;
    case 'FeedbackGiven':
    case 'VerificationStarted':
    case 'SharingChanged':
      return `${fact.type}:${fact.at}`;
    case 'VerificationFinished':
      return `${fact.type}:${fact.startedAt}`;
    default:
      return fact.type;
  }
}

/** The last part of a task's ARN. */
export const taskId = (taskArn: string): string => taskArn.slice(taskArn.lastIndexOf('/') + 1);
