type Details = Readonly<Record<string, unknown>>;

/** A structured log. Its details are ids, counts and errors, never prompts, programs, answers or secrets. */
export interface Log {
  info(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  /** An exception is the detail `error`. */
  error(message: string, details?: Details): void;
}

/** Writes one JSON object per line, with `fields` in each. */
export function jsonLog(write: (line: string) => void, now: () => string, fields: Details): Log {
  const line =
    (level: string) =>
    (message: string, { error, ...details }: Details = {}) =>
      write(
        `${JSON.stringify({ level, timestamp: now(), message, ...fields, ...details, ...(error !== undefined && { error: describe(error) }) })}\n`,
      );
  return { info: line('INFO'), warn: line('WARN'), error: line('ERROR') };
}

function describe(error: unknown): object {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}
