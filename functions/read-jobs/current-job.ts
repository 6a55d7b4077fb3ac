import { createHash } from 'node:crypto';
import { actionsOf, isOwner } from '../shared/access/actions';
import { type Job, statusOf } from '../shared/domain/job';
import { commit } from '../shared/http/commit';
import { loadReadableJob } from '../shared/http/load-job';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { Ports } from './ports';

/** Seconds that a request may ask for; the deployment's WaitSeconds may be less. */
const MAX_WAIT = 60;
/** Between two looks at the job. The first ones are soon: a job with a standby changes several times a second. */
const INTERVAL_MS = { first: 100, last: 500, growth: 1.5 };

export interface CurrentJob {
  readonly job: Job;
  readonly etag: string;
  /** Whether the caller has this state already, by its If-None-Match. */
  readonly isKnown: boolean;
}

/**
 * The job of a request. With `wait`, once it has ended or differs from the ETag in If-None-Match, or, without that, from
 * what it was at first; otherwise as it is after `wait` seconds, `waitSeconds` at most.
 */
export async function currentJob(ports: Ports, request: HttpRequest): Promise<CurrentJob> {
  const until = ports.clock.milliseconds() + 1000 * Math.min(waitOf(request.query.wait), ports.waitSeconds);
  const known = request.headers['if-none-match'];
  let job = await loadReadableJob(ports.jobs, request);
  const first = etagOf(ports, job, request);
  let etag = first;
  for (let delay = INTERVAL_MS.first; ; delay = Math.min(delay * INTERVAL_MS.growth, INTERVAL_MS.last)) {
    const hasChanged = known === undefined ? etag !== first : !matches(known, etag);
    const left = until - ports.clock.milliseconds();
    if (hasChanged || job.outcome || left <= 0) break;
    await ports.clock.sleep(Math.min(delay, left));
    job = await loadReadableJob(ports.jobs, request);
    etag = etagOf(ports, job, request);
  }
  return { job, etag, isKnown: known !== undefined && matches(known, etag) };
}

function waitOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const seconds = /^\d{1,2}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  if (seconds <= MAX_WAIT) return seconds;
  const message = `Must be a whole number of seconds from 0 to ${MAX_WAIT}.`;
  throw new ProblemError('invalid-request', 'Fix the fields listed under `errors` and retry.', [
    { field: 'wait', message },
  ]);
}

/**
 * Everything that a response shows follows from the recorded facts: documents are written before the facts about them, and
 * never changed. Links depend on the address of the request, the actions and what is shown on the caller, the rest on the
 * version of this function.
 */
function etagOf({ now, actions }: Ports, job: Job, request: HttpRequest): string {
  const { linkBase, isCurator } = request;
  const allowed = actionsOf(job, request, now(), actions);
  const state = JSON.stringify([job, linkBase, commit, isOwner(job, request), isCurator, allowed]);
  return `"${statusOf(job)}-${createHash('sha256').update(state).digest('hex').slice(0, 32)}"`;
}

/** Whether an If-None-Match has an ETag, by weak comparison: proxies that compress weaken ETags. */
const matches = (header: string, etag: string): boolean =>
  header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
