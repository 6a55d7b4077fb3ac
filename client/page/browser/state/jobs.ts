import { batch, effect, type Signal, signal } from '@preact/signals';
import { hasEnded, ProblemError, type TimelineEvent } from '../../..';
import { pause } from '../../../http';
import type { Job, PageApi } from './api';
import type { ApiConnection } from './connection';
import { messageOf } from './messages';

/** Milliseconds between two requests for a job, and for what its program prints. */
const INTERVAL = 300;
const OUTPUT_INTERVAL = 700;
/** A request that waits for a change ends within half a minute, or never. */
const REQUEST_TIMEOUT = 60_000;
const RETRY_DELAY = 5000;

/** A question as the page knows it. */
export interface JobEntry {
  readonly jobId: string;
  /** What was asked, known before the job is. */
  readonly prompt: Signal<string | undefined>;
  readonly followUpOf: Signal<string | undefined>;
  readonly job: Signal<Job | undefined>;
  readonly events: Signal<readonly TimelineEvent[]>;
  readonly output: Signal<{ readonly text: string; readonly truncated: boolean }>;
  /** Why the question cannot be shown. */
  readonly missing: Signal<string | undefined>;
  readonly cancelling: Signal<boolean>;
  /** Why what the user last wanted to do with it was refused. */
  readonly refusal: Signal<string | undefined>;
}

export interface Jobs {
  entry(jobId: string): JobEntry;
  /** Follows exactly these jobs until they have ended. */
  follow(jobIds: readonly string[]): void;
  cancel(jobId: string): Promise<void>;
  /** Reads a job again, for example after feedback. */
  refresh(jobId: string): Promise<void>;
  forget(jobId: string): void;
}

interface Options {
  readonly api: PageApi;
  readonly connection: ApiConnection;
  readonly onChange: (job: Job, before: Job | undefined) => void;
}

const newEntry = (jobId: string): JobEntry => ({
  jobId,
  prompt: signal(undefined),
  followUpOf: signal(undefined),
  job: signal(undefined),
  events: signal([]),
  output: signal({ text: '', truncated: false }),
  missing: signal(undefined),
  cancelling: signal(false),
  refusal: signal(undefined),
});

/** Questions by their id; each is read once and followed while it is shown. */
export function createJobs({ api, connection, onChange }: Options): Jobs {
  const entries = new Map<string, JobEntry>();
  const followers = new Map<string, AbortController>();

  function entry(jobId: string): JobEntry {
    const known = entries.get(jobId) ?? newEntry(jobId);
    entries.set(jobId, known);
    return known;
  }

  function take(one: JobEntry, job: Job, events?: readonly TimelineEvent[]): void {
    const before = one.job.peek();
    batch(() => {
      one.job.value = job;
      one.prompt.value = job.prompt;
      one.followUpOf.value = job.followUpOf;
      one.missing.value = undefined;
      if (events) one.events.value = events;
      if (hasEnded(job.status)) one.cancelling.value = false;
    });
    onChange(job, before);
  }

  /** Requests until the job has ended, through absences of the API, sign-ins and sleep. */
  async function run(one: JobEntry, signal: AbortSignal): Promise<void> {
    let etag: string | undefined;
    while (!signal.aborted) {
      const request = interruptible(signal, connection);
      try {
        const changed = await api.changed(one.jobId, etag, request.signal);
        if (changed) {
          const ended = hasEnded(changed.job.status);
          // The answer of a question that was opened later does not need them.
          const events = etag === undefined && ended ? undefined : await api.events(one.jobId, request.signal);
          take(one, changed.job, events);
          etag = changed.etag;
          if (ended) return;
        }
        await pause(INTERVAL, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ProblemError && error.status === 404) {
          one.missing.value = messageOf(error);
          return;
        }
        if (error instanceof ProblemError && connection.state.value === 'connected') await pause(RETRY_DELAY, signal);
        await connection.back(signal);
      } finally {
        request.stop();
      }
    }
  }

  /** Reads what the program prints until it or its job has ended. */
  async function readOutput(one: JobEntry, signal: AbortSignal): Promise<void> {
    let after = 0;
    while (!signal.aborted) {
      const job = one.job.value;
      if (job && hasEnded(job.status)) return;
      if (job?.status !== 'running' && job?.status !== 'repairing') {
        await pause(OUTPUT_INTERVAL, signal);
        continue;
      }
      try {
        const output = await api.output(one.jobId, after, signal);
        const { text } = one.output.value;
        if (output.text !== '' || output.truncated) {
          one.output.value = { text: text + output.text, truncated: output.truncated };
        }
        after = output.next;
        if (output.ended) return;
      } catch (error) {
        if (signal.aborted) return;
        // A deployment without this operation.
        if (error instanceof ProblemError && error.status < 500) return;
        await connection.back(signal);
      }
      await pause(OUTPUT_INTERVAL, signal);
    }
  }

  function start(one: JobEntry): void {
    const controller = new AbortController();
    followers.set(one.jobId, controller);
    const { signal } = controller;
    const quietly = (error: unknown) => {
      if (!signal.aborted) throw error;
    };
    run(one, signal)
      .catch(quietly)
      .finally(() => {
        if (followers.get(one.jobId) !== controller) return;
        controller.abort();
        followers.delete(one.jobId);
      })
      .catch((error: unknown) => {
        one.refusal.value = messageOf(error);
      });
    readOutput(one, signal).catch(() => {
      // The output is a convenience; the answer comes without it.
    });
  }

  return {
    entry,
    follow(jobIds) {
      for (const [jobId, controller] of followers) {
        if (jobIds.includes(jobId)) continue;
        followers.delete(jobId);
        controller.abort();
      }
      for (const jobId of jobIds) {
        const one = entry(jobId);
        const job = one.job.peek();
        const settled = one.missing.peek() !== undefined || (job !== undefined && hasEnded(job.status));
        if (!settled && !followers.has(jobId)) start(one);
      }
    },
    async cancel(jobId) {
      const one = entry(jobId);
      batch(() => {
        one.cancelling.value = true;
        one.refusal.value = undefined;
      });
      try {
        await api.cancel(jobId);
      } catch (error) {
        // It ended meanwhile, and the follower shows how.
        if (error instanceof ProblemError && error.status === 409) return;
        batch(() => {
          one.cancelling.value = false;
          one.refusal.value = messageOf(error);
        });
      }
    },
    async refresh(jobId) {
      const changed = await api.changed(jobId, undefined, AbortSignal.timeout(REQUEST_TIMEOUT));
      if (changed) take(entry(jobId), changed.job);
    },
    forget(jobId) {
      followers.get(jobId)?.abort();
      followers.delete(jobId);
      entries.delete(jobId);
    },
  };
}

/** A signal for one request, which is also aborted after a time and when the machine wakes. */
function interruptible(signal: AbortSignal, { wakes }: ApiConnection) {
  const controller = new AbortController();
  const before = wakes.peek();
  const stop = effect(() => {
    if (wakes.value !== before) controller.abort(new TypeError('The machine has slept.'));
  });
  return {
    signal: AbortSignal.any([signal, controller.signal, AbortSignal.timeout(REQUEST_TIMEOUT)]),
    stop,
  };
}
