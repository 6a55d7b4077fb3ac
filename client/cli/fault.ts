import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { red } from './terminal';

const job = new AsyncLocalStorage<string>();

/** Does a piece of work for a job, which a fault in it is reported with. */
export const forJob = <T>(jobId: string, work: () => T): T => job.run(jobId, work);

/** Reports what no code handled, and ends this process. */
export function endWithFault(error: unknown): never {
  const jobId = job.getStore();
  const where = jobId === undefined ? '' : `\n  Job ${jobId}`;
  console.error(`${red('✗')} A fault of this program, please report it: ${inspect(error)}${where}`);
  process.exit(1);
}

/** Ends this process with a report when a promise rejects that nobody awaits, or a callback throws. */
export function endOnFaults(): void {
  process.on('unhandledRejection', endWithFault);
  process.on('uncaughtException', endWithFault);
}
