import { type JobClaim, LaunchFailed, StandbyClaimed, TaskLaunched } from '../../events';
import type { Job } from '../shared/domain/job';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import { Postponed } from '../shared/queue/postponed';
import { claimForJob } from '../shared/standby/claims';
import type { TaskLauncher } from '../shared/tasks/port';
import { taskFact } from '../shared/tasks/task-fact';
import { backoffSeconds } from './backoff';
import { launchDocument, type StandbyPorts } from './choose-standby';

export interface LaunchPorts extends StandbyPorts {
  readonly jobs: JobStore;
  readonly tasks: StandbyPorts['tasks'] & Pick<TaskLauncher, 'run'>;
  readonly bus: EventBus;
}

/**
 * Claims a standby or starts a task, and publishes TaskLaunched or LaunchFailed. Rejects with Postponed after a transient
 * error.
 */
export async function launch(ports: LaunchPorts, job: Job, number: number): Promise<void> {
  const { tasks, bus, now } = ports;
  const { jobId, size } = job.accepted;
  const { standbyArn } = await launchDocument(ports, job, number);
  const claim = standbyArn && (await claimForJob(ports.objects, standbyArn, { jobId, launch: number }, now()));
  if (claim) return useStandby(ports, claim);
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

/** Records and publishes the claim, and records the state of the claimed task, whose events so far belonged to no job. */
async function useStandby({ jobs, tasks, bus, now }: LaunchPorts, claim: JobClaim): Promise<void> {
  const { jobId, launch, taskArn, createdAt } = claim;
  const common = { jobId, occurredAt: createdAt, launch, taskArn };
  // Recorded before the events, which may be lost: a standby that does not take its job must be replaced.
  await jobs.record(jobId, { type: 'StandbyClaimed', at: createdAt, launch, taskArn });
  await bus.publish([StandbyClaimed.create(common), TaskLaunched.create(common)]);
  for (const task of await tasks.describe([taskArn])) await jobs.record(jobId, taskFact(task, launch, now()));
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
