import { recordOutcomes } from '../../../../../functions/dispatch-obligations/outcome-metrics';
import { measuredModel } from '../../../../../functions/generate-code/measured-model';
import { measuredLauncher } from '../../../../../functions/launch-task/measured-launcher';
import type { Fact } from '../../../../../functions/shared/domain/facts';
import { apply, newJob } from '../../../../../functions/shared/domain/job';
import { embeddedMetrics } from '../../../../../functions/shared/metrics/emf';
import type { Model } from '../../../../../functions/shared/model/port';
import { recordSweep } from '../../../../../functions/sweep-jobs/sweep-metrics';
import { fakeLog } from '../../../../fakes/log';
import { accepted, at, finished, generated, launched, taskChanged } from '../domain/facts';

const cost = { estimated: true, usd: 0.02, units: { inputTokens: 1, outputTokens: 1, taskSeconds: 1, statements: 1 } };

interface Line {
  readonly message: string;
  readonly details: Record<string, unknown> & {
    readonly _aws: {
      readonly Timestamp: number;
      readonly CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
    };
  };
}

/** Metrics, and the lines that they write. */
function metricsLog() {
  const log = fakeLog();
  return { lines: log.lines as Line[], metrics: embeddedMetrics(log, 'stack', () => 1_700_000_000_000) };
}

/** The metrics that CloudWatch extracts from a line: `Metric{Dimension=value}` → value. */
function extracted({ details }: Line): Record<string, unknown> {
  const metrics = details._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [
        `${Name}${names.map((name) => `{${name}=${details[name]}}`).join('')}`,
        details[Name],
      ]),
    ),
  );
  return Object.fromEntries(metrics);
}

describe('embedded metrics', () => {
  it('are in one log line, each with its unit and its dimensions', () => {
    const { lines, metrics } = metricsLog();
    metrics.record('Done.', [{ values: { JobsEnded: 1, JobSeconds: 2.5 }, dimensions: { Outcome: 'failed' } }], {
      jobId: 'j',
    });
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'Done.',
        details: {
          jobId: 'j',
          JobsEnded: 1,
          JobSeconds: 2.5,
          Outcome: 'failed',
          _aws: {
            Timestamp: 1_700_000_000_000,
            CloudWatchMetrics: [
              {
                Namespace: 'stack',
                Dimensions: [['Outcome']],
                Metrics: [
                  { Name: 'JobsEnded', Unit: 'Count' },
                  { Name: 'JobSeconds', Unit: 'Seconds' },
                ],
              },
            ],
          },
        },
      },
    ]);
  });
});

describe('outcomes', () => {
  const change = (facts: Fact[], last: Fact) => {
    const before = facts.reduce(apply, newJob(accepted()));
    return { before, after: apply(before, last) };
  };

  const ran = taskChanged({ version: 3, status: 'RUNNING', startedAt: at(30) });

  it('of an ended job are outcome, duration of each step, and cost', () => {
    const { lines, metrics } = metricsLog();
    recordOutcomes(metrics, [change([generated(), launched(), ran], finished(1, { cost }))]);
    expect(lines).toHaveLength(1);
    expect(extracted(lines[0] as Line)).toMatchObject({
      JobsEnded: 1,
      SystemFailures: 0,
      'JobsEnded{Outcome=succeeded}': 1,
      'JobSeconds{Outcome=succeeded}': expect.any(Number),
      JobCostUsd: 0.02,
      ModelStepSeconds: expect.any(Number),
      LaunchStepSeconds: expect.any(Number),
      StartStepSeconds: expect.any(Number),
      RunStepSeconds: expect.any(Number),
    });
  });

  it('of a failed job count its kind, and whether the system caused it', () => {
    const { lines, metrics } = metricsLog();
    const failure = { kind: 'launch_failed', message: 'No capacity.' } as const;
    recordOutcomes(metrics, [
      change([generated()], { type: 'LaunchFailed', at: new Date(0).toISOString(), launch: 1, failure }),
    ]);
    expect(extracted(lines[0] as Line)).toMatchObject({ SystemFailures: 1, 'JobFailures{Kind=launch_failed}': 1 });
  });

  it('are not recorded again for a job that had ended before', () => {
    const { lines, metrics } = metricsLog();
    recordOutcomes(metrics, [change([finished()], { type: 'OutcomePublished', at: new Date(0).toISOString() })]);
    recordOutcomes(metrics, [change([], generated())]);
    expect(lines).toEqual([]);
  });
});

describe('model calls', () => {
  const request = { messages: [] };

  it('are counted with their tokens', async () => {
    const { lines, metrics } = metricsLog();
    const usage = { inputTokens: 100, outputTokens: 20, totalTokens: 120 };
    const model: Model = {
      modelId: 'm',
      converse: async () => ({ output: undefined, stopReason: 'tool_use', usage }),
    };
    let time = 0;
    const clock = () => {
      time += 1500;
      return time;
    };
    await measuredModel(model, metrics, clock).converse(request);
    expect(extracted(lines[0] as Line)).toEqual({
      ModelCalls: 1,
      ModelErrors: 0,
      ModelSeconds: 1.5,
      ModelInputTokens: 100,
      ModelCacheReadTokens: 0,
      ModelCacheWriteTokens: 0,
      ModelOutputTokens: 20,
    });
  });

  it('that fail are counted, and reject', async () => {
    const { lines, metrics } = metricsLog();
    const converse = () => Promise.reject(new Error('Throttled.'));
    await expect(measuredModel({ modelId: 'm', converse }, metrics, () => 0).converse(request)).rejects.toThrow(
      'Throttled.',
    );
    expect(extracted(lines[0] as Line)).toMatchObject({ ModelCalls: 1, ModelErrors: 1 });
  });
});

it('launches and failed launches are counted', async () => {
  const { lines, metrics } = metricsLog();
  const results = [
    { launched: true, taskArn: 'arn' },
    { launched: false, transient: true, message: 'RESOURCE:ENI' },
  ] as const;
  for (const result of results) {
    const launcher = measuredLauncher({ run: async () => result }, metrics, () => 0);
    expect(await launcher.run({ jobId: 'j', launch: 1, size: 'small' })).toEqual(result);
  }
  expect(lines.map(extracted)).toMatchObject([
    { Launches: 1, LaunchErrors: 0 },
    { Launches: 0, LaunchErrors: 1 },
  ]);
});

it('a sweep is recorded only if it found overdue jobs', () => {
  const { lines, metrics } = metricsLog();
  recordSweep(metrics, { processed: 0, skipped: 0, failed: 0, overdueSeconds: 0 });
  recordSweep(metrics, { processed: 2, skipped: 3, failed: 1, overdueSeconds: 90 });
  expect(lines.map(extracted)).toEqual([{ JobsOverdue: 5, SweepErrors: 1, OverdueSeconds: 90 }]);
});
