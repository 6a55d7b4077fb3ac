import {
  type Cost,
  type GenerationDocument,
  machines,
  type QueryRun,
  type ReportDocument,
  type SizeClass,
} from '../../../events';
import { costOf } from '../../../lib/cost';

/** What a job has used. */
export interface JobUsage {
  readonly size: SizeClass;
  /** Of all attempts. */
  readonly generations: readonly GenerationDocument[];
  /** Reports of earlier attempts. */
  readonly earlier: readonly ReportDocument[];
  /** Statements of this attempt. */
  readonly queries: readonly QueryRun[];
  readonly launch: number;
  /** Age of this task. */
  readonly taskSeconds: number;
}

/** Cost of the job when its last attempt ends. An estimate: this task still runs, and lost tasks count by their reports. */
export function estimateCost({ size, generations, earlier, queries, launch, taskSeconds }: JobUsage): Cost {
  const lostTasks = new Map<number, number>();
  for (const { summary, durations } of earlier) {
    if (summary.launch === launch) continue;
    lostTasks.set(summary.launch, (lostTasks.get(summary.launch) ?? 0) + durations.total / 1000);
  }
  const allQueries = [...earlier.flatMap((report) => report.queries), ...queries];
  const tasks = [...lostTasks.values(), taskSeconds];
  return costOf({ machine: machines[size], generations, tasks, queries: allQueries }, true);
}
