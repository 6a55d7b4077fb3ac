import type { Task } from './facts';
import type { Failure } from './failure';
import { type Job, type Launch, numbers } from './job';

/** What a job owes. It is owed until a fact answers it; `dueAt` is when somebody should have seen to it. */
export type Obligation =
  | { readonly kind: 'generate'; readonly attempt: number; readonly dueAt: string }
  | { readonly kind: 'launch'; readonly launch: number; readonly dueAt: string }
  | { readonly kind: 'stop'; readonly dueAt: string }
  | { readonly kind: 'announce'; readonly dueAt: string }
  | { readonly kind: 'webhook'; readonly delivery: number; readonly dueAt: string }
  /** Nothing was heard of a task for long: ECS is to be asked. */
  | { readonly kind: 'observe'; readonly launch: number; readonly dueAt: string }
  | { readonly kind: 'deadline'; readonly dueAt: string };

type OwedLaunch = Extract<Obligation, { kind: 'launch' }>;

/** Tasks that a job may have at the most: the first, and two after deaths. */
export const MAX_LAUNCHES = 3;

/** Seconds. An event is under way already; when it has brought nothing by then, it is taken as lost. */
const EVENT_OVERDUE = 60;
/** Seconds in which a task that has reported finally ends by itself. */
const TASK_ENDS_BY_ITSELF = 120;
/** Seconds without news of a task after which ECS is asked. */
const TASK_SILENT = 150;

/** Everything the job owes, the earliest due first. A job that owes nothing is done with. */
export function obligationsOf(job: Job): Obligation[] {
  const owed = job.outcome ? owedWhenEnded(job) : owedWhenOpen(job);
  return owed.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
}

/** Names an obligation within its job. */
export function obligationId(obligation: Obligation): string {
  switch (obligation.kind) {
    case 'generate':
      return `generate:${obligation.attempt}`;
    case 'launch':
    case 'observe':
      return `${obligation.kind}:${obligation.launch}`;
    case 'webhook':
      return `webhook:${obligation.delivery}`;
    default:
      return obligation.kind;
  }
}

/** Whether the job owes just this: functions with side effects ask before they act. */
export const owes = (job: Job, id: string): boolean => obligationsOf(job).some((owed) => obligationId(owed) === id);

function owedWhenOpen(job: Job): Obligation[] {
  const owed: Obligation[] = [{ kind: 'deadline', dueAt: job.accepted.deadlineAt }];
  const generate = owedGeneration(job);
  if (generate) owed.push(generate);
  const launch = owedLaunch(job);
  if (launch) owed.push(launch);
  for (const number of numbers(job.launches)) {
    const { tasks = {}, observedAt = '' } = job.launches[number] ?? {};
    const living = Object.values(tasks).filter(isAlive);
    if (living.length === 0) continue;
    const heardAt = living.map((task) => task.at).reduce((a, b) => (a > b ? a : b), observedAt);
    owed.push({ kind: 'observe', launch: number, dueAt: later(heardAt, TASK_SILENT) });
  }
  return owed;
}

function owedGeneration(job: Job): Obligation | undefined {
  const reports = numbers(job.reports);
  const attempt = Math.max(0, ...reports) + 1;
  if (job.generations[attempt] || attempt > job.accepted.limits.maxAttempts) return undefined;
  const cause = attempt === 1 ? job.accepted.acceptedAt : job.reports[attempt - 1]?.finishedAt;
  return { kind: 'generate', attempt, dueAt: later(cause ?? job.accepted.acceptedAt, EVENT_OVERDUE) };
}

function owedLaunch(job: Job): OwedLaunch | undefined {
  const death = deathOf(job);
  if (death) return launchFrom(job, death.launch + 1, death.at);
  const first = job.generations[1];
  return first?.outcome === 'program' && !isAnswered(job.launches[1])
    ? launchFrom(job, 1, later(first.at, EVENT_OVERDUE))
    : undefined;
}

/** A launch that ECS could not take yet is due when it was postponed to. */
const launchFrom = (job: Job, launch: number, dueAt: string): OwedLaunch => ({
  kind: 'launch',
  launch,
  dueAt: job.launches[launch]?.postponed?.nextAt ?? dueAt,
});

function owedWhenEnded(job: Job): Obligation[] {
  const { outcome, accepted } = job;
  if (!outcome) return [];
  const endedAt = outcome.body.endedAt;
  const owed: Obligation[] = [];
  if (!job.announcedAt) owed.push({ kind: 'announce', dueAt: endedAt });
  if (mayHaveTasks(job)) {
    const grace = outcome.cause === 'ExecutionFinished' ? TASK_ENDS_BY_ITSELF : 0;
    owed.push({ kind: 'stop', dueAt: later(endedAt, grace) });
  }
  if (accepted.webhookUrl) {
    const number = Math.max(0, ...numbers(job.deliveries));
    const last = job.deliveries[number];
    if (!last || last.state === 'failed') {
      owed.push({ kind: 'webhook', delivery: number + 1, dueAt: last?.nextAt ?? endedAt });
    }
  }
  return owed;
}

