import { eventOfObligation } from '../shared/decisions/event-of-obligation';
import type { Job } from '../shared/domain/job';
import { type Obligation, obligationsOf } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { unseenReports } from '../shared/reports/report-facts';
import type { TaskControl } from '../shared/tasks/port';
import { observeTasks } from './observe-tasks';

interface Ports {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly tasks: TaskControl;
  readonly bus: EventBus;
  readonly now: () => string;
  readonly log: {
    info(message: string, details: Record<string, unknown>): void;
    error(message: string, details: Record<string, unknown>): void;
  };
}

/** Seconds that an obligation may be due before the sweep takes the event for it as lost. */
const GRACE = 30;
/** Jobs that one sweep looks at; the longest due first, so that the next sweep takes the rest. */
const JOBS_PER_SWEEP = 200;
const AT_ONCE = 10;

/** Looks, each minute, at the jobs that owe something overdue, and brings each a step further. */
export const sweepJobs = (ports: Ports) => async (): Promise<{ swept: number; failed: number }> => {
  const overdue = new Date(Date.parse(ports.now()) - GRACE * 1000).toISOString();
  const jobIds = await ports.jobs.due(overdue, JOBS_PER_SWEEP);
  let failed = 0;
  for (let index = 0; index < jobIds.length; index += AT_ONCE) {
    const sweeps = jobIds.slice(index, index + AT_ONCE).map((jobId) =>
      sweepJob(ports, jobId, overdue).catch((error) => {
        failed += 1;
        ports.log.error('A job could not be swept; the next sweep tries again.', { jobId, error });
      }),
    );
    await Promise.all(sweeps);
  }
  return { swept: jobIds.length, failed };
};

async function sweepJob(ports: Ports, jobId: string, overdue: string): Promise<void> {
  const { jobs, objects, tasks, bus, now, log } = ports;
  let job = await jobs.read(jobId);
  if (!job) return;
  if (!job.outcome) {
    for (const fact of await unseenReports(objects, job)) job = (await jobs.record(jobId, fact)) ?? job;
  }
  const due = () => obligationsOf(job as Job).filter(({ dueAt }) => dueAt <= overdue);
  if (owed(due(), 'observe') || owed(due(), 'stop')) {
    for (const fact of await observeTasks(tasks, job, now())) job = (await jobs.record(jobId, fact)) ?? job;
  }
  if (owed(due(), 'deadline')) job = (await jobs.record(jobId, { type: 'DeadlinePassed', at: now() })) ?? job;

  const events = due().flatMap((obligation) => eventOfObligation(job as Job, obligation, now()) ?? []);
  if (events.length === 0) return;
  log.info('Overdue; asked again.', { jobId, events: events.map(({ detailType }) => detailType) });
  await bus.publish(events);
}

const owed = (obligations: readonly Obligation[], kind: Obligation['kind']): boolean =>
  obligations.some((obligation) => obligation.kind === kind);
