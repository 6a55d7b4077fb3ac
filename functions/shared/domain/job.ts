import type { Failure, GenerationDurations, JobStatus, Usage } from '../../../events';
import type { Accepted, Delivery, Fact, Report, Task } from './facts';
import { type JobOutcome, outcomeOf } from './outcome';

export type Generation = {
  readonly at: string;
  readonly usage: Usage;
  readonly durations?: GenerationDurations;
} & (
  | { readonly result: 'program'; readonly modelId: string }
  | { readonly result: 'failure'; readonly failure: Failure }
);

/** The latest postponement of a launch. */
export type Postponement = Pick<Extract<Fact, { type: 'LaunchPostponed' }>, 'at' | 'count' | 'reason' | 'nextAt'>;

export interface Launch {
  /** When RunTask returned the task; an event of ECS about it may be earlier. */
  readonly launchedAt?: string;
  /** When a standby was claimed for it. */
  readonly claimedAt?: string;
  /** When its task took the job. */
  readonly readyAt?: string;
  readonly failure?: Failure;
  readonly postponed?: Postponement;
  readonly abandonedAt?: string;
  readonly lostAt?: string;
  /** When DescribeTasks last returned its tasks unchanged. */
  readonly observedAt?: string;
  /** By ARN. Usually one. A retry after the client token has expired can start a second. */
  readonly tasks: Readonly<Record<string, Task>>;
}

/** The part of a report that a job stores; the outcome has the rest of the last one, report.json all of each. */
export type RecordedReport = Pick<
  Report,
  'launch' | 'result' | 'final' | 'readyAt' | 'startedAt' | 'finishedAt' | 'reportedAt'
>;

/** The fact without its type. */
type FactData<T extends Fact['type']> = Omit<Extract<Fact, { type: T }>, 'type'>;

/** By attempt, launch or delivery, each from 1. */
type Numbered<T> = Readonly<Record<number, T>>;

/** A job: the facts recorded about it, merged. Only `outcome` depends on their order. */
export interface Job {
  readonly accepted: Accepted;
  readonly promptReceivedAt?: string;
  /** When the model began to write the first program. */
  readonly generationStartedAt?: string;
  readonly generations: Numbered<Generation>;
  readonly launches: Numbered<Launch>;
  readonly reports: Numbered<RecordedReport>;
  readonly cancelRequestedAt?: string;
  readonly deadlinePassedAt?: string;
  /** Set by the first terminal fact that is recorded; never changes. */
  readonly outcome?: JobOutcome;
  readonly outcomePublishedAt?: string;
  readonly deliveries: Numbered<Delivery>;
  /** The latest of each. */
  readonly feedback?: FactData<'FeedbackGiven'>;
  readonly verificationStarted?: FactData<'VerificationStarted'>;
  readonly verificationFinished?: FactData<'VerificationFinished'>;
  readonly sharing?: FactData<'SharingChanged'>;
  readonly erasureStartedAt?: string;
}

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

export function statusOf(job: Job): JobStatus {
  if (job.outcome) return job.outcome.status;
  const attempt = Math.max(0, ...ordinalsOf(job.generations));
  const lastReport = Math.max(0, ...ordinalsOf(job.reports));
  if (lastReport > 0 && lastReport >= attempt && !job.reports[lastReport]?.final) return 'repairing';
  if (attempt > 0) return 'running';
  const isGenerating = job.promptReceivedAt ?? job.generationStartedAt ?? ordinalsOf(job.launches)[0];
  return isGenerating === undefined ? 'received' : 'generating';
}

/** The current attempt, from 1. */
export const attemptOf = ({ generations, reports }: Job): number =>
  Math.max(1, ...ordinalsOf(generations), ...ordinalsOf(reports));

export const ordinalsOf = (numbered: Numbered<unknown>): number[] => Object.keys(numbered).map(Number);