export interface Death {
  /** The launch whose tasks have all ended without a final report. */
  readonly launch: number;
  readonly at: string;
  readonly last: Task;
}

/**
 * The death of the newest launch, or undefined while any task of the job lives or a final report is known.
 * That none is known does not prove that there is none: whoever acts on a death looks for the report first.
 */
export function deathOf(job: Job): Death | undefined {
  if (numbers(job.reports).some((attempt) => job.reports[attempt]?.final)) return undefined;
  const launches = numbers(job.launches).filter((launch) => tasksOf(job.launches[launch]).length > 0);
  if (launches.length === 0 || launches.some((launch) => tasksOf(job.launches[launch]).some(isAlive))) return undefined;
  const launch = Math.max(...launches);
  const [last] = tasksOf(job.launches[launch]).sort((a, b) => (endOf(a) < endOf(b) ? 1 : -1));
  return last && { launch, at: endOf(last), last };
}

/** What follows a death for which no final report was found: the next launch, or the end of the job. */
export function afterDeath({ launch, last }: Death): { readonly relaunch: number } | { readonly failure: Failure } {
  if (last.outOfMemory) {
    return { failure: { kind: 'out_of_memory', message: 'The task was ended because its memory was used up.' } };
  }
  if (launch < MAX_LAUNCHES) return { relaunch: launch + 1 };
  const why =
    last.reason ?? last.stopCode ?? (last.status === 'MISSING' ? 'ECS no longer knows the task' : 'no reason given');
  const exit = last.exitCode === undefined ? '' : `, exit code ${last.exitCode}`;
  return last.stopCode === 'TaskFailedToStart'
    ? { failure: { kind: 'launch_failed', message: `The task failed to start ${launch} times. The last time: ${why}` } }
    : {
        failure: {
          kind: 'task_lost',
          message: `The task ended ${launch} times without a result. The last time: ${why}${exit}`,
        },
      };
}

/** Why the launch that the job waits for was postponed; undefined when it waits for none. */
export function postponedFor(job: Job): string | undefined {
  const owed = owedLaunch(job);
  return owed && job.launches[owed.launch]?.postponed?.reason;
}

/** ARNs of tasks that are not known to have ended. */
export const livingTasks = (job: Job): string[] =>
  numbers(job.launches).flatMap((number) =>
    Object.entries(job.launches[number]?.tasks ?? {})
      .filter(([, task]) => isAlive(task))
      .map(([taskArn]) => taskArn),
  );

/** Launches of an ended job that were, or may have been, asked for and never answered: a task may yet appear. */
export function unansweredLaunches(job: Job): number[] {
  const asked = new Set(numbers(job.reports).flatMap((attempt) => job.reports[attempt]?.launch ?? []));
  // The first one follows ProgramGenerated itself: that there was a program need not be recorded yet.
  if (job.generations[1]?.outcome !== 'failure') asked.add(1);
  const endedAt = job.outcome?.body.endedAt ?? '';
  for (const number of numbers(job.launches)) {
    const tasks = tasksOf(job.launches[number]);
    const died = tasks.length > 0 && tasks.every((task) => diedBefore(task, endedAt));
    if (died && !job.launches[number]?.settledAt && number < MAX_LAUNCHES) asked.add(number + 1);
  }
  return [...asked].filter((number) => !isAnswered(job.launches[number])).sort((a, b) => a - b);
}

/**
 * Whether a launch may have followed the end of a task. The job's end is known by its instant, which is earlier than
 * its writing: of what ended later, only our own stop and exit 0 are no deaths that somebody may have answered.
 */
const diedBefore = (task: Task, endedAt: string): boolean =>
  !isAlive(task) && (endOf(task) < endedAt || (task.stopCode !== 'UserInitiated' && task.exitCode !== 0));

const mayHaveTasks = (job: Job): boolean => livingTasks(job).length > 0 || unansweredLaunches(job).length > 0;

export const isAnswered = (launch: Launch | undefined): boolean =>
  launch !== undefined &&
  (launch.failure !== undefined || launch.abandonedAt !== undefined || tasksOf(launch).length > 0);

const tasksOf = (launch: Launch | undefined): Task[] => Object.values(launch?.tasks ?? {});

export const isAlive = (task: Task): boolean =>
  task.status !== 'STOPPED' && task.status !== 'MISSING' && task.status !== 'DELETED';

const endOf = (task: Task): string => task.stoppedAt ?? task.at;

const later = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();
