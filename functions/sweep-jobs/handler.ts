import type { Log } from '../../lib/log';
import type { Job } from '../shared/domain/job';
import { type Obligation, obligationsOf, postponementReason } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import { withLogContext } from '../shared/log-context';
import type { ObjectStore } from '../shared/object-store/port';
import { eventOfObligation } from '../shared/obligation-events';
import type { TaskControl } from '../shared/tasks/port';
import { UnreadableDocument, unrecordedEnds } from '../shared/unrecorded-facts';
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
  readonly processed: number;
  /** Overdue jobs skipped because time ran out. */
  readonly skipped: number;
  readonly failed: number;
  /** Of the most overdue job. */
  readonly overdueSeconds: number;
}

/** How long an obligation may be overdue before its event counts as lost. */
const GRACE_SECONDS = 30;
/** Jobs that one sweep reads from the table, the most overdue first. */
const MAX_JOBS = 10_000;
const CONCURRENCY = 20;
/** Seconds after which a sweep starts no further job: its function times out after 55. */
const LAST_START_SECONDS = 40;

/**
 * Processes, every minute, the jobs with an overdue obligation. Shuffled, so that no job is starved when a sweep runs out
 * of time.
 */
export const sweepJobs = (ports: Ports) => async (): Promise<SweepResult> => {
  const startedAt = ports.now();
  const overdue = new Date(Date.parse(startedAt) - GRACE_SECONDS * 1000).toISOString();
  const waiting = shuffled(await ports.jobs.due(overdue, MAX_JOBS), ports.random);
  const due = waiting.length;
  let failed = 0;
  let overdueSeconds = 0;
  const worker = async () => {
    while (secondsBetween(startedAt, ports.now()) < LAST_START_SECONDS) {
      const jobId = waiting.pop();
      if (jobId === undefined) return;
      await withLogContext({ jobId }, async () => {
        try {
          const job = await ports.jobs.read(jobId);
          if (!job) return;
          overdueSeconds = Math.max(overdueSeconds, secondsBetween(obligationsOf(job)[0]?.dueAt, ports.now()));
          await sweepJob(ports, job, overdue);
        } catch (error) {
          failed += 1;
          ports.log.error('A job could not be processed; the next sweep retries it.', { error });
        }
      });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return { processed: due - waiting.length, skipped: waiting.length, failed, overdueSeconds };
};

/** Records what is overdue, and requests it again. */
async function sweepJob(ports: Ports, stored: Job, overdue: string): Promise<void> {
  const { jobs, tasks, bus, now, log } = ports;
  const { jobId } = stored.accepted;
  const due = () => obligationsOf(job).filter(({ dueAt }) => dueAt <= overdue);
  let job = stored;
  if (!job.outcome) job = await withEnds(ports, job, includes(due(), 'deadline'));
  if (includes(due(), 'observe') || includes(due(), 'stop')) {
    for (const fact of await observeTasks(tasks, job, now())) job = (await jobs.record(jobId, fact)) ?? job;
  }
  if (includes(due(), 'deadline')) {
    const waitingFor = postponementReason(job);
    const fact = { type: 'DeadlinePassed', at: now(), ...(waitingFor && { waitingFor }) } as const;
    job = (await jobs.record(jobId, fact)) ?? job;
  }

  if (includes(due(), 'publish')) await jobs.settle(job);
  const events = due().flatMap((obligation) => eventOfObligation(job, obligation, now()) ?? []);
  if (events.length === 0) return;
  log.info('Overdue obligations requested again.', { events: events.map(({ detailType }) => detailType) });
  await bus.publish(events);
}

/** The job with the unrecorded ends of its attempts. An unreadable document keeps the job open until its deadline. */
async function withEnds({ jobs, objects, log }: Ports, stored: Job, isPastDeadline: boolean): Promise<Job> {
  let job = stored;
  try {
    for (const fact of await unrecordedEnds(objects, job)) job = (await jobs.record(job.accepted.jobId, fact)) ?? job;
  } catch (error) {
    if (!isPastDeadline || !(error instanceof UnreadableDocument)) throw error;
    log.error('The job ends at its deadline. It has a document that cannot be read.', { error });
  }
  return job;
}

const secondsBetween = (from: string | undefined, to: string): number =>
  from === undefined ? 0 : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/** Fisher–Yates shuffle. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

const includes = (obligations: readonly Obligation[], kind: Obligation['kind']): boolean =>
  obligations.some((obligation) => obligation.kind === kind);
