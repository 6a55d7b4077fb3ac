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

/** Launches the executor's tasks. Job and launch are the client token, so equal requests make byte-identical calls. */
export interface TaskLauncher {
  run(request: TaskRequest): Promise<RunTaskResult>;
}

/** Observes and stops tasks. */
export interface TaskControl {
  /** ARNs of the job's tasks with the desired status RUNNING. */
  listRunning(jobId: string): Promise<string[]>;
  /** The tasks' states. ECS forgets tasks an hour after they stopped; those are missing. */
  describe(taskArns: readonly string[]): Promise<EcsTask[]>;
  stop(taskArn: string, reason: string): Promise<void>;
}
