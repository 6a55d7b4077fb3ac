import type { Accepted, Delivery, Fact, Report, Task, Usage } from './facts';
import type { Failure } from './failure';
import { type Outcome, outcomeOf } from './outcome';

export type Generation =
  | { readonly at: string; readonly outcome: 'program'; readonly modelId: string; readonly usage: Usage }
  | { readonly at: string; readonly outcome: 'failure'; readonly failure: Failure; readonly usage: Usage };

/** The last time that ECS could not take a launch. */
export type Postponement = Pick<Extract<Fact, { type: 'LaunchPostponed' }>, 'at' | 'count' | 'reason' | 'nextAt'>;

export interface Launch {
  /** When RunTask answered; ECS may have told of the task before. */
  readonly launchedAt?: string;
  readonly failure?: Failure;
  readonly postponed?: Postponement;
  readonly abandonedAt?: string;
  readonly settledAt?: string;
  /** When ECS last said that nothing about its tasks is new. */
  readonly observedAt?: string;
  /** By ARN. One, unless RunTask's idempotency was outlived. */
  readonly tasks: Readonly<Record<string, Task>>;
}

/** What a job keeps of a run; the outcome has the rest of the last one, and report.json all of each. */
export type Run = Pick<Report, 'launch' | 'outcome' | 'final' | 'startedAt' | 'finishedAt'>;

type Numbered<T> = Readonly<Record<number, T>>;

/** A job: the facts recorded about it, merged. Only `outcome` depends on their order. */
export interface Job {
  readonly accepted: Accepted;
  readonly promptReceivedAt?: string;
  readonly generations: Numbered<Generation>;
  readonly launches: Numbered<Launch>;
  readonly reports: Numbered<Run>;
  readonly cancelRequestedAt?: string;
  readonly deadlinePassedAt?: string;
  /** Made by the first terminal fact that was recorded, and never changed. */
  readonly outcome?: Outcome;
  readonly announcedAt?: string;
  readonly deliveries: Numbered<Delivery>;
}

export type Status = 'received' | 'generating' | 'running' | 'repairing' | Outcome['status'];

export const newJob = (accepted: Accepted): Job => ({
  accepted,
  generations: {},
  launches: {},
  reports: {},
  deliveries: {},
});

/** The job with one more fact. Total: any fact, in any order, any number of times. */
export function apply(job: Job, fact: Fact): Job {
  const merged = merge(job, fact);
  if (merged.outcome) return merged;
  const outcome = outcomeOf(merged.accepted, fact);
  return outcome ? { ...merged, outcome } : merged;
}

export function statusOf(job: Job): Status {
  if (job.outcome) return job.outcome.status;
  const attempt = Math.max(0, ...numbers(job.generations));
  const lastReport = Math.max(0, ...numbers(job.reports));
  if (lastReport > 0 && lastReport >= attempt && !job.reports[lastReport]?.final) return 'repairing';
  if (attempt > 0 || numbers(job.launches).length > 0) return 'running';
  return job.promptReceivedAt ? 'generating' : 'received';
}

/** The attempt that the job has come to, from 1. */
export const attemptOf = ({ generations, reports }: Job): number =>
  Math.max(1, ...numbers(generations), ...numbers(reports));

export const numbers = (numbered: Numbered<unknown>): number[] => Object.keys(numbered).map(Number);

