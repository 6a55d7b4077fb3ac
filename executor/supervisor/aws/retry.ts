import type { Clock } from '../ports';

/** Too many statements at once, or no connection yet: passing. Throttling and 5xx the client retries by itself. */
const PASSING = new Set([
  'ActiveStatementsExceededException',
  'ActiveSessionsExceededException',
  'ActiveWaitingRequestsExceededException',
  'DatabaseConnectionException',
  'QueryTimeoutException',
]);

const TRIES = 5;
const FIRST_PAUSE = 500;

/** Tries a call of the Data API again while its error is a passing one, a bounded number of times. */
export async function retried<T>(clock: Clock, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await call();
    } catch (error) {
      const passing = error instanceof Error && PASSING.has(error.name);
      if (!passing || tried === TRIES || signal.aborted) throw error;
      await clock.sleep(FIRST_PAUSE * 2 ** (tried - 1));
    }
  }
}

/** Whether the statement itself was refused, and not the workgroup, the secret or the connection. */
export function isStatementFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ExecuteStatementException') return true;
  return (
    error.name === 'ValidationException' && !/workgroup|cluster|endpoint|secret|database name/i.test(error.message)
  );
}
