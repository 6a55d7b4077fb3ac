import type { Cost, GenerationDocument, QueryRun, ReportDocument, SizeClass } from '../../../events';
import { costOf } from '../../../pricing/cost';

export interface Spent {
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
export function estimateCost({ size, generations, earlier, queries, launch, taskSeconds }: Spent): Cost {
  const lostTasks = new Map<number, number>();
  for (const { summary, durations } of earlier) {
    if (summary.launch === launch) continue;
    lostTasks.set(summary.launch, (lostTasks.get(summary.launch) ?? 0) + durations.total / 1000);
  }
  const allQueries = [...earlier.flatMap((report) => report.queries), ...queries];
  const statements = allQueries.filter((query) => query.outcome !== 'refused').length;
  return costOf({ size, generations, tasks: [...lostTasks.values(), taskSeconds], statements }, true);
}
