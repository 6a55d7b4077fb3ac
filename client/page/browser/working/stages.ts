import type { TimelineEvent } from '../../..';
import type { Job } from '../state/api';

export interface Stage {
  readonly name: string;
  readonly state: 'active' | 'done' | 'failed' | 'pending';
  /** Seconds so far, or in all. */
  readonly seconds?: number;
}

const numberOf = (detail: unknown): number => {
  const attempt = (detail as { attempt?: unknown } | undefined)?.attempt;
  return typeof attempt === 'number' ? attempt : 1;
};

const hasFailed = (detail: unknown): boolean =>
  (detail as { report?: { result?: unknown } } | undefined)?.report?.result === 'failed';

/** An interval of a stage; milliseconds since 1970. */
interface Span {
  readonly begin?: number | undefined;
  readonly end?: number | undefined;
  readonly failed?: boolean;
}

/**
 * The stages of a job from its timeline: writing the program and preparing the sandbox at the same time, running, and both
 * again for each repair. `now` is the time of the server in milliseconds.
 */
export function stagesOf(job: Pick<Job, 'acceptedAt'>, events: readonly TimelineEvent[], now: number): Stage[] {
  const at = (type: string, attempt?: number): number | undefined => {
    const event = events.find(
      (one) => one.type === type && (attempt === undefined || numberOf(one.detail) === attempt),
    );
    return event && Date.parse(event.at);
  };
  const ready = at('TaskReady');
  const launched = at('StandbyClaimed') ?? at('TaskLaunched') ?? at('GenerationStarted');
  const attempts = Math.max(1, ...events.filter(({ type }) => type === 'ExecutionFinished').map(nextAttempt));

  const stages: Stage[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const written = at('ProgramGenerated', attempt);
    const begin = attempt === 1 ? Date.parse(job.acceptedAt) : at('ExecutionFinished', attempt - 1);
    const finished = events.find((one) => one.type === 'ExecutionFinished' && numberOf(one.detail) === attempt);
    const end = finished && Date.parse(finished.at);
    const isFirst = attempt === 1;
    // A program that has run was in a sandbox, also when the event of that is late.
    const prepared = isFirst ? (ready ?? end) : begin;
    const runs = written !== undefined && prepared !== undefined ? Math.max(written, prepared) : undefined;
    stages.push(stage(isFirst ? 'Writing the program' : 'Fixing the program', { begin, end: written }, now));
    if (isFirst) stages.push(stage('Preparing the sandbox', { begin: launched, end: prepared }, now));
    stages.push(
      stage(
        isFirst ? 'Running the program' : 'Running it again',
        { begin: runs, end, failed: finished !== undefined && hasFailed(finished.detail) },
        now,
      ),
    );
  }
  return stages;
}

/** The attempt that follows a program which is to be repaired; otherwise the program's. */
function nextAttempt({ detail }: TimelineEvent): number {
  const report = (detail as { report?: { final?: unknown } } | undefined)?.report;
  return numberOf(detail) + (report?.final === false ? 1 : 0);
}

function stage(name: string, { begin, end, failed = false }: Span, now: number): Stage {
  if (begin === undefined) return { name, state: end === undefined ? 'pending' : 'done' };
  const seconds = Math.max(0, ((end ?? now) - begin) / 1000);
  if (end === undefined) return { name, state: 'active', seconds };
  return { name, state: failed ? 'failed' : 'done', seconds };
}

/** What is going on, in words. */
export function headlineOf(
  job: Pick<Job, 'status'> | undefined,
  stages: readonly Stage[],
  cancelling: boolean,
): string {
  if (cancelling) return 'Cancelling…';
  if (!job) return 'Sending the question…';
  const active = stages.filter(({ state }) => state === 'active');
  // While the model writes, the sandbox starts: the writing is what the answer waits for.
  const current = active.find(({ name }) => name !== 'Preparing the sandbox') ?? active[0];
  return current ? `${current.name}…` : 'Collecting the answer…';
}
