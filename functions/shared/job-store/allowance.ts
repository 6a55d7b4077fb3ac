import { machines } from '../../../events';
import { costOf } from '../../../lib/cost';
import { type Job, ordinalsOf } from '../domain/job';

/** What one owner may have in progress, and spend in a day (UTC). */
export interface Allowance {
  /** Jobs that have not ended. */
  readonly openJobs: number;
  /** US dollars at list prices. */
  readonly dailyUsd: number;
}

/** US dollars that a job reserves when it is accepted. Its end replaces them by its cost. */
export const RESERVED_USD = 0.25;

/** What the end of a job changes for its owner. */
export interface Settlement {
  readonly owner: string;
  readonly jobId: string;
  /** The day on which the job was accepted, whose dollars it reserved. */
  readonly date: string;
  /** Its cost, minus what it reserved. */
  readonly usd: number;
}

/** What counts for an owner now. */
export interface OwnerUsage {
  readonly openJobs: number;
  /** US dollars that the jobs of one day cost or reserve. */
  readonly usd: number;
}

export const dateOf = (instant: string): string => instant.slice(0, 10);

/** The settlement of a job that has ended. */
export function settlementOf(job: Job): Settlement {
  const { owner, jobId, acceptedAt, reservedUsd = 0 } = job.accepted;
  return { owner, jobId, date: dateOf(acceptedAt), usd: Number((costAtEnd(job) - reservedUsd).toFixed(6)) };
}

/** The cost in the outcome, or what the facts show: a job without a report has used the model and tasks too. */
function costAtEnd({ accepted, outcome, generations, launches }: Job): number {
  if (!outcome) return 0;
  if (outcome.body.cost) return outcome.body.cost.usd;
  const { endedAt } = outcome.body;
  const tasks = ordinalsOf(launches).flatMap((launch) => Object.values(launches[launch]?.tasks ?? {}));
  return costOf(
    {
      machine: machines[accepted.size],
      tasks: tasks.map(({ startedAt, stoppedAt }) => (startedAt ? secondsBetween(startedAt, stoppedAt ?? endedAt) : 0)),
      generations: Object.values(generations).flatMap((one) => (one.result === 'program' ? [one] : [])),
      queries: [],
    },
    true,
  ).usd;
}

const secondsBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
