import type { Metrics } from '../shared/metrics/port';
import type { SweepResult } from './handler';

/** Records a sweep that found overdue jobs. Other sweeps record nothing: an idle system pays for no metrics. */
export function recordSweep(metrics: Metrics, { processed, skipped, failed, overdueSeconds }: SweepResult): void {
  if (processed + skipped === 0) return;
  const values = { JobsOverdue: processed + skipped, SweepErrors: failed, OverdueSeconds: overdueSeconds };
  metrics.record('Overdue jobs processed.', [{ values }]);
}