function merge(job: Job, fact: Fact): Job {
  switch (fact.type) {
    case 'PromptReceived':
      return { ...job, promptReceivedAt: earliestInstant(job.promptReceivedAt, fact.at) };
    case 'ProgramGenerated': {
      const { at, modelId, usage } = fact;
      return withGeneration(job, fact.attempt, { at, outcome: 'program', modelId, usage });
    }
    case 'GenerationFailed': {
      const { at, failure, usage } = fact;
      return withGeneration(job, fact.attempt, { at, outcome: 'failure', failure, usage });
    }
    case 'TaskLaunched': {
      const known = withTask(job, fact.launch, fact.taskArn, { version: 0, status: 'LAUNCHED', at: fact.at });
      return withLaunch(known, fact.launch, (launch) => ({
        ...launch,
        launchedAt: earliestInstant(launch.launchedAt, fact.at),
      }));
    }
    case 'TaskChanged':
      return withTask(job, fact.launch, fact.taskArn, fact.task);
    case 'TaskObserved':
      return withLaunch(job, fact.launch, (launch) => ({
        ...launch,
        observedAt: launch.observedAt && launch.observedAt > fact.at ? launch.observedAt : fact.at,
      }));
    case 'LaunchFailed':
      return withLaunch(job, fact.launch, (launch) => ({ ...launch, failure: least(launch.failure, fact.failure) }));
    case 'LaunchPostponed': {
      const { at, count, reason, nextAt } = fact;
      return withLaunch(job, fact.launch, (launch) => ({
        ...launch,
        postponed: laterPostponement(launch.postponed, { at, count, reason, nextAt }),
      }));
    }
    case 'LaunchAbandoned':
      return withLaunch(job, fact.launch, (launch) => ({
        ...launch,
        abandonedAt: earliestInstant(launch.abandonedAt, fact.at),
      }));
    case 'DeathSettled':
      return withLaunch(job, fact.launch, (launch) => ({
        ...launch,
        settledAt: earliestInstant(launch.settledAt, fact.at),
      }));
    case 'ExecutionFinished': {
      const { launch, outcome, final, startedAt, finishedAt } = fact.report;
      const run = { launch, outcome, final, startedAt, finishedAt };
      return { ...job, reports: { ...job.reports, [fact.attempt]: least(job.reports[fact.attempt], run) } };
    }
    case 'CancelRequested':
      return { ...job, cancelRequestedAt: earliestInstant(job.cancelRequestedAt, fact.at) };
    case 'DeadlinePassed':
      return { ...job, deadlinePassedAt: earliestInstant(job.deadlinePassedAt, fact.at) };
    case 'Announced':
      return { ...job, announcedAt: earliestInstant(job.announcedAt, fact.at) };
    case 'DeliveryAttempted':
      return {
        ...job,
        deliveries: { ...job.deliveries, [fact.delivery]: least(job.deliveries[fact.delivery], fact.result) },
      };
    default:
      // A fact of a later version: it changes nothing that this version knows of.
      return job;
  }
}

const withGeneration = (job: Job, attempt: number, generation: Generation): Job => ({
  ...job,
  generations: { ...job.generations, [attempt]: least(job.generations[attempt], generation) },
});

const withLaunch = (job: Job, number: number, change: (launch: Launch) => Launch): Job => ({
  ...job,
  launches: { ...job.launches, [number]: change(job.launches[number] ?? { tasks: {} }) },
});

const withTask = (job: Job, launch: number, taskArn: string, task: Task): Job =>
  withLaunch(job, launch, (known) => ({
    ...known,
    tasks: { ...known.tasks, [taskArn]: laterTask(known.tasks[taskArn], task) },
  }));

/** The later state of one task. STOPPED says how it ended, so it outranks a task that ECS has forgotten. */
function laterTask(known: Task | undefined, task: Task): Task {
  if (!known) return task;
  const rank = ({ status, version }: Task) => (status === 'STOPPED' ? 2e9 : status === 'MISSING' ? 1e9 : 0) + version;
  if (rank(task) !== rank(known)) return rank(task) > rank(known) ? task : known;
  return least(known, task);
}

function laterPostponement(known: Postponement | undefined, other: Postponement): Postponement {
  if (!known || known.count === other.count) return least(known, other);
  return other.count > known.count ? other : known;
}

const earliestInstant = (known: string | undefined, at: string): string => (known && known <= at ? known : at);

/** Of two versions of one fact always the same one, whichever came first. */
function least<T extends object>(known: T | undefined, other: T): T {
  if (!known) return other;
  return sortKey(known) <= sortKey(other) ? known : other;
}

function sortKey(value: object): string {
  const { at = '' } = value as { at?: string };
  return `${at} ${canonical(value)}`;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join()}}`;
}
