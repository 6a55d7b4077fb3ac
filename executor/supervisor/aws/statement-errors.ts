/** Too many statements, or no connection yet. The client itself retries throttling and 5xx. */
const TRANSIENT_ERRORS = new Set([
  'ActiveStatementsExceededException',
  'ActiveSessionsExceededException',
  'ActiveWaitingRequestsExceededException',
  'DatabaseConnectionException',
  'QueryTimeoutException',
]);

/** Whether a retry of the call may succeed. */
export const isTransient = (error: unknown): boolean => error instanceof Error && TRANSIENT_ERRORS.has(error.name);

/** Whether the error is in the statement, not in the workgroup, the secret or the connection. */
export function isStatementError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ExecuteStatementException') return true;
  return (
    error.name === 'ValidationException' && !/workgroup|cluster|endpoint|secret|database name/i.test(error.message)
  );
}
