import { ProblemError, problemOf } from './errors';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface Connection {
  /** API address, with or without a path or trailing slash. */
  readonly baseUrl: string;
  /** Replaces the global fetch, for example to sign requests. */
  readonly fetch?: Fetch;
  /** Sent with every request, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly redirect?: 'manual' | 'follow';
  readonly signal?: AbortSignal;
}

const MAX_CALLS = 4;
const TRANSIENT_STATUSES = new Set([429, 502, 503, 504]);

/**
 * Calls the API. Transient failures are retried: every call is idempotent, one that begins a job by its Idempotency-Key.
 * @throws ProblemError for a status of 400 or more
 */
export async function call(connection: Connection, path: string, call: Call = {}): Promise<Response> {
  const send = connection.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const init: RequestInit = {
    method: call.method ?? 'GET',
    redirect: call.redirect ?? 'follow',
    headers: {
      accept: 'application/json',
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...connection.headers,
      ...call.headers,
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    ...(call.signal && { signal: call.signal }),
  };
  for (let number = 1; ; number++) {
    const last = number === MAX_CALLS;
    try {
      const response = await send(address(connection.baseUrl, path, call.query), init);
      if (response.status < 400) return response;
      if (last || !TRANSIENT_STATUSES.has(response.status)) throw await problemOf(response);
    } catch (error) {
      // Any other error is a network error.
      if (last || call.signal?.aborted || error instanceof ProblemError) throw error;
    }
    await pause(200 * 2 ** number, call.signal);
  }
}

function address(baseUrl: string, path: string, query: Call['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `${path === '' ? baseUrl : baseUrl.replace(/\/+$/, '')}${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** Resolves after a delay; rejects when the signal is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
