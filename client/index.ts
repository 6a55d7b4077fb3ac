import type { PromptRequest } from '../events/http/prompt';
import type { JobList, JobStatus, JobView, PromptAccepted, Timeline } from '../events/http/views';
import { ProblemError } from './errors';
import { type Connection, call, pause } from './http';

export { ProblemError } from './errors';
export type { Connection, Fetch } from './http';
export type { JobList, JobStatus, JobView, PromptAccepted, PromptRequest, Timeline };

export type TimelineEvent = Timeline['events'][number];

const ENDED: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether a job in this status will not change any more. */
export const hasEnded = (status: JobStatus): boolean => ENDED.has(status);

export interface FollowOptions {
  /** Milliseconds between two looks: the first, and what it grows to while nothing happens. */
  readonly interval?: number;
  readonly maxInterval?: number;
  readonly signal?: AbortSignal;
}

/**
 * The HTTP API of Code Interpreter on AWS, for browsers and Node. Every method throws ProblemError when the API
 * refuses, and fetch's TypeError when it cannot be reached.
 */
export class CodeInterpreterClient {
  constructor(private readonly connection: Connection) {}

  /**
   * Sends a prompt. The same `idempotencyKey` gives the same job, however often it is sent; without one a random
   * key is used, so that the repetition of a call that got no answer starts no second job.
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

  /** Your own jobs, the newest first; `cursor` is the `nextCursor` of the page before. */
  list(page: { limit?: number; cursor?: string } = {}): Promise<JobList> {
    return this.json('/jobs', { query: page });
  }

  /** Everything that has happened to a job so far, the oldest first. */
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

  /** Yields what happens to a job, as it happens and each thing once; returns the job when it has ended. */
  async *follow(jobId: string, options: FollowOptions = {}): AsyncGenerator<TimelineEvent, JobView, void> {
    const { interval = 400, maxInterval = 3000, signal } = options;
    const seen = new Set<string>();
    for (let wait = interval; ; wait = Math.min(wait * 1.3, maxInterval)) {
      // The job is read before its events: when it has ended, no event of its way there is left out.
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

  /** Waits until a job has ended and returns it. */
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

  /** One artifact of a job, by its name on the job. */
  async download(jobId: string, name: string, signal?: AbortSignal): Promise<Response> {
    const path = `${jobPath(jobId)}/results/${name.split('/').map(encodeURIComponent).join('/')}`;
    const answer = await call(this.connection, path, { redirect: 'manual', signal });
    const location = answer.headers.get('location');
    // The presigned address is its own authorization and refuses a second one. Browsers hide it, and drop ours.
    if (location !== null) return call({ baseUrl: location }, '', { headers: { accept: '*/*' }, signal });
    return answer.type === 'opaqueredirect' ? call(this.connection, path, { signal }) : answer;
  }

  private async json<T>(path: string, request: Parameters<typeof call>[2]): Promise<T> {
    const response = await call(this.connection, path, request);
    return (await response.json()) as T;
  }
}

const jobPath = (jobId: string): string => `/jobs/${encodeURIComponent(jobId)}`;
