import { eventOfObligation } from '../shared/decisions/event-of-obligation';
import type { Job } from '../shared/domain/job';
import { type Obligation, obligationsOf, postponedFor } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import type { Log } from '../shared/log';
import { about } from '../shared/log-context';
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
  readonly log: Pick<Log, 'info' | 'error'>;
}

export interface Swept {
  readonly swept: number;
  readonly failed: number;
  /** How long the longest of them had been overdue. */
  readonly overdueSeconds: number;
}

/** Seconds that an obligation may be due before the sweep takes the event for it as lost. */
const GRACE = 30;
/** Jobs that one sweep looks at; the longest due first, so that the next sweep takes the rest. */
const JOBS_PER_SWEEP = 200;
const AT_ONCE = 10;

/** Looks, each minute, at the jobs that owe something overdue, and brings each a step further. */
export const sweepJobs = (ports: Ports) => async (): Promise<Swept> => {
  const overdue = new Date(Date.parse(ports.now()) - GRACE * 1000).toISOString();
  const jobIds = await ports.jobs.due(overdue, JOBS_PER_SWEEP);
  let failed = 0;
  const late: number[] = [];
  for (let index = 0; index < jobIds.length; index += AT_ONCE) {
    const sweeps = jobIds.slice(index, index + AT_ONCE).map((jobId) =>
      about({ jobId }, async () => {
        try {
          late.push(await sweepJob(ports, jobId, overdue));
        } catch (error) {
          failed += 1;
          ports.log.error('A job could not be swept; the next sweep tries again.', { error });
        }
      }),
    );
    await Promise.all(sweeps);
  }
  return { swept: jobIds.length, failed, overdueSeconds: Math.max(0, ...late) };
};

/** Brings a job a step further; the seconds that it had been overdue. */
async function sweepJob(ports: Ports, jobId: string, overdue: string): Promise<number> {
  const { jobs, objects, tasks, bus, now, log } = ports;
  let job = await jobs.read(jobId);
  if (!job) return 0;
  const late = secondsBetween(obligationsOf(job)[0]?.dueAt, now());
  if (!job.outcome) {
    for (const fact of await unseenReports(objects, job)) job = (await jobs.record(jobId, fact)) ?? job;
  }
  const due = () => obligationsOf(job as Job).filter(({ dueAt }) => dueAt <= overdue);
  if (owed(due(), 'observe') || owed(due(), 'stop')) {
    for (const fact of await observeTasks(tasks, job, now())) job = (await jobs.record(jobId, fact)) ?? job;
  }
  if (owed(due(), 'deadline')) {
    const waitingFor = postponedFor(job);
    const fact = { type: 'DeadlinePassed', at: now(), ...(waitingFor && { waitingFor }) } as const;
    job = (await jobs.record(jobId, fact)) ?? job;
  }

  const events = due().flatMap((obligation) => eventOfObligation(job as Job, obligation, now()) ?? []);
  if (events.length === 0) return late;
  log.info('Overdue; asked again.', { events: events.map(({ detailType }) => detailType) });
  await bus.publish(events);
  return late;
}

const secondsBetween = (from: string | undefined, to: string): number =>
  from === undefined ? 0 : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

const owed = (obligations: readonly Obligation[], kind: Obligation['kind']): boolean =>
  obligations.some((obligation) => obligation.kind === kind);
