import { AsyncLocalStorage } from 'node:async_hooks';

/** What a piece of work is about: on every log line that is written meanwhile. */
export interface LogContext {
  readonly jobId?: string;
  readonly attempt?: number;
  readonly launch?: number;
  readonly [detail: string]: unknown;
}

const current = new AsyncLocalStorage<Record<string, unknown>>();

/** Does a piece of work, with what it is about on its log lines; pieces that run side by side keep to themselves. */
export const withLogContext = <T>(details: LogContext, work: () => T): T => current.run({ ...details }, work);

/** Adds to the running piece of work what was not known of it before; nothing when there is none. */
export function appendLogContext(details: LogContext): void {
  const known = current.getStore();
  if (!known) return;
  for (const [name, value] of Object.entries(details)) known[name] ??= value;
}

/** What the running piece of work is about, as far as it is known. */
export const logContext = (): LogContext => current.getStore() ?? {};
