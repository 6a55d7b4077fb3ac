import type { EcsTask } from '../../../events';
import { STANDBY } from '../../../functions/shared/tasks/port';
import type { Process } from './process';

/** An ECS task. Times are seconds since the start of the run, those named `…Instant` ISO 8601. */
export interface Task {
  readonly taskArn: string;
  /** The job id, or `standby`. */
  readonly startedBy: string;
  readonly taskDefinitionArn: string;
  /** Of the job that it was run for or that has claimed it; empty for an idle standby. */
  jobId: string;
  launch: number;
  /** When a job claimed the standby. */
  claimedAt?: number;
  /** Its libraries are loaded. */
  isHealthy: boolean;
  readonly process: Process;
  /** Aborted on SIGTERM. */
  readonly sigterm: AbortController;
  readonly createdAtInstant: string;
  readonly launchedAt: number;
  /** When the function that called RunTask, or claimed the standby, was invoked. */
  requestedAt: number;
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

/** Whether the task was run without a job. */
export const isStandby = ({ startedBy }: Pick<Task, 'startedBy'>): boolean => startedBy === STANDBY;

/** When the task became that of its job. */
export const assignedAt = ({ claimedAt, launchedAt }: Task): number => claimedAt ?? launchedAt;

/** The task as in events and in responses of ECS. */
export const describe = (task: Task): EcsTask => ({
  taskArn: task.taskArn,
  clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/code-interpreter',
  version: task.version,
  lastStatus: task.status,
  startedBy: task.startedBy,
  createdAt: task.createdAtInstant,
  taskDefinitionArn: task.taskDefinitionArn,
  desiredStatus: task.stopping ? 'STOPPED' : 'RUNNING',
  healthStatus: task.isHealthy ? 'HEALTHY' : 'UNKNOWN',
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
        environment: isStandby(task)
          ? [{ name: 'STANDBY', value: '1' }]
          : [
              { name: 'JOB_ID', value: task.jobId },
              { name: 'LAUNCH', value: String(task.launch) },
            ],
      },
    ],
  },
});
