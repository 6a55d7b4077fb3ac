import { systemFailureKinds } from '../shared/domain/failure';
import { timingsOf } from '../shared/domain/timings';
import { withLogContext } from '../shared/log-context';
import type { Measurement, Metrics } from '../shared/metrics/port';
import { type Change, logContextOf } from './handler';

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
  const { generation, launch, execution } = timingsOf(job);
  const JobSeconds = outcome.body.timings.totalSeconds;
  const failure = outcome.status === 'failed' ? outcome.body.failure : undefined;
  return [
    {
      values: {
        JobsEnded: 1,
        SystemFailures: failure && systemFailureKinds.has(failure.kind) ? 1 : 0,
        ...(outcome.body.cost && { JobCostUsd: outcome.body.cost.usd }),
        ...(generation !== undefined && { GenerationSeconds: generation }),
        ...(launch !== undefined && { LaunchSeconds: launch }),
        ...(execution !== undefined && { ExecutionSeconds: execution }),
      },
    },
    { values: { JobsEnded: 1, JobSeconds }, dimensions: { Outcome: outcome.status } },
    ...(failure ? [{ values: { JobFailures: 1 }, dimensions: { Kind: failure.kind } }] : []),
  ];
}