function merge(job: Job, fact: Fact): Job {
  switch (fact.type) {
    case 'PromptReceived':
      return { ...job, promptReceivedAt: earliestInstant(job.promptReceivedAt, fact.at) };
    case 'GenerationStarted':
      // The event of a repair, should there ever be one, launches nothing.
      if (fact.attempt > 1) return job;
      return { ...job, generationStartedAt: earliestInstant(job.generationStartedAt, fact.at) };
    case 'ProgramGenerated': {
      const { at, modelId, usage, durations } = fact;
      return withGeneration(job, fact.attempt, {
        at,
        result: 'program',
        modelId,
        usage,
        ...(durations && { durations }),
      });
    }
    case 'GenerationFailed': {
      const { at, failure, usage, durations } = fact;
      return withGeneration(job, fact.attempt, {
        at,
        result: 'failure',
        failure,
        usage,
        ...(durations && { durations }),
      });
    }
    case 'TaskLaunched': {
      const launched = withTask(job, fact.launch, fact.taskArn, { version: 0, status: 'LAUNCHED', at: fact.at });
      return withLaunch(launched, fact.launch, (launch) => ({
        ...launch,
        launchedAt: earliestInstant(launch.launchedAt, fact.at),
      }));
    }
    case 'StandbyClaimed': {
      const claimed = withTask(job, fact.launch, fact.taskArn, { version: 0, status: 'LAUNCHED', at: fact.at });
      return withLaunch(claimed, fact.launch, (launch) => ({
        ...launch,
        claimedAt: earliestInstant(launch.claimedAt, fact.at),
      }));
    }
    case 'TaskReady': {
      const ready = withTask(job, fact.launch, fact.taskArn, { version: 0, status: 'LAUNCHED', at: fact.at });
      return withLaunch(ready, fact.launch, (launch) => ({
        ...launch,
        readyAt: earliestInstant(launch.readyAt, fact.at),
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
      return withLaunch(job, fact.launch, (launch) => ({ ...launch, failure: firstOf(launch.failure, fact.failure) }));
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
    case 'TaskLost':
      return withLaunch(job, fact.launch, (launch) => ({
        ...launch,
        lostAt: earliestInstant(launch.lostAt, fact.at),
      }));
    case 'ExecutionFinished': {
      const { launch, result, final, readyAt, startedAt, finishedAt, reportedAt } = fact.report;
      const report = {
        ...{ launch, result, final, startedAt, finishedAt },
        ...(readyAt && { readyAt }),
        ...(reportedAt && { reportedAt }),
      };
      return { ...job, reports: { ...job.reports, [fact.attempt]: firstOf(job.reports[fact.attempt], report) } };
    }
    case 'CancelRequested':
      return { ...job, cancelRequestedAt: earliestInstant(job.cancelRequestedAt, fact.at) };
    case 'DeadlinePassed':
      return { ...job, deadlinePassedAt: earliestInstant(job.deadlinePassedAt, fact.at) };
    case 'OutcomePublished':
      return { ...job, outcomePublishedAt: earliestInstant(job.outcomePublishedAt, fact.at) };
    case 'DeliveryAttempted':
      return {
        ...job,
        deliveries: { ...job.deliveries, [fact.delivery]: firstOf(job.deliveries[fact.delivery], fact.result) },
      };
    case 'FeedbackGiven':
      return { ...job, feedback: latestOf(job.feedback, dataOf(fact)) };
    case 'VerificationStarted':
      return { ...job, verificationStarted: latestOf(job.verificationStarted, dataOf(fact)) };
    case 'VerificationFinished':
      return { ...job, verificationFinished: latestVerification(job.verificationFinished, dataOf(fact)) };
    case 'SharingChanged':
      return { ...job, sharing: latestOf(job.sharing, dataOf(fact)) };
    case 'ErasureStarted':
      return { ...job, erasureStartedAt: earliestInstant(job.erasureStartedAt, fact.at) };
    default:
      // A fact of a later version: this version ignores it.
      return job;
  }
}

const withGeneration = (job: Job, attempt: number, generation: Generation): Job => ({
  ...job,
  generations: { ...job.generations, [attempt]: firstOf(job.generations[attempt], generation) },
});

const withLaunch = (job: Job, number: number, change: (launch: Launch) => Launch): Job => ({
  ...job,
  launches: { ...job.launches, [number]: change(job.launches[number] ?? { tasks: {} }) },
});

const withTask = (job: Job, launch: number, taskArn: string, task: Task): Job =>
  withLaunch(job, launch, (current) => ({
    ...current,
    tasks: { ...current.tasks, [taskArn]: laterTask(current.tasks[taskArn], task) },
  }));

/** The later state of a task. STOPPED has the exit code, so it outranks MISSING. */
function laterTask(current: Task | undefined, task: Task): Task {
  if (!current) return task;
  const rank = ({ status, version }: Task) => (status === 'STOPPED' ? 2e9 : status === 'MISSING' ? 1e9 : 0) + version;
  if (rank(task) !== rank(current)) return rank(task) > rank(current) ? task : current;
  return firstOf(current, task);
}

function laterPostponement(current: Postponement | undefined, other: Postponement): Postponement {
  if (!current || current.count === other.count) return firstOf(current, other);
  return other.count > current.count ? other : current;
}

const earliestInstant = (current: string | undefined, at: string): string => (current && current <= at ? current : at);

/** The first of two versions of a fact in the order of their sort keys: the same one, whichever is recorded first. */
function firstOf<T extends object>(current: T | undefined, other: T): T {
  if (!current) return other;
  return sortKey(current) <= sortKey(other) ? current : other;
}

/** The last of two versions of a fact in the order of their sort keys. */
function latestOf<T extends object>(current: T | undefined, other: T): T {
  return current && sortKey(current) >= sortKey(other) ? current : other;
}

type FinishedVerification = FactData<'VerificationFinished'>;

/** The one that started last, whichever was recorded first. */
const latestVerification = (current: FinishedVerification | undefined, other: FinishedVerification) =>
  current && current.startedAt > other.startedAt
    ? current
    : current?.startedAt === other.startedAt
      ? firstOf(current, other)
      : other;

const dataOf = <F extends Fact>({ type, ...data }: F): Omit<F, 'type'> => data;

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
