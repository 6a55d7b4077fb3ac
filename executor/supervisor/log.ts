import type { Log } from './ports';

/** Logs one JSON object per line, each with `fields`. */
export function jsonLog(
  write: (line: string) => void,
  now: () => Date,
  fields: Readonly<Record<string, unknown>>,
): Log {
  const line = (level: string, message: string, more: Readonly<Record<string, unknown>>) =>
    write(`${JSON.stringify({ level, timestamp: now().toISOString(), message, ...fields, ...more })}\n`);
  return {
    info: (message, more = {}) => line('INFO', message, more),
    error: (message, error, more = {}) => {
      const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error));
      line('ERROR', message, { ...more, error: { name, message: text, stack } });
    },
  };
}
