import type { Log } from '../../lib/log';

export interface FakeLog extends Log {
  readonly lines: { readonly level: 'info' | 'warn' | 'error'; readonly message: string; readonly details?: unknown }[];
}

/** A log that keeps its lines. */
export function fakeLog(): FakeLog {
  const lines: FakeLog['lines'] = [];
  const log: FakeLog = {
    lines,
    info: (message, details) => void lines.push({ level: 'info', message, details }),
    warn: (message, details) => void lines.push({ level: 'warn', message, details }),
    error: (message, details) => void lines.push({ level: 'error', message, details }),
  };
  return log;
}
