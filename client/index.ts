import type { Feedback, FeedbackRequest, Sharing } from '../events/http/feedback';
import type { PromptRequest } from '../events/http/prompt';
import type { RerunRequest } from '../events/http/rerun';
import type {
  JobGroup,
  JobList,
  JobStatus,
  JobView,
  ProgramOutput,
  PromptAccepted,
  TablesView,
  Timeline,
} from '../events/http/views';
import { ProblemError } from './errors';
import { type Connection, call, pause } from './http';

export { ProblemError } from './errors';
export type { Connection, Fetch } from './http';
export type {
  Feedback,
  FeedbackRequest,
  JobGroup,
  JobList,
  JobStatus,
  JobView,
  ProgramOutput,
  PromptAccepted,
  PromptRequest,
  RerunRequest,
  Sharing,
  TablesView,
  Timeline,
};

export type TimelineEvent = Timeline['events'][number];

const FINAL_STATUSES: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether this status is final. */
export const hasEnded = (status: JobStatus): boolean => FINAL_STATUSES.has(status);

/** Seconds for which a request waits for a change of a job; the API may wait less. */
const WAIT_SECONDS = 20;

export interface FollowOptions {
  /** Milliseconds between two requests for the job, at least. */
  readonly interval?: number;
  readonly signal?: AbortSignal;
}

/**
 * Client of the HTTP API, for browsers and Node. Every method throws ProblemError when the API refuses a request, and
 * the TypeError of fetch when the API is unreachable.
 */
export class CodeInterpreterClient {
  constructor(private readonly connection: Connection) {}

  /**
   * Submits a prompt. Submitting again with the same `idempotencyKey` returns the same job. Default: a random key, so
   * that a retry of this call starts no second job.
   */
  submit(
    request: PromptRequest,
    options: { idempotencyKey?: string; signal?: AbortSignal } = {},
  ): Promise<PromptAccepted> {
    return this.begin('/prompt', request, options);
  }

  /**
   * Runs the program of an ended job again, or another program, as a new job, whose `rerunOf` names the old one. No model is
   * called, and a program that fails is not repaired. The idempotency key is as with `submit`.
   */
  rerun(
    jobId: string,
    request: RerunRequest = {},
    options: { idempotencyKey?: string; signal?: AbortSignal } = {},
  ): Promise<PromptAccepted> {
    return this.begin(`${jobPath(jobId)}/rerun`, request, options);
  }

  private begin(
    path: string,
    body: PromptRequest | RerunRequest,
    { idempotencyKey, signal }: { readonly idempotencyKey?: string; readonly signal?: AbortSignal },
  ): Promise<PromptAccepted> {
    const key = idempotencyKey ?? globalThis.crypto.randomUUID();
    return this.json(path, { method: 'POST', body, headers: { 'idempotency-key': key }, signal });
  }

  get(jobId: string, signal?: AbortSignal): Promise<JobView> {
    return this.json(jobPath(jobId), { signal });
  }

  /** What questions can be about. */
  tables(): Promise<TablesView> {
    return this.json('/tables', {});
  }

  /**
   * The caller's jobs, newest first; `text` is sought in the question. `cursor` is the `nextCursor` of the previous page;
   * a page of a search may be empty although there is a next one.
   */
  list(page: { limit?: number; cursor?: string; status?: JobGroup; text?: string } = {}): Promise<JobList> {
    return this.json('/jobs', { query: page });
  }

