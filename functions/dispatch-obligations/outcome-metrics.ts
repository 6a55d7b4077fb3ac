import { systemFailureKinds } from '../shared/domain/failure';
import { type Step, timingsOf } from '../shared/domain/timings';
import { withLogContext } from '../shared/log-context';
import type { Measurement, MetricName, Metrics } from '../shared/metrics/port';
import { type Change, logContextOf } from './handler';

/** The critical path of a job, see timings.ts. */
const stepMetrics: Readonly<Record<Step, MetricName>> = {
  dispatch: 'DispatchStepSeconds',
  tables: 'TablesStepSeconds',
  model: 'ModelStepSeconds',
  launch: 'LaunchStepSeconds',
  provision: 'ProvisionStepSeconds',
  pull: 'PullStepSeconds',
  start: 'StartStepSeconds',
  ready: 'ReadyStepSeconds',
  run: 'RunStepSeconds',
  collect: 'CollectStepSeconds',
};

/** Records outcome, duration and cost of the jobs that ended with these changes. */
export function recordOutcomes(metrics: Metrics, changes: readonly Change[]): void {
  for (const change of changes) {
    const { before, after } = change;
    if (!after.outcome || before?.outcome) continue;
    withLogContext(logContextOf(change), () => metrics.record('Job ended.', measurements(after)));
  }
}

function measurements(job: Change['after']): Measurement[] {
  const { outcome } = job;
  if (!outcome) return [];
  const { steps } = timingsOf(job);
  const JobSeconds = outcome.body.timings.totalSeconds;
  const failure = outcome.status === 'failed' ? outcome.body.failure : undefined;
  return [
    {
      values: {
        JobsEnded: 1,
        SystemFailures: failure && systemFailureKinds.has(failure.kind) ? 1 : 0,
        ...(outcome.body.cost && { JobCostUsd: outcome.body.cost.usd }),
        ...Object.fromEntries(Object.entries(steps).map(([step, seconds]) => [stepMetrics[step as Step], seconds])),
      },
    },
    { values: { JobsEnded: 1, JobSeconds }, dimensions: { Outcome: outcome.status } },
    ...(failure ? [{ values: { JobFailures: 1 }, dimensions: { Kind: failure.kind } }] : []),
  ];
}
