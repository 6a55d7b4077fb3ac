import type { EcsTask } from '../../../events';
import type { Fact } from '../domain/facts';

/** The executor's container in the task definition. */
export const EXECUTOR_CONTAINER = 'executor';

/** Bounds a reason that ECS gives: it becomes part of a failure's message. */
export const MAX_REASON_CHARACTERS = 1000;

/** A launch of a job. */
export interface LaunchId {
  readonly jobId: string;
  readonly launch: number;
}

const environmentOf = (task: EcsTask) =>
  new Map(
    (task.overrides?.containerOverrides ?? [])
      .flatMap((container) => container.environment ?? [])
      .map(({ name, value }) => [name, value]),
  );

/** Whether the task was launched without a job; its claim then names the job. */
export const isStandby = (task: EcsTask): boolean => environmentOf(task).get('STANDBY') === '1';

/** The launch that a task was run for; undefined for a standby and for tasks of others. */
export function launchOf(task: EcsTask): LaunchId | undefined {
  const environment = environmentOf(task);
  const jobId = environment.get('JOB_ID');
  const launch = Number(environment.get('LAUNCH'));
  return jobId && Number.isInteger(launch) && launch >= 1 ? { jobId, launch } : undefined;
}

/** The fact of a task state change event or of DescribeTasks. */
export function taskFact(task: EcsTask, launch: number, observedAt: string): Fact {
  // The task may have other containers, such as a GuardDuty agent.
  const container = task.containers?.find(({ name }) => name === EXECUTOR_CONTAINER);
  const reason = (container?.reason ?? task.stoppedReason)?.slice(0, MAX_REASON_CHARACTERS);
  const at = instant(task.updatedAt ?? task.stoppedAt ?? observedAt);
  return {
    type: 'TaskChanged',
    at,
    launch,
    taskArn: task.taskArn,
    task: {
      version: task.version,
      status: task.lastStatus,
      at,
      ...(task.createdAt && { createdAt: instant(task.createdAt) }),
      ...(task.pullStartedAt && { pullStartedAt: instant(task.pullStartedAt) }),
      ...(task.pullStoppedAt && { pullStoppedAt: instant(task.pullStoppedAt) }),
      ...(task.startedAt && { startedAt: instant(task.startedAt) }),
      ...(task.stoppedAt && { stoppedAt: instant(task.stoppedAt) }),
      ...(task.stopCode && { stopCode: task.stopCode }),
      ...(reason && { reason }),
      ...(typeof container?.exitCode === 'number' && { exitCode: container.exitCode }),
      // Only ECS's text says so, in several spellings. Exit code 137 alone is any SIGKILL.
      ...(/out ?of ?memory/i.test(reason ?? '') && { outOfMemory: true }),
    },
  };
}

/** Normalizes ECS's one to nine fractional digits to three, so that times sort as text. */
const instant = (text: string): string => new Date(text).toISOString();
