import { LaunchFailed, LaunchRequested, ProgramGenerated, TaskLaunched } from '../../events';
import type { Job } from '../shared/domain/job';
import { afterDeath, deathOf, hasObligation } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import { jobAsOf } from '../shared/event-facts';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import { Postponed } from '../shared/queue/postponed';
import { unrecordedReports } from '../shared/report-facts';
import type { TaskLauncher } from '../shared/tasks/port';
import { secondsUntilNext } from './backoff';

interface Ports {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly tasks: TaskLauncher;
  readonly bus: EventBus;
  readonly now: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Launches the executor's task for a job's first program, and again after a death. */
export const launchTask = (ports: Ports) => async (event: EventBridgeEvent) => {
  if (isReplayed(event)) return;
  const { jobId, launch } = requested(event);
  const recorded = await upToDate(ports, jobId);
  if (!recorded) return;
  const job = jobAsOf(event, recorded);
  if (!hasObligation(job, `launch:${launch}`)) return;
  // Whoever postponed it comes back by then; if not, the sweep does.
  if ((job.launches[launch]?.postponed?.nextAt ?? '') > ports.now()) return;

  const death = deathOf(job);
  const next = death && afterDeath(death);
  if (death && next && 'failure' in next) {
    await ports.jobs.record(jobId, {
      type: 'DeathSettled',
      at: ports.now(),
      launch: death.launch,
      failure: next.failure,
    });
    return;
  }
  await run(ports, job, launch);
};

function requested(event: EventBridgeEvent): { jobId: string; launch: number } {
  if (event['detail-type'] !== ProgramGenerated.detailType) return detailOf(event, LaunchRequested);
  return { jobId: detailOf(event, ProgramGenerated).jobId, launch: 1 };
}

/** The job with every report that is in S3: a final one makes a launch needless. */
async function upToDate({ jobs, objects }: Ports, jobId: string): Promise<Job | undefined> {
  let job = await jobs.read(jobId);
  for (const fact of job && !job.outcome ? await unrecordedReports(objects, job) : [])
    job = await jobs.record(jobId, fact);
  return job;
}

async function run(ports: Ports, job: Job, launch: number): Promise<void> {
  const { tasks, bus, now } = ports;
  const { jobId, size } = job.accepted;
  const answer = await tasks.run({ jobId, launch, size });
  const stamp = { jobId, occurredAt: now(), launch };
  if (answer.launched) {
    await bus.publish([TaskLaunched.create({ ...stamp, taskArn: answer.taskArn })]);
  } else if (answer.retryable) {
    await postpone(ports, job, launch, answer.message);
  } else {
    await bus.publish([LaunchFailed.create({ ...stamp, failure: { kind: 'launch_failed', message: answer.message } })]);
  }
}

/** Records when the launch is due again, and has the message come back by then. */
async function postpone({ jobs, now, random }: Ports, job: Job, launch: number, reason: string): Promise<never> {
  const count = (job.launches[launch]?.postponed?.count ?? 0) + 1;
  const seconds = secondsUntilNext(count, random());
  const at = now();
  const nextAt = new Date(Date.parse(at) + seconds * 1000).toISOString();
  await jobs.record(job.accepted.jobId, { type: 'LaunchPostponed', at, launch, count, reason, nextAt });
  // A second more, for clocks that differ: a message that comes too early is done with.
  throw new Postponed(seconds + 1, reason);
}
