import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { red } from './terminal';

const jobIds = new AsyncLocalStorage<string>();

/** Runs `work`; an unexpected error inside it is reported with the job's id. */
export const forJob = <T>(jobId: string, work: () => T): T => jobIds.run(jobId, work);

/** Reports an error that no code handled and exits with 1. */
export function exitWithUnexpectedError(error: unknown): never {
  const jobId = jobIds.getStore();
  const location = jobId === undefined ? '' : `\n  Job ${jobId}`;
  console.error(`${red('✗')} Unexpected error, please report it: ${inspect(error)}${location}`);
  process.exit(1);
}

/** Makes unhandled rejections and exceptions exit the process with a report. */
export function exitOnUnexpectedErrors(): void {
  process.on('unhandledRejection', exitWithUnexpectedError);
  process.on('uncaughtException', exitWithUnexpectedError);
}
