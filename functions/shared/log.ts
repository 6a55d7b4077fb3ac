import { Logger } from '@aws-lambda-powertools/logger';
import { logContext } from './log-context';

type Details = Readonly<Record<string, unknown>>;

/**
 * Structured log lines, each with what the running piece of work is about: job, attempt, launch. Never given prompts,
 * programs, answers or secrets: ids, counts and errors only.
 */
export interface Log {
  info(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  /** What was thrown goes into the details as `error`. */
  error(message: string, details?: Details): void;
}

/**
 * The log of a function, as JSON lines on standard output. A promise that rejects and that nobody awaits ends the function
 * with a line there, which says what the work was about that made it; so does a callback that throws.
 */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: functionName });
  const withContext = (details: Details = {}) => ({ ...logContext(), ...details });
  const end = (error: unknown) => {
    logger.error('Nothing handled an error; the function ends.', withContext({ error }));
    process.exit(1);
  };
  // Before the runtime's own listeners, which know nothing of the job.
  process.prependListener('unhandledRejection', end);
  process.prependListener('uncaughtException', end);
  return {
    info: (message, details) => logger.info(message, withContext(details)),
    warn: (message, details) => logger.warn(message, withContext(details)),
    error: (message, details) => logger.error(message, withContext(details)),
  };
}
