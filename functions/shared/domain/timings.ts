import type { JobView } from '../../../events';
import { type Generation, type Job, ordinalsOf, type RecordedReport } from './job';

type Timings = JobView['timings'];
export type Step = keyof Timings['steps'];

/** In the order of their first occurrence in a job. */
export const STEPS: readonly Step[] = [
  'dispatch',
  'tables',
  'model',
  'launch',
  'provision',
  'pull',
  'start',
  'ready',
  'run',
  'collect',
];

/** A step of the job ends at `until`; undefined if that is not known. All instants are milliseconds since the epoch. */
interface Milestone {
  readonly step: Step;
  readonly until: number | undefined;
  /** When the step began, if it can overlap the steps before it. */
  readonly from?: number;
}

/**
 * Seconds by step. `steps` is the critical path: each moment from acceptance to the end belongs to one step, so the steps
 * of an ended job add up to its total. `overlapped` is the rest of each step, while an earlier one was going on.
 */
export function timingsOf(job: Job): Timings {
  const { accepted, outcome } = job;
  const critical = new Map<Step, number>();
  const overlapped = new Map<Step, number>();
  const endedAt = parse(outcome?.body.endedAt);
  let now = Date.parse(accepted.acceptedAt);
  const pass = (step: Step, until: number): void => {
    // Clocks of different machines may disagree, and a task may end after its job.
    const end = Math.max(now, Math.min(until, endedAt ?? until));
    critical.set(step, (critical.get(step) ?? 0) + end - now);
    now = end;
  };
  for (const { step, until, from } of milestonesOf(job)) {
    const before = now;
    const end = until ?? endedAt;
    if (end === undefined) break;
    pass(step, end);
    const own = from === undefined ? 0 : Math.min(end, endedAt ?? end) - from;
    if (own > now - before) overlapped.set(step, (overlapped.get(step) ?? 0) + own - (now - before));
    if (until === undefined) break;
  }
  if (endedAt !== undefined && endedAt > now) pass('dispatch', endedAt);
  return {
    ...(outcome && { total: outcome.body.timings.totalSeconds }),
    steps: inSeconds(critical),
    overlapped: inSeconds(overlapped),
  };
}

const inSeconds = (milliseconds: ReadonlyMap<Step, number>): Timings['steps'] =>
  Object.fromEntries(
    STEPS.flatMap((step) => {
      const value = milliseconds.get(step);
      return value === undefined ? [] : [[step, value / 1000]];
    }),
  );

/** The milestones in the order in which each can only follow the one before, up to the first that is unknown. */
function* milestonesOf(job: Job): Generator<Milestone> {
  // A report that is not final is followed by a repair.
  const reported = ordinalsOf(job.reports).map((attempt) => attempt + (job.reports[attempt]?.final ? 0 : 1));
  const attempts = Math.max(1, ...reported, ...ordinalsOf(job.generations));
  let launch: number | undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const report = job.reports[attempt];
    yield* generationMilestones(job.generations[attempt]);
    const current = report?.launch ?? Math.max(launch ?? 1, ...ordinalsOf(job.launches));
    if (current !== launch) yield* taskMilestones(job, current, report);
    launch = current;
    yield* reportMilestones(report);
  }
}

function* generationMilestones(generation: Generation | undefined): Generator<Milestone> {
  const until = parse(generation?.at);
  const { tables, model } = generation?.durations ?? {};
  if (until !== undefined && tables !== undefined && model !== undefined) {
    yield { step: 'dispatch', until: until - model - tables };
    yield { step: 'tables', until: until - model };
  }
  yield { step: 'model', until };
}

function* taskMilestones(job: Job, number: number, report: RecordedReport | undefined): Generator<Milestone> {
  const launch = job.launches[number];
  // A second task of one launch is a rare duplicate; the first one to run counts.
  const task = Object.values(launch?.tasks ?? {}).sort((a, b) =>
    (a.startedAt ?? '~') < (b.startedAt ?? '~') ? -1 : 1,
  )[0];
  const startedAt = parse(task?.startedAt);
  const claimedAt = parse(launch?.claimedAt);
  // ECS created a standby long before the job.
  const launchedAt = claimedAt ?? parse(launch?.launchedAt) ?? parse(task?.createdAt) ?? startedAt;
  const pullStartedAt = parse(task?.pullStartedAt);
  const pullStoppedAt = parse(task?.pullStoppedAt);
  // The first launch begins with the generation; each later one follows the program that it runs.
  const from = number === 1 ? parse(job.generationStartedAt) : undefined;
  yield { step: 'launch', until: launchedAt, from };
  if (claimedAt !== undefined) {
    yield { step: 'ready', until: parse(launch?.readyAt) ?? parse(report?.startedAt), from: claimedAt };
    return;
  }
  if (pullStartedAt !== undefined) yield { step: 'provision', until: pullStartedAt, from: launchedAt };
  if (pullStoppedAt !== undefined) yield { step: 'pull', until: pullStoppedAt, from: pullStartedAt };
  yield { step: 'start', until: startedAt, from: pullStoppedAt ?? pullStartedAt ?? launchedAt };
  if (report?.readyAt) yield { step: 'ready', until: parse(report.readyAt), from: startedAt };
}

function* reportMilestones(report: RecordedReport | undefined): Generator<Milestone> {
  if (report) yield { step: 'dispatch', until: parse(report.startedAt) };
  yield { step: 'run', until: parse(report?.finishedAt) };
  if (report?.reportedAt) yield { step: 'collect', until: parse(report.reportedAt) };
}

const parse = (instant: string | undefined): number | undefined =>
  instant === undefined ? undefined : Date.parse(instant);
