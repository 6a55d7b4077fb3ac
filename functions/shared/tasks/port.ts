import type { EcsTask, SizeClass } from '../../../events';

export interface TaskRequest {
  readonly jobId: string;
  readonly launch: number;
  readonly size: SizeClass;
}

export type RunTaskResult =
  | { readonly launched: true; readonly taskArn: string }
  /** `transient`: no capacity, throttled, or an error of the service. Retried until the deadline. */
  | { readonly launched: false; readonly transient: boolean; readonly message: string };

/** Launches the executor's tasks. Equal requests make byte-identical calls. */
export interface TaskLauncher {
  /** A task for a job. Job and launch are the client token. */
  run(request: TaskRequest): Promise<RunTaskResult>;
  /** A standby task, once for each token. */
  runStandby(clientToken: string): Promise<RunTaskResult>;
}

/** What `startedBy` has in place of a job id for standby tasks. */
export const STANDBY = 'standby';
/** The size of standby tasks, and of the jobs that they serve. */
export const STANDBY_SIZE: SizeClass = 'small';

/** Observes and stops tasks. */
export interface TaskControl {
  /** ARNs of the tasks with the desired status RUNNING that a job, or STANDBY, has started. */
  listRunning(startedBy: string): Promise<string[]>;
  /** The tasks' states. ECS forgets tasks an hour after they stopped; those are missing. */
  describe(taskArns: readonly string[]): Promise<EcsTask[]>;
  stop(taskArn: string, reason: string): Promise<void>;
}
