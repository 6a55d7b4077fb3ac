import { signal } from '@preact/signals';
import type { JobList, TablesView, TimelineEvent } from '../..';
import type { Job, PageApi, Summary } from '../browser/state/api';
import type { ApiConnection, ConnectionState } from '../browser/state/connection';
import { createConnection } from '../browser/state/connection';

const never = <T>(): Promise<T> => new Promise(() => {});

/** What a story's API has. Operations that change something do not end. */
export interface Content {
  readonly jobs?: readonly Job[];
  /** Of the list, in place of those of the jobs. */
  readonly summaries?: readonly Summary[];
  readonly events?: readonly TimelineEvent[];
  readonly output?: string;
  readonly tables?: TablesView;
  readonly list?: Partial<JobList>;
}

/** An API whose content does not change. */
export function fakeApi({ jobs = [], summaries = jobs, events = [], output = '', tables, list }: Content): PageApi {
  return {
    tables: () => (tables ? Promise.resolve(tables) : never()),
    local: async () => ({
      writer: 'the offline analyst (no language model)',
      tables: [{ name: 'users', notes: ['age: 12 cells are empty, and were read as missing.'] }],
    }),
    submit: never,
    async changed(jobId, etag) {
      const job = jobs.find((one) => one.jobId === jobId);
      return job && etag === undefined ? { job, etag: '"1"' } : never();
    },
    events: async () => events,
    output: async (_jobId, after) => ({
      text: output.slice(after),
      next: output.length,
      ended: false,
      truncated: false,
    }),
    list: async ({ text }) => ({
      jobs: summaries.filter(({ prompt }) => prompt.toLowerCase().includes((text ?? '').toLowerCase())),
      ...list,
    }),
    cancel: never,
    erase: never,
    rerun: never,
    feedback: never,
    share: never,
    notebook: never,
    blob: never,
  };
}

/** A connection that stays in one state. */
export function fakeConnection(state: ConnectionState, clockOffset = 0): ApiConnection {
  const connection = createConnection({ send: never, probe: '' });
  return { ...connection, state: signal(state), clockOffset: signal(clockOffset), retry() {} };
}
