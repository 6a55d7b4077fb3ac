import { AsyncLocalStorage } from 'node:async_hooks';

/** Fields that are added to every log line of the current work. */
export interface LogContext {
  readonly jobId?: string;
  readonly attempt?: number;
  readonly launch?: number;
  readonly [detail: string]: unknown;
}

const current = new AsyncLocalStorage<Record<string, unknown>>();

/** Runs `work` with these fields on its log lines. Concurrent calls do not share their fields. */
export const withLogContext = <T>(details: LogContext, work: () => T): T => current.run({ ...details }, work);

/** Adds fields that the current context lacks. Does nothing outside of `withLogContext`. */
export function appendLogContext(details: LogContext): void {
  const context = current.getStore();
  if (!context) return;
  for (const [name, value] of Object.entries(details)) context[name] ??= value;
}

/** The fields of the current work. */
export const logContext = (): LogContext => current.getStore() ?? {};
