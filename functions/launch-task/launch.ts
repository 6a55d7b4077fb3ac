import { LaunchFailed, TaskLaunched } from '../../events';
import type { Job } from '../shared/domain/job';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import { Postponed } from '../shared/queue/postponed';
import type { TaskLauncher } from '../shared/tasks/port';
import { backoffSeconds } from './backoff';

export interface LaunchPorts {
  readonly jobs: JobStore;
  readonly tasks: TaskLauncher;
  readonly bus: EventBus;
  readonly now: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Starts the task and publishes TaskLaunched or LaunchFailed. Rejects with Postponed after a transient error. */
export async function launch(ports: LaunchPorts, job: Job, number: number): Promise<void> {
  const { tasks, bus, now } = ports;
  const { jobId, size } = job.accepted;
  const result = await tasks.run({ jobId, launch: number, size });
  const common = { jobId, occurredAt: now(), launch: number };
  if (result.launched) {
    await bus.publish([TaskLaunched.create({ ...common, taskArn: result.taskArn })]);
  } else if (result.transient) {
    await postpone(ports, job, number, result.message);
  } else {
    const failure = { kind: 'launch_failed' as const, message: result.message };
    await bus.publish([LaunchFailed.create({ ...common, failure })]);
  }
}

/** Records when RunTask is called again and postpones the message until then. */
async function postpone({ jobs, now, random }: LaunchPorts, job: Job, number: number, reason: string): Promise<never> {
  const count = (job.launches[number]?.postponed?.count ?? 0) + 1;
  const seconds = backoffSeconds(count, random());
  const at = now();
  const nextAt = new Date(Date.parse(at) + seconds * 1000).toISOString();
  await jobs.record(job.accepted.jobId, { type: 'LaunchPostponed', at, launch: number, count, reason, nextAt });
  // One more second for clock skew: a message that arrives before `nextAt` is acknowledged without a launch.
  throw new Postponed(seconds + 1, reason);
}
