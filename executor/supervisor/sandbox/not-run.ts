import type { Failure } from '../../../events';
import type { RunResult } from '../ports';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The result of a program that was not run. */
export const notRun = (message: string): RunResult => failedRun('sandbox_unavailable', message);

/** The result of a run that failed before it could report anything. */
export function failedRun(kind: Failure['kind'], message: string): RunResult {
  const now = new Date().toISOString();
  return {
    failure: { kind, message },
    values: {},
    assumptions: [],
    warnings: [],
    stdout: '',
    stderr: '',
    outputs: [],
    startedAt: now,
    finishedAt: now,
    runMilliseconds: 0,
    collectMilliseconds: 0,
    peakMemoryBytes: 0,
  };
}
