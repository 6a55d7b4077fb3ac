import { machines } from '../../../events';
import { costOf } from '../../../lib/cost';
import { dateOf, type Settlement } from '../domain/allowance';
import { type Job, ordinalsOf } from '../domain/job';

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
