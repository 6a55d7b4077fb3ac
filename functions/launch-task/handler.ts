import { CodeGenerated, LaunchFailed, LaunchRequested, TaskLaunched } from '../../events';
import type { Job } from '../shared/domain/job';
import { afterDeath, deathOf, owes } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { type BusEvent, isReplayed } from '../shared/queue/batch';
import { unseenReports } from '../shared/reports/report-facts';
import type { TaskLauncher } from '../shared/tasks/port';

interface Ports {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly tasks: TaskLauncher;
  readonly bus: EventBus;
  readonly now: () => string;
}

/** Launches the executor's task for a job's first program, and again after a death. */
export const launchTask = (ports: Ports) => async (event: BusEvent) => {
  if (isReplayed(event)) return;
  const { jobId, launch } = requested(event);
  const job = await upToDate(ports, jobId);
  if (!job) return;
  // CodeGenerated may be handled before it is recorded: then the launch is not owed yet, and is right all the same.
  const isFirst = launch === 1 && !job.outcome && !job.launches[1];
  if (!isFirst && !owes(job, `launch:${launch}`)) return;

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

function requested({ 'detail-type': detailType, detail }: BusEvent): { jobId: string; launch: number } {
  if (detailType === CodeGenerated.detailType) return { jobId: CodeGenerated.parse(detail).jobId, launch: 1 };
  return LaunchRequested.parse(detail);
}

/** The job with every report that is in S3: a final one makes a launch needless. */
async function upToDate({ jobs, objects }: Ports, jobId: string): Promise<Job | undefined> {
  let job = await jobs.read(jobId);
  for (const fact of job && !job.outcome ? await unseenReports(objects, job) : []) job = await jobs.record(jobId, fact);
  return job;
}

async function run({ tasks, bus, now }: Ports, { accepted: { jobId, size } }: Job, launch: number): Promise<void> {
  const answer = await tasks.run({ jobId, launch, size });
  const stamp = { jobId, occurredAt: now(), launch };
  if (answer.launched) {
    await bus.publish([TaskLaunched.create({ ...stamp, taskArn: answer.taskArn })]);
  } else if (answer.retryable) {
    throw new Error(`Launch ${launch} of job ${jobId} is to be tried again: ${answer.message}`);
  } else {
    await bus.publish([LaunchFailed.create({ ...stamp, failure: { kind: 'launch_failed', message: answer.message } })]);
  }
}
