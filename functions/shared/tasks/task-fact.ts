import type { EcsTask } from '../../../events';
import type { Fact } from '../domain/facts';

/** The container of a task that is ours, in the task definition. */
export const EXECUTOR_CONTAINER = 'executor';

/** Of a reason of ECS: it becomes part of a failure's message, which is bounded. */
export const REASON_CHARACTERS = 1000;

/** What ECS says of an executor's task, from its event or from DescribeTasks; undefined for a task of no job. */
export function taskFact(task: EcsTask, toldAt: string): { jobId: string; fact: Fact } | undefined {
  const environment = (task.overrides?.containerOverrides ?? []).flatMap((container) => container.environment ?? []);
  const environmentValue = (name: string) => environment.find((entry) => entry.name === name)?.value;
  const jobId = environmentValue('JOB_ID') ?? task.startedBy;
  const launch = Number(environmentValue('LAUNCH') ?? 1);
  if (!jobId || !Number.isInteger(launch) || launch < 1) return undefined;

  // Others may run beside it, such as the agent of a security service.
  const container = task.containers?.find(({ name }) => name === EXECUTOR_CONTAINER);
  const reason = (container?.reason ?? task.stoppedReason)?.slice(0, REASON_CHARACTERS);
  const at = instant(task.updatedAt ?? task.stoppedAt ?? toldAt);
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
        ...(task.startedAt && { startedAt: instant(task.startedAt) }),
        ...(task.stoppedAt && { stoppedAt: instant(task.stoppedAt) }),
        ...(task.stopCode && { stopCode: task.stopCode }),
        ...(reason && { reason }),
        ...(typeof container?.exitCode === 'number' && { exitCode: container.exitCode }),
        // ECS tells it only in words, in more than one spelling; exit code 137 alone is any SIGKILL.
        ...(/out ?of ?memory/i.test(reason ?? '') && { outOfMemory: true }),
      },
    },
  };
}

/** ECS writes fractions of a second with one to nine digits; three of them sort as text. */
const instant = (text: string): string => new Date(text).toISOString();
