import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JobChanges } from './job-changes';

/** WaitSeconds of the local system. */
export const WAIT_SECONDS = 25;
const ENDED = new Set(['succeeded', 'failed', 'cancelled']);

/** GET /jobs/{jobId} with a wait. */
export interface JobWait {
  readonly jobId: string;
  readonly seconds: number;
  readonly pathWithoutWait: string;
}

/** The wait of a request; undefined for requests without one, and for one that the function will refuse. */
export function jobWait({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): JobWait | undefined {
  const [path = '', search = ''] = url.split('?', 2);
  const [, jobId] = /^\/jobs\/([a-z0-9]+)$/.exec(path) ?? [];
  const query = new URLSearchParams(search);
  const [wait = '', ...others] = query.getAll('wait');
  if (method !== 'GET' || jobId === undefined || others.length > 0 || !/^[1-9]\d?$/.test(wait) || Number(wait) > 60)
    return undefined;
  query.delete('wait');
  const pathWithoutWait = query.size > 0 ? `${path}?${query}` : path;
  return { jobId, seconds: Math.min(Number(wait), WAIT_SECONDS), pathWithoutWait };
}

/** Whether a response to GET /jobs/{jobId} has neither a changed job nor one that has ended. */
export function isStillTheSame(status: number, knownETag: string | undefined, body: string): boolean {
  if (status === 304) return true;
  if (status !== 200 || knownETag !== undefined) return false;
  return !ENDED.has((JSON.parse(body) as { readonly status: string }).status);
}

/**
 * Waits in place of the function, whose every concurrent invocation takes a process here: on AWS any number of them can
 * wait. Resolves when the job has changed, there is something new from the beginning, or the time is over.
 */
export async function heldUntilChanged(
  changes: JobChanges,
  { jobId, seconds }: JobWait,
  outgoing: Pick<ServerResponse, 'once'>,
  isUnchanged: () => Promise<boolean>,
): Promise<void> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), seconds * 1000);
  outgoing.once('close', () => ended.abort());
  const { changed } = await changes.watch(jobId, ended.signal);
  if (await isUnchanged()) await changed;
  clearTimeout(timer);
  ended.abort();
}
