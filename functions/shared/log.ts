import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../../lib/log';
import { logContext } from './log-context';

/**
 * A function's log: JSON lines on standard output, with the fields of the current work (job, attempt, launch). An
 * unhandled rejection or an uncaught exception is logged with the same fields and ends the function.
 */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: functionName });
  const withContext = (details: Readonly<Record<string, unknown>> = {}) => ({ ...logContext(), ...details });
  const exit = (error: unknown) => {
    logger.error('Unhandled error. The function exits.', withContext({ error }));
    process.exit(1);
  };
  // Before the runtime's own listeners, which do not log the job.
  process.prependListener('unhandledRejection', exit);
  process.prependListener('uncaughtException', exit);
  return {
    info: (message, details) => logger.info(message, withContext(details)),
    warn: (message, details) => logger.warn(message, withContext(details)),
    error: (message, details) => logger.error(message, withContext(details)),
  };
}
