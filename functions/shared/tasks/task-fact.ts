import type { EcsTask } from '../../../events';
import type { Fact } from '../domain/facts';

/** The executor's container in the task definition. */
export const EXECUTOR_CONTAINER = 'executor';

/** Bounds a reason that ECS gives: it becomes part of a failure's message. */
export const MAX_REASON_CHARACTERS = 1000;

/** The fact of a task state change event or of DescribeTasks. Undefined for a task that belongs to no job. */
export function taskFact(task: EcsTask, observedAt: string): { jobId: string; fact: Fact } | undefined {
  const environment = (task.overrides?.containerOverrides ?? []).flatMap((container) => container.environment ?? []);
  const environmentValue = (name: string) => environment.find((entry) => entry.name === name)?.value;
  const jobId = environmentValue('JOB_ID') ?? task.startedBy;
  const launch = Number(environmentValue('LAUNCH') ?? 1);
  if (!jobId || !Number.isInteger(launch) || launch < 1) return undefined;

  // The task may have other containers, such as a GuardDuty agent.
  const container = task.containers?.find(({ name }) => name === EXECUTOR_CONTAINER);
  const reason = (container?.reason ?? task.stoppedReason)?.slice(0, MAX_REASON_CHARACTERS);
  const at = instant(task.updatedAt ?? task.stoppedAt ?? observedAt);
  return {
    jobId,
    fact: {
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
    },
  };
}

/** Normalizes ECS's one to nine fractional digits to three, so that times sort as text. */
const instant = (text: string): string => new Date(text).toISOString();
