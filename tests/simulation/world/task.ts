import type { EcsTask } from '../../../events';
import type { Process } from './process';

/** An ECS task. Times are seconds since the start of the run, those named `…Instant` ISO 8601. */
export interface Task {
  readonly taskArn: string;
  readonly jobId: string;
  readonly launch: number;
  readonly process: Process;
  /** Aborted on SIGTERM. */
  readonly sigterm: AbortController;
  readonly launchedAt: number;
  /** When the function that called RunTask was invoked. */
  readonly requestedAt: number;
  /** All of its state change events are lost. */
  readonly eventsLost: boolean;
  status: string;
  version: number;
  updatedAt: string;
  /** A stop was requested, or its process has exited. */
  stopping: boolean;
  stopCode?: string;
  reason?: string;
  containerReason?: string;
  exitCode?: number;
  startedAt?: number;
  sigtermAt?: number;
  stoppedAt?: number;
  startedAtInstant?: string;
  stoppedAtInstant?: string;
}

/** The task as in events and in responses of ECS. */
export const describe = (task: Task): EcsTask => ({
  taskArn: task.taskArn,
  clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/code-interpreter',
  version: task.version,
  lastStatus: task.status,
  startedBy: task.jobId,
  updatedAt: task.updatedAt,
  ...(task.startedAtInstant && { startedAt: task.startedAtInstant }),
  ...(task.stoppedAtInstant && { stoppedAt: task.stoppedAtInstant }),
  ...(task.stopCode && { stopCode: task.stopCode }),
  ...(task.reason && { stoppedReason: task.reason }),
  containers:
    task.stopCode === 'TaskFailedToStart'
      ? []
      : [
          { name: 'security-agent', exitCode: 0 },
          {
            name: 'executor',
            ...(task.exitCode !== undefined && { exitCode: task.exitCode }),
            ...(task.containerReason && { reason: task.containerReason }),
          },
        ],
  overrides: {
    containerOverrides: [
      {
        name: 'executor',
        environment: [
          { name: 'JOB_ID', value: task.jobId },
          { name: 'LAUNCH', value: String(task.launch) },
        ],
      },
    ],
  },
});
