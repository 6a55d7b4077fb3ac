import type { RunTask } from './requests';
import type { Definition } from './task-definitions';

/** State of a task. Dates are text in events and seconds in responses. */
export interface TaskState {
  readonly taskArn: string;
  readonly clusterArn: string;
  readonly region: string;
  readonly definition: Definition;
  readonly request: RunTask;
  readonly ids: { readonly container: string; readonly attachment: string };
  lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEPROVISIONING' | 'STOPPED';
  desiredStatus: 'RUNNING' | 'STOPPED';
  version: number;
  readonly createdAt: Date;
  updatedAt: Date;
  startedAt?: Date;
  stoppingAt?: Date;
  executionStoppedAt?: Date;
  stoppedAt?: Date;
  stopCode?: string;
  stoppedReason?: string;
  exitCode?: number;
  healthStatus?: 'HEALTHY';
  /** Why the container ended, such as an OutOfMemoryError. */
  containerReason?: string;
}

const CONTAINER_STATUS = { PROVISIONING: 'PENDING', PENDING: 'PENDING', RUNNING: 'RUNNING' } as const;
const ATTACHMENT_STATUS = { PROVISIONING: 'PRECREATED', PENDING: 'ATTACHING', RUNNING: 'ATTACHED' } as const;

function containersOf(task: TaskState) {
  const status = (CONTAINER_STATUS as Record<string, string>)[task.lastStatus] ?? 'STOPPED';
  return task.definition.containers.map(({ name, image }, index) => ({
    containerArn: `${task.taskArn.replace(':task/', ':container/')}/${task.ids.container}${index || ''}`,
    lastStatus: status,
    name,
    image,
    taskArn: task.taskArn,
    networkInterfaces: [],
    cpu: '0',
    ...(index === 0 ? { exitCode: task.exitCode, reason: task.containerReason } : {}),
  }));
}

/** The Task structure of ECS, for events and responses. */
export function taskView(task: TaskState) {
  const { definition, request } = task;
  return {
    availabilityZone: `${task.region}a`,
    attributes: [{ name: 'ecs.cpu-architecture', value: process.arch === 'arm64' ? 'arm64' : 'x86_64' }],
    clusterArn: task.clusterArn,
    cpu: request.overrides?.cpu ?? definition.cpu,
    memory: request.overrides?.memory ?? definition.memory,
    createdAt: task.createdAt,
    ephemeralStorage: { sizeInGiB: 21 },
    group: request.group ?? `family:${definition.family}`,
    launchType: request.launchType ?? 'FARGATE',
    enableExecuteCommand: false,
    overrides: { containerOverrides: [], ...request.overrides },
    platformVersion: '1.4.0',
    startedBy: request.startedBy,
    taskArn: task.taskArn,
    taskDefinitionArn: definition.arn,
    attachments: [
      {
        id: task.ids.attachment,
        type: 'eni',
        status: (ATTACHMENT_STATUS as Record<string, string>)[task.lastStatus] ?? 'DELETED',
        details: [],
      },
    ],
    connectivity: task.startedAt ? 'CONNECTED' : undefined,
    startedAt: task.startedAt,
    containers: containersOf(task),
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    executionStoppedAt: task.executionStoppedAt,
    stoppingAt: task.stoppingAt,
    stoppedAt: task.stoppedAt,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    updatedAt: task.updatedAt,
    version: task.version,
  };
}

const EVENT_ONLY = new Set(['updatedAt']);
/** Members that responses have and events lack. */
const healthOf = ({ healthStatus }: TaskState) => ({ healthStatus: healthStatus ?? 'UNKNOWN' });

/** The Task of an API response, with dates in seconds since 1970. */
export function apiView(task: TaskState): Record<string, unknown> {
  const members = Object.entries(taskView(task)).filter(([name]) => !EVENT_ONLY.has(name));
  return {
    ...healthOf(task),
    ...Object.fromEntries(
      members.map(([name, value]) => [name, value instanceof Date ? value.getTime() / 1000 : value]),
    ),
  };
}

/** The detail of a "Task State Change" event, with dates as text. */
export const eventDetail = (task: TaskState): Record<string, unknown> => JSON.parse(JSON.stringify(taskView(task)));
