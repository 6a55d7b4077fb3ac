import { Logger } from '@aws-lambda-powertools/logger';

type Details = Readonly<Record<string, unknown>>;

/** Structured log lines. Never given prompts, programs, answers or secrets: ids, counts and errors only. */
export interface Log {
  info(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  /** What was thrown goes into the details as `error`. */
  error(message: string, details?: Details): void;
  /** A log whose lines all carry the job's id. */
  forJob(jobId: string): Log;
}

/** The log of a room, as JSON lines on standard output. */
export const createLog = (room: string): Log => wrap(new Logger({ serviceName: room }));

function wrap(logger: Logger): Log {
  return {
    info: (message, details = {}) => logger.info(message, details),
    warn: (message, details = {}) => logger.warn(message, details),
    error: (message, details = {}) => logger.error(message, details),
    forJob: (jobId) => wrap(logger.createChild({ persistentKeys: { jobId } })),
  };
}
