import type { Metrics } from '../shared/metrics/port';
import type { Swept } from './handler';

/** Measures a sweep that found something. One that found nothing says nothing: an idle system costs no metrics. */
export function recordSweep(metrics: Metrics, { swept, failed, overdueSeconds }: Swept): void {
  if (swept === 0) return;
  const values = { JobsOverdue: swept, SweepErrors: failed, OverdueSeconds: overdueSeconds };
  metrics.record('Overdue jobs were swept.', [{ values }]);
}
