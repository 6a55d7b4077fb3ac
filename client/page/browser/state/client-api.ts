import { CodeInterpreterClient, type PromptAccepted } from '../../..';
import { type Call, type Connection, call } from '../../../http';
import type { Job, LocalSystem, PageApi } from './api';

const pathOf = (jobId: string): string => `/jobs/${encodeURIComponent(jobId)}`;

/** The API over HTTP. `local` is the address of what a local system knows in addition. */
export function clientApi(connection: Connection, local?: string): PageApi {
  const client = new CodeInterpreterClient(connection);

  async function json<T>(path: string, request: Call): Promise<T> {
    return (await (await call(connection, path, request)).json()) as T;
  }

  return {
    tables: () => client.tables(),
    async local() {
      if (local === undefined) return { tables: [] };
      const response = await fetch(local);
      return response.ok ? ((await response.json()) as LocalSystem) : { tables: [] };
    },
    submit: (request, key) => client.submit(request, { idempotencyKey: key }),
    async changed(jobId, etag, signal) {
      return client.changed(jobId, etag, signal) as Promise<{ job: Job; etag?: string } | undefined>;
    },
    events: (jobId, signal) => client.events(jobId, signal),
    output: (jobId, after, signal) => client.output(jobId, after, signal),
    list: ({ limit, cursor, text, status }) => json('/jobs', { query: { limit, cursor, text, status } }),
    cancel: (jobId) => client.cancel(jobId),
    erase: (jobId) => client.erase(jobId),
    rerun: (jobId, program, key) =>
      json<PromptAccepted>(`${pathOf(jobId)}/rerun`, {
        method: 'POST',
        headers: { 'idempotency-key': key },
        body: { ...(program !== undefined && { program }) },
      }),
    feedback: (jobId, value) => client.giveFeedback(jobId, value),
    share: (jobId, shared) => client.share(jobId, shared),
    async notebook(jobId) {
      return (await call(connection, `${pathOf(jobId)}/export`, { query: { as: 'notebook' } })).blob();
    },
    async blob(jobId, name) {
      return (await client.download(jobId, name)).blob();
    },
  };
}
