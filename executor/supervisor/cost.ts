import type { Cost, GenerationDocument, QueryRun, ReportDocument, SizeClass } from '../../events';
import { costOf } from '../../pricing/cost';

export interface SpentSoFar {
  readonly size: SizeClass;
  /** Of all attempts; what was paid for the programs. */
  readonly generations: readonly GenerationDocument[];
  readonly earlier: readonly ReportDocument[];
  readonly queries: readonly QueryRun[];
  readonly launch: number;
  /** Life of this task so far. */
  readonly taskSeconds: number;
}

/** What the job has cost when its last attempt ends: this task is not over, and of lost ones only reports are known. */
export function estimateCost({ size, generations, earlier, queries, launch, taskSeconds }: SpentSoFar): Cost {
  const lost = new Map<number, number>();
  for (const { summary, durations } of earlier) {
    if (summary.launch !== launch) lost.set(summary.launch, (lost.get(summary.launch) ?? 0) + durations.total / 1000);
  }
  const statements = [...earlier.flatMap((report) => report.queries), ...queries];
  const ran = statements.filter((run) => run.result !== 'refused').length;
  return costOf({ size, generations, tasks: [...lost.values(), taskSeconds], statements: ran }, true);
}
