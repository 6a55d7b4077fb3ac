import type { Job } from '../shared/domain/job';
import { type Obligation, obligationsOf, postponedFor } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import type { Log } from '../shared/log';
import { withLogContext } from '../shared/log-context';
import type { ObjectStore } from '../shared/object-store/port';
import { eventOfObligation } from '../shared/obligation-events';
import { UnreadableReport, unseenReports } from '../shared/report-facts';
import type { TaskControl } from '../shared/tasks/port';
import { observeTasks } from './observe-tasks';

interface Ports {
  readonly jobs: JobStore;
  readonly objects: ObjectStore;
  readonly tasks: TaskControl;
  readonly bus: EventBus;
  readonly now: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Pick<Log, 'info' | 'error'>;
}

export interface SweepResult {
  readonly swept: number;
  /** Overdue too, and not looked at for want of time. */
  readonly left: number;
  readonly failed: number;
  /** How long the longest of them had been overdue. */
  readonly overdueSeconds: number;
}

/** Seconds that an obligation may be due before the sweep takes the event for it as lost. */
const GRACE = 30;
/** Jobs that one sweep asks the table for, the longest due first. */
const MAX_JOBS = 10_000;
const AT_ONCE = 20;
/** Seconds after which a sweep begins with no other job: its function has 55, and the next sweep comes in a minute. */
const LAST_BEGINS = 40;

/**
 * Looks, each minute, at the jobs that owe something overdue, and brings each a step further. They come in an order of
 * chance, so that where there are more than a sweep has time for, none of them waits behind the same others each time.
 */
export const sweepJobs = (ports: Ports) => async (): Promise<SweepResult> => {
  const began = ports.now();
  const overdue = new Date(Date.parse(began) - GRACE * 1000).toISOString();
  const waiting = shuffled(await ports.jobs.due(overdue, MAX_JOBS), ports.random);
  const due = waiting.length;
  let failed = 0;
  let late = 0;
  const sweepOn = async () => {
    while (secondsBetween(began, ports.now()) < LAST_BEGINS) {
      const jobId = waiting.pop();
      if (jobId === undefined) return;
      await withLogContext({ jobId }, async () => {
        try {
          const job = await ports.jobs.read(jobId);
          if (!job) return;
          late = Math.max(late, secondsBetween(obligationsOf(job)[0]?.dueAt, ports.now()));
          await sweepJob(ports, job, overdue);
        } catch (error) {
          failed += 1;
          ports.log.error('A job could not be swept; the next sweep tries again.', { error });
        }
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sweepOn));
  return { swept: due - waiting.length, left: waiting.length, failed, overdueSeconds: late };
};

/** Brings a job a step further. */
async function sweepJob(ports: Ports, known: Job, overdue: string): Promise<void> {
  const { jobs, tasks, bus, now, log } = ports;
  const { jobId } = known.accepted;
  const due = () => obligationsOf(job).filter(({ dueAt }) => dueAt <= overdue);
  let job = known;
  if (!job.outcome) job = await withReports(ports, job, owed(due(), 'deadline'));
  if (owed(due(), 'observe') || owed(due(), 'stop')) {
    for (const fact of await observeTasks(tasks, job, now())) job = (await jobs.record(jobId, fact)) ?? job;
  }
  if (owed(due(), 'deadline')) {
    const waitingFor = postponedFor(job);
    const fact = { type: 'DeadlinePassed', at: now(), ...(waitingFor && { waitingFor }) } as const;
    job = (await jobs.record(jobId, fact)) ?? job;
  }

  const events = due().flatMap((obligation) => eventOfObligation(job, obligation, now()) ?? []);
  if (events.length === 0) return;
  log.info('Overdue; asked again.', { events: events.map(({ detailType }) => detailType) });
  await bus.publish(events);
}

/** The job with the reports that are there. One that cannot be understood keeps it waiting, but not beyond its deadline. */
async function withReports({ jobs, objects, log }: Ports, known: Job, isOver: boolean): Promise<Job> {
  let job = known;
  try {
    for (const fact of await unseenReports(objects, job)) job = (await jobs.record(job.accepted.jobId, fact)) ?? job;
  } catch (error) {
    if (!isOver || !(error instanceof UnreadableReport)) throw error;
    log.error('The job ends by its deadline, though it has a report.', { error });
  }
  return job;
}

const secondsBetween = (from: string | undefined, to: string): number =>
  from === undefined ? 0 : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/** In an order of chance (Fisher and Yates). */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

const owed = (obligations: readonly Obligation[], kind: Obligation['kind']): boolean =>
  obligations.some((obligation) => obligation.kind === kind);
