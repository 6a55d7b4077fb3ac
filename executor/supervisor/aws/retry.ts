import type { Clock } from '../ports';

/** Too many statements, or no connection yet. The client itself retries throttling and 5xx. */
const TRANSIENT_ERRORS = new Set([
  'ActiveStatementsExceededException',
  'ActiveSessionsExceededException',
  'ActiveWaitingRequestsExceededException',
  'DatabaseConnectionException',
  'QueryTimeoutException',
]);

const MAX_CALLS = 5;
const FIRST_DELAY_MS = 500;

/** Calls the Data API, and retries transient errors with growing delays. */
export async function withRetries<T>(clock: Clock, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (let calls = 1; ; calls += 1) {
    try {
      return await call();
    } catch (error) {
      const transient = error instanceof Error && TRANSIENT_ERRORS.has(error.name);
      if (!transient || calls === MAX_CALLS || signal.aborted) throw error;
      await clock.sleep(FIRST_DELAY_MS * 2 ** (calls - 1));
    }
  }
}

/** Whether the error is in the statement, not in the workgroup, the secret or the connection. */
export function isStatementError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ExecuteStatementException') return true;
  return (
    error.name === 'ValidationException' && !/workgroup|cluster|endpoint|secret|database name/i.test(error.message)
  );
}
