import type { Failure } from '../../../events';
import type { Task } from './facts';
import { type Job, type Launch, ordinalsOf } from './job';

/** Work that a job still needs. It ends when a fact records that it was done. From `dueAt` on, sweep-jobs requests it again. */
export type Obligation =
  | { readonly kind: 'generate'; readonly attempt: number; readonly dueAt: string }
  | { readonly kind: 'launch'; readonly launch: number; readonly dueAt: string }
  | { readonly kind: 'stop'; readonly dueAt: string }
  | { readonly kind: 'publish'; readonly dueAt: string }
  | { readonly kind: 'webhook'; readonly delivery: number; readonly dueAt: string }
  /** ECS has reported nothing about a task for some time: DescribeTasks is due. */
  | { readonly kind: 'observe'; readonly launch: number; readonly dueAt: string }
  /** A claimed standby has not taken the job: it is stopped. */
  | { readonly kind: 'replace'; readonly launch: number; readonly dueAt: string }
  | { readonly kind: 'deadline'; readonly dueAt: string };

type LaunchObligation = Extract<Obligation, { kind: 'launch' }>;

/** Maximum launches of a job: the first and two relaunches. */
export const MAX_LAUNCHES = 3;

/** Seconds after which an event without an effect counts as lost. */
const EVENT_LOST_AFTER_SECONDS = 60;
/** Seconds that a task has to exit after its final report. */
const EXIT_GRACE_SECONDS = 120;
/** Seconds in which a claimed standby has to take the job. */
const READY_SECONDS = 30;
/** Seconds without an event about a task after which DescribeTasks is due. */
const TASK_SILENCE_SECONDS = 150;

/** The obligations of a job, the earliest due first. Empty once the job is finished. */
export function obligationsOf(job: Job): Obligation[] {
  const obligations = job.outcome ? obligationsOfEnded(job) : obligationsOfOpen(job);
  return obligations.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
}

/** Identifies an obligation within its job. */
export function obligationId(obligation: Obligation): string {
  switch (obligation.kind) {
    case 'generate':
      return `generate:${obligation.attempt}`;
    case 'launch':
    case 'observe':
    case 'replace':
      return `${obligation.kind}:${obligation.launch}`;
    case 'webhook':
      return `webhook:${obligation.delivery}`;
    default:
      return obligation.kind;
  }
}

/** Whether the job has this obligation. Functions with side effects check it before they act. */
export const hasObligation = (job: Job, id: string): boolean =>
  obligationsOf(job).some((obligation) => obligationId(obligation) === id);

function obligationsOfOpen(job: Job): Obligation[] {
  const obligations: Obligation[] = [{ kind: 'deadline', dueAt: job.accepted.deadlineAt }];
  const generation = dueGeneration(job);
  if (generation) obligations.push(generation);
  const launch = dueLaunch(job);
  if (launch) obligations.push(launch);
  for (const number of ordinalsOf(job.launches)) {
    const { tasks = {}, observedAt = '', claimedAt } = job.launches[number] ?? {};
    const living = Object.values(tasks).filter(isAlive);
    if (living.length === 0) continue;
    const reportedAt = living.map((task) => task.at).reduce((a, b) => (a > b ? a : b), observedAt);
    obligations.push({ kind: 'observe', launch: number, dueAt: later(reportedAt, TASK_SILENCE_SECONDS) });
    if (claimedAt && !hasTakenJob(job, number))
      obligations.push({ kind: 'replace', launch: number, dueAt: later(claimedAt, READY_SECONDS) });
  }
  return obligations;
}

/** Whether the launch's task is ready, or has reported an attempt. */
const hasTakenJob = ({ launches, reports }: Job, launch: number): boolean =>
  launches[launch]?.readyAt !== undefined || Object.values(reports).some((report) => report.launch === launch);

function dueGeneration(job: Job): Obligation | undefined {
  const reports = ordinalsOf(job.reports);
  const attempt = Math.max(0, ...reports) + 1;
  if (job.generations[attempt] || attempt > job.accepted.limits.maxAttempts) return undefined;
  const cause = attempt === 1 ? job.accepted.acceptedAt : job.reports[attempt - 1]?.finishedAt;
  return { kind: 'generate', attempt, dueAt: later(cause ?? job.accepted.acceptedAt, EVENT_LOST_AFTER_SECONDS) };
}

function dueLaunch(job: Job): LaunchObligation | undefined {
  const death = deathOf(job);
  if (death) return launchFrom(job, death.launch + 1, death.at);
  const first = job.generations[1];
  // The task starts while the model writes. Without GenerationStarted, which may be lost, the program shows that it is due.
  const startedAt = job.generationStartedAt ?? first?.at;
  return startedAt !== undefined && first?.result !== 'failure' && !isResolved(job.launches[1])
    ? launchFrom(job, 1, later(startedAt, EVENT_LOST_AFTER_SECONDS))
    : undefined;
}

/** A postponed launch is due when its postponement ends. */
const launchFrom = (job: Job, launch: number, dueAt: string): LaunchObligation => ({
  kind: 'launch',
  launch,
  dueAt: job.launches[launch]?.postponed?.nextAt ?? dueAt,
});

