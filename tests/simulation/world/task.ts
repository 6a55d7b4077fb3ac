import type { EcsTask } from '../../../events';
import type { Process } from './process';

/** One task of ECS. Times are seconds since the beginning. */
export interface Task {
  readonly taskArn: string;
  readonly jobId: string;
  readonly launch: number;
  readonly process: Process;
  /** Aborted on SIGTERM. */
  readonly sigterm: AbortController;
  readonly launchedAt: number;
  /** When whoever has launched it began its work. */
  readonly wantedAt: number;
  /** ECS's events about it are lost. */
  readonly unheard: boolean;
  status: string;
  version: number;
  updatedAt: string;
  /** ECS wants it to stop, or it has ended by itself. */
  stopping: boolean;
  stopCode?: string;
  reason?: string;
  containerReason?: string;
  exitCode?: number;
  beganAt?: number;
  sigtermAt?: number;
  stoppedAt?: number;
  startedAtInstant?: string;
  stoppedAtInstant?: string;
}

/** The task as events and answers describe it. */
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
