import type { Log } from '../../functions/shared/log';

export interface FakeLog extends Log {
  readonly lines: { readonly level: 'info' | 'warn' | 'error'; readonly message: string; readonly error?: unknown }[];
}

/** A log that keeps its lines. */
export function fakeLog(): FakeLog {
  const lines: FakeLog['lines'] = [];
  const log: FakeLog = {
    lines,
    info: (message) => void lines.push({ level: 'info', message }),
    warn: (message) => void lines.push({ level: 'warn', message }),
    error: (message, error) => void lines.push({ level: 'error', message, error }),
    forJob: () => log,
  };
  return log;
}
