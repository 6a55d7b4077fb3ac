import type { PromptRequest } from '../events/http/prompt';
import type { JobList, JobStatus, JobView, PromptAccepted, Timeline } from '../events/http/views';
import { ProblemError } from './errors';
import { type Connection, call, pause } from './http';

export { ProblemError } from './errors';
export type { Connection, Fetch } from './http';
export type { JobList, JobStatus, JobView, PromptAccepted, PromptRequest, Timeline };

export type TimelineEvent = Timeline['events'][number];

const FINAL_STATUSES: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether this status is final. */
export const hasEnded = (status: JobStatus): boolean => FINAL_STATUSES.has(status);

export interface FollowOptions {
  /** Milliseconds between two polls; grows to `maxInterval` while nothing happens. */
  readonly interval?: number;
  readonly maxInterval?: number;
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
    const key = options.idempotencyKey ?? globalThis.crypto.randomUUID();
    return this.json('/prompt', {
      method: 'POST',
      body: request,
      headers: { 'idempotency-key': key },
      signal: options.signal,
    });
  }

  get(jobId: string, signal?: AbortSignal): Promise<JobView> {
    return this.json(jobPath(jobId), { signal });
  }

  /** The caller's jobs, newest first. `cursor` is the `nextCursor` of the previous page. */
  list(page: { limit?: number; cursor?: string } = {}): Promise<JobList> {
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

  /** Yields each event of a job once, as it happens; returns the job when it has ended. */
  async *follow(jobId: string, options: FollowOptions = {}): AsyncGenerator<TimelineEvent, JobView, void> {
    const { interval = 400, maxInterval = 3000, signal } = options;
    const seen = new Set<string>();
    for (let wait = interval; ; wait = Math.min(wait * 1.3, maxInterval)) {
      // Read before the events: once the job has ended, its timeline is complete.
      const job = await this.get(jobId, signal);
      for (const event of await this.events(jobId, signal)) {
        const identity = JSON.stringify([event.at, event.type, event.text]);
        if (seen.has(identity)) continue;
        seen.add(identity);
        wait = interval;
        yield event;
      }
      if (hasEnded(job.status)) return job;
      await pause(wait, signal);
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

  /** Cancels a job. A job that has already ended is refused with status 409. */
  cancel(jobId: string): Promise<PromptAccepted> {
    return this.json(`${jobPath(jobId)}/cancel`, { method: 'POST' });
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