function obligationsOfEnded(job: Job): Obligation[] {
  const { outcome, accepted } = job;
  if (!outcome) return [];
  const endedAt = outcome.body.endedAt;
  const obligations: Obligation[] = [];
  if (!job.outcomePublishedAt) obligations.push({ kind: 'publish', dueAt: endedAt });
  if (mayHaveTasks(job)) {
    const grace = outcome.cause === 'ExecutionFinished' ? EXIT_GRACE_SECONDS : 0;
    obligations.push({ kind: 'stop', dueAt: later(endedAt, grace) });
  }
  if (accepted.webhookUrl) {
    const number = Math.max(0, ...ordinalsOf(job.deliveries));
    const last = job.deliveries[number];
    if (!last || last.state === 'failed') {
      obligations.push({ kind: 'webhook', delivery: number + 1, dueAt: last?.nextAt ?? endedAt });
    }
  }
  return obligations;
}

export interface Death {
  /** The launch whose tasks all stopped without a final report. */
  readonly launch: number;
  readonly at: string;
  readonly last: Task;
}

/**
 * The death of the newest launch; undefined while a task of the job is alive or once a final report is recorded.
 * A report may be in S3 and not recorded yet: look for it before acting on a death.
 */
export function deathOf(job: Job): Death | undefined {
  if (ordinalsOf(job.reports).some((attempt) => job.reports[attempt]?.final)) return undefined;
  const launches = ordinalsOf(job.launches).filter((launch) => tasksOf(job.launches[launch]).length > 0);
  if (launches.length === 0 || launches.some((launch) => tasksOf(job.launches[launch]).some(isAlive))) return undefined;
  const launch = Math.max(...launches);
  const [last] = tasksOf(job.launches[launch]).sort((a, b) => (endOf(a) < endOf(b) ? 1 : -1));
  return last && { launch, at: endOf(last), last };
}

/** What follows a death without a final report: the next launch, or the end of the job. */
export function afterDeath({ launch, last }: Death): { readonly relaunch: number } | { readonly failure: Failure } {
  if (last.outOfMemory) {
    return { failure: { kind: 'out_of_memory', message: 'The task ran out of memory and was killed.' } };
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

/** Why the pending launch was postponed; undefined without one. */
export function postponementReason(job: Job): string | undefined {
  const pending = dueLaunch(job);
  return pending && job.launches[pending.launch]?.postponed?.reason;
}

/** ARNs of tasks that are not recorded as stopped. */
export const livingTasks = (job: Job): string[] =>
  ordinalsOf(job.launches).flatMap((number) =>
    Object.entries(job.launches[number]?.tasks ?? {})
      .filter(([, task]) => isAlive(task))
      .map(([taskArn]) => taskArn),
  );

/** Launches of an ended job whose RunTask result is unknown: a task may still start. */
export function unresolvedLaunches(job: Job): number[] {
  const requested = new Set(ordinalsOf(job.reports).flatMap((attempt) => job.reports[attempt]?.launch ?? []));
  // launch-task reacts to GenerationStarted, which may not be recorded, whatever became of the program.
  requested.add(1);
  const endedAt = job.outcome?.body.endedAt ?? '';
  for (const number of ordinalsOf(job.launches)) {
    const tasks = tasksOf(job.launches[number]);
    // A standby that did not take the job is stopped by us while the job is open, and a launch follows.
    const mayBeReplaced = job.launches[number]?.claimedAt !== undefined && !hasTakenJob(job, number);
    const died =
      tasks.length > 0 &&
      tasks.every((task) => mayHaveTriggeredRelaunch(task, endedAt) || (mayBeReplaced && !isAlive(task)));
    if (died && !job.launches[number]?.lostAt && number < MAX_LAUNCHES) requested.add(number + 1);
  }
  return [...requested].filter((number) => !isResolved(job.launches[number])).sort((a, b) => a - b);
}

/**
 * Whether a task's end may have triggered a relaunch. endedAt precedes the write that stores it, so a death after
 * endedAt may have done so too; only our own StopTask and exit code 0 are never followed by a relaunch.
 */
const mayHaveTriggeredRelaunch = (task: Task, endedAt: string): boolean =>
  !isAlive(task) && (endOf(task) < endedAt || (task.stopCode !== 'UserInitiated' && task.exitCode !== 0));

const mayHaveTasks = (job: Job): boolean => livingTasks(job).length > 0 || unresolvedLaunches(job).length > 0;

export const isResolved = (launch: Launch | undefined): boolean =>
  launch !== undefined &&
  (launch.failure !== undefined || launch.abandonedAt !== undefined || tasksOf(launch).length > 0);

const tasksOf = (launch: Launch | undefined): Task[] => Object.values(launch?.tasks ?? {});

export const isAlive = (task: Task): boolean =>
  task.status !== 'STOPPED' && task.status !== 'MISSING' && task.status !== 'DELETED';

const endOf = (task: Task): string => task.stoppedAt ?? task.at;

const later = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();
