import type { EcsTask, SizeClass } from '../../../events';

export interface TaskRequest {
  readonly jobId: string;
  readonly launch: number;
  readonly size: SizeClass;
}

export type RunTaskResult =
  | { readonly launched: true; readonly taskArn: string }
  /** `retryable`: capacity, throttling, a fault of the service; to be tried again until the deadline. */
  | { readonly launched: false; readonly retryable: boolean; readonly message: string };

/** Launches the executor's tasks. The same request gives a byte-identical call: job and launch are its client token. */
export interface TaskLauncher {
  run(request: TaskRequest): Promise<RunTaskResult>;
}

/** Looks after tasks that were launched. */
export interface TaskControl {
  /** ARNs of the tasks of a job that are to run. */
  alive(jobId: string): Promise<string[]>;
  /** What ECS knows of these tasks; a task it no longer knows is missing from the answer. */
  describe(taskArns: readonly string[]): Promise<EcsTask[]>;
  stop(taskArn: string, reason: string): Promise<void>;
}
