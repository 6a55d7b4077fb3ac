import type { Metrics } from '../shared/metrics/port';
import type { SweepResult } from './handler';

/** Measures a sweep that found something. One that found nothing says nothing: an idle system costs no metrics. */
export function recordSweep(metrics: Metrics, { swept, left, failed, overdueSeconds }: SweepResult): void {
  if (swept + left === 0) return;
  const values = { JobsOverdue: swept + left, SweepErrors: failed, OverdueSeconds: overdueSeconds };
  metrics.record('Overdue jobs were swept.', [{ values }]);
}
