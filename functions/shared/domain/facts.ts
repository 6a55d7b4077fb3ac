import type { Failure } from './failure';

/** What was accepted; given once, when the job is made. Instants are UTC, ISO 8601, and sort as text. */
export interface Accepted {
  readonly jobId: string;
  readonly owner: string;
  /** The first 300 characters, for lists. */
  readonly promptStart: string;
  readonly acceptedAt: string;
  readonly deadlineAt: string;
  readonly size: 'small' | 'medium' | 'large';
  readonly limits: { readonly timeoutSeconds: number; readonly maxAttempts: number };
  readonly webhookUrl?: string;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly modelCalls: number;
}

export interface Artifact {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly mediaType: string;
}

export interface Cost {
  readonly estimated: boolean;
  readonly usd: number;
  readonly units: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly taskSeconds: number;
    readonly statements: number;
  };
}

/** How one run of a program ended, as report.json and ExecutionFinished tell it. */
export interface Report {
  readonly launch: number;
  readonly outcome: 'succeeded' | 'failed';
  readonly final: boolean;
  readonly failure?: Failure;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly answer?: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
  readonly resultsPrefix?: string;
  readonly artifacts: readonly Artifact[];
  readonly cost?: Cost;
}

/** What is known of one ECS task. `version` counts its changes; a task that was only launched has 0. */
export interface Task {
  readonly version: number;
  /** ECS's lastStatus: an open list. `MISSING`: ECS no longer knows the task. */
  readonly status: string;
  readonly at: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly stopCode?: string;
  readonly reason?: string;
  readonly exitCode?: number;
  readonly outOfMemory?: boolean;
}

export interface Delivery {
  readonly at: string;
  /** `gone`: the receiver answered 410. `given_up`: the last delivery failed. */
  readonly state: 'delivered' | 'failed' | 'gone' | 'given_up';
  readonly status?: number;
  readonly error?: string;
  /** With `failed`: when the next delivery is due. */
  readonly nextAt?: string;
}

/** Everything that can be recorded about a job. `at` is when it happened, not when it was recorded. */
export type Fact =
  | { readonly type: 'PromptReceived'; readonly at: string }
  | {
      readonly type: 'ProgramGenerated';
      readonly at: string;
      readonly attempt: number;
      readonly modelId: string;
      readonly usage: Usage;
    }
  | {
      readonly type: 'GenerationFailed';
      readonly at: string;
      readonly attempt: number;
      readonly failure: Failure;
      readonly usage: Usage;
    }
  | { readonly type: 'TaskLaunched'; readonly at: string; readonly launch: number; readonly taskArn: string }
  | { readonly type: 'LaunchFailed'; readonly at: string; readonly launch: number; readonly failure: Failure }
  /** ECS could not take this launch yet; it is due again at `nextAt`. */
  | {
      readonly type: 'LaunchPostponed';
      readonly at: string;
      readonly launch: number;
      /** How often this launch has been postponed. */
      readonly count: number;
      readonly reason: string;
      readonly nextAt: string;
    }
  /** The job had ended and no task of this launch was found. */
  | { readonly type: 'LaunchAbandoned'; readonly at: string; readonly launch: number }
  | {
      readonly type: 'TaskChanged';
      readonly at: string;
      readonly launch: number;
      readonly taskArn: string;
      readonly task: Task;
    }
  /** ECS was asked: the task is there and nothing about it is new. */
  | { readonly type: 'TaskObserved'; readonly at: string; readonly launch: number }
  | { readonly type: 'ExecutionFinished'; readonly at: string; readonly attempt: number; readonly report: Report }
  /** The last task died, no final report was found, and no other launch follows. */
  | { readonly type: 'DeathSettled'; readonly at: string; readonly launch: number; readonly failure: Failure }
  | { readonly type: 'CancelRequested'; readonly at: string }
  /** The deadline is over and no final report was found. `waitingFor`: why its last launch was still postponed. */
  | { readonly type: 'DeadlinePassed'; readonly at: string; readonly waitingFor?: string }
  | { readonly type: 'Announced'; readonly at: string }
  | { readonly type: 'DeliveryAttempted'; readonly at: string; readonly delivery: number; readonly result: Delivery };

/** Names a fact within its job: the same fact told twice has the same name. */
export function factId(fact: Fact): string {
  switch (fact.type) {
    case 'ProgramGenerated':
    case 'GenerationFailed':
    case 'ExecutionFinished':
      return `${fact.type}:${fact.attempt}`;
    case 'TaskLaunched':
    case 'LaunchFailed':
    case 'LaunchAbandoned':
    case 'DeathSettled':
      return `${fact.type}:${fact.launch}`;
    case 'LaunchPostponed':
      return `${fact.type}:${fact.launch}:${fact.count}`;
    case 'TaskChanged':
      return `${fact.type}:${taskId(fact.taskArn)}:${fact.task.status}:${fact.task.version}`;
    case 'TaskObserved':
      return `${fact.type}:${fact.launch}:${fact.at}`;
    case 'DeliveryAttempted':
      return `${fact.type}:${fact.delivery}`;
    default:
      return fact.type;
  }
}

/** The last part of a task's ARN. */
export const taskId = (taskArn: string): string => taskArn.slice(taskArn.lastIndexOf('/') + 1);