  /** The job's timeline so far, oldest first. */
  async events(jobId: string, signal?: AbortSignal): Promise<TimelineEvent[]> {
    const events: TimelineEvent[] = [];
    let cursor: string | undefined;
    do {
      const page: Timeline = await this.json(`${jobPath(jobId)}/events`, { query: { cursor }, signal });
      events.push(...page.events);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return events;
  }

  /** The job once it differs from that of the ETag, at once without one; undefined when it did not within some seconds. */
  async changed(jobId: string, etag: string | undefined, signal?: AbortSignal) {
    const response = await call(this.connection, jobPath(jobId), {
      query: { wait: WAIT_SECONDS },
      // Without an ETag that of no job, so that the response does not wait.
      headers: { 'if-none-match': etag ?? '"none"' },
      signal,
    });
    if (response.status === 304) return undefined;
    return { job: (await response.json()) as JobView, etag: response.headers.get('etag') ?? undefined };
  }

  /** Yields each event of a job once, as it happens; returns the job when it has ended. */
  async *follow(jobId: string, options: FollowOptions = {}): AsyncGenerator<TimelineEvent, JobView, void> {
    const { interval = 200, signal } = options;
    const seen = new Set<string>();
    let etag: string | undefined;
    for (;;) {
      const began = performance.now();
      const changed = await this.changed(jobId, etag, signal);
      if (changed) {
        etag = changed.etag;
        // Read after the job: once it has ended, its timeline is complete.
        for (const event of await this.events(jobId, signal)) {
          const identity = JSON.stringify([event.at, event.type, event.text]);
          if (seen.has(identity)) continue;
          seen.add(identity);
          yield event;
        }
        if (hasEnded(changed.job.status)) return changed.job;
      }
      await pause(Math.max(0, interval - (performance.now() - began)), signal);
    }
  }

  /** Waits until a job has ended, and returns it. */
  async wait(
    jobId: string,
    onEvent: (event: TimelineEvent) => void = () => {},
    options?: FollowOptions,
  ): Promise<JobView> {
    const steps = this.follow(jobId, options);
    for (;;) {
      const step = await steps.next();
      if (step.done) return step.value;
      onEvent(step.value);
    }
  }

  /** What the programs of a job have printed after an offset: 0, or the `next` of an earlier response. */
  output(jobId: string, after = 0, signal?: AbortSignal): Promise<ProgramOutput> {
    return this.json(`${jobPath(jobId)}/output`, { query: { after }, signal });
  }

  /** Yields what the programs of a job print, as they do, until the job has ended. */
  async *followOutput(jobId: string, { interval = 1000, signal }: FollowOptions = {}): AsyncGenerator<string, void> {
    for (let after = 0; ; ) {
      const { text, next, ended } = await this.output(jobId, after, signal);
      if (text !== '') yield text;
      if (ended) return;
      after = next;
      await pause(interval, signal);
    }
  }

  /** Cancels a job. A job that has already ended is refused with status 409. */
  cancel(jobId: string): Promise<PromptAccepted> {
    return this.json(`${jobPath(jobId)}/cancel`, { method: 'POST' });
  }

  /**
   * Rates the answer of an ended job of the caller. A curator verifies an answer with `verified` alone, also of a shared
   * job. A job that cannot be an example is refused with status 422.
   */
  giveFeedback(jobId: string, feedback: FeedbackRequest): Promise<Feedback> {
    return this.json(`${jobPath(jobId)}/feedback`, { method: 'PUT', body: feedback });
  }

  /** Lets every caller of the API read a job of the caller, or no longer. */
  share(jobId: string, shared = true): Promise<Sharing> {
    return this.json(`${jobPath(jobId)}/sharing`, { method: 'PUT', body: { shared } });
  }

  /**
   * Erases an ended job with its timeline and files; resolves if it does not exist. A job that has not ended, or whose
   * task is still being stopped, is refused with status 409.
   */
  async erase(jobId: string): Promise<void> {
    await call(this.connection, jobPath(jobId), { method: 'DELETE' }).catch((error: unknown) => {
      if (!(error instanceof ProblemError && error.status === 404)) throw error;
    });
  }

  /** Downloads one artifact of a job by its name. */
  async download(jobId: string, name: string, signal?: AbortSignal): Promise<Response> {
    const path = `${jobPath(jobId)}/results/${name.split('/').map(encodeURIComponent).join('/')}`;
    const response = await call(this.connection, path, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    // A presigned URL refuses a second authorization. Browsers hide the URL, and follow it without our headers.
    if (location !== null) return call({ baseUrl: location }, '', { headers: { accept: '*/*' }, signal });
    return response.type === 'opaqueredirect' ? call(this.connection, path, { signal }) : response;
  }

  private async json<T>(path: string, request: Parameters<typeof call>[2]): Promise<T> {
    const response = await call(this.connection, path, request);
    return (await response.json()) as T;
  }
}

const jobPath = (jobId: string): string => `/jobs/${encodeURIComponent(jobId)}`;
