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

/** Metrics that keep their lines. */
function kept() {
  const log = fakeLog();
  return { lines: log.lines as Line[], metrics: embeddedMetrics(log, 'stack', () => 1_700_000_000_000) };
}

/** What CloudWatch takes out of a line: `Metric{Dimension=value}` → value. */
function taken({ details }: Line): Record<string, unknown> {
  const found = details._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [
        `${Name}${names.map((name) => `{${name}=${details[name]}}`).join('')}`,
        details[Name],
      ]),
    ),
  );
  return Object.fromEntries(found);
}

describe('embedded metrics', () => {
  it('stand in one log line, each with its unit and its dimensions', () => {
    const { lines, metrics } = kept();
    metrics.record('Done.', [{ values: { JobsEnded: 1, JobSeconds: 2.5 }, by: { Outcome: 'failed' } }], { jobId: 'j' });
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

  it('a job that ended is measured: outcome, time of each step, cost', () => {
    const { lines, metrics } = kept();
    recordOutcomes(metrics, [change([generated(), launched(), ran], finished(1, { cost }))]);
    expect(lines).toHaveLength(1);
    expect(taken(lines[0] as Line)).toMatchObject({
      JobsEnded: 1,
      SystemFailures: 0,
      'JobsEnded{Outcome=succeeded}': 1,
      'JobSeconds{Outcome=succeeded}': expect.any(Number),
      JobCostUsd: 0.02,
      GenerationSeconds: expect.any(Number),
      LaunchSeconds: expect.any(Number),
      ExecutionSeconds: expect.any(Number),
    });
  });

  it('a failure is counted by its kind, and as the system’s when it lies with the system', () => {
    const { lines, metrics } = kept();
    const failure = { kind: 'launch_failed', message: 'No capacity.' } as const;
    recordOutcomes(metrics, [
      change([generated()], { type: 'LaunchFailed', at: new Date(0).toISOString(), launch: 1, failure }),
    ]);
    expect(taken(lines[0] as Line)).toMatchObject({ SystemFailures: 1, 'JobFailures{Kind=launch_failed}': 1 });
  });

  it('a job that had ended before is not measured again', () => {
    const { lines, metrics } = kept();
    recordOutcomes(metrics, [change([finished()], { type: 'OutcomeAnnounced', at: new Date(0).toISOString() })]);
    recordOutcomes(metrics, [change([], generated())]);
    expect(lines).toEqual([]);
  });
});

describe('calls of the model', () => {
  const request = { messages: [] };

  it('are counted with their tokens', async () => {
    const { lines, metrics } = kept();
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
    expect(taken(lines[0] as Line)).toEqual({
      ModelCalls: 1,
      ModelErrors: 0,
      ModelSeconds: 1.5,
      ModelInputTokens: 100,
      ModelOutputTokens: 20,
    });
  });

  it('that fail are counted, and fail', async () => {
    const { lines, metrics } = kept();
    const converse = () => Promise.reject(new Error('Throttled.'));
    await expect(measuredModel({ modelId: 'm', converse }, metrics, () => 0).converse(request)).rejects.toThrow(
      'Throttled.',
    );
    expect(taken(lines[0] as Line)).toMatchObject({ ModelCalls: 1, ModelErrors: 1 });
  });
});

it('launches are counted, and those that started no task', async () => {
  const { lines, metrics } = kept();
  const answers = [
    { launched: true, taskArn: 'arn' },
    { launched: false, retryable: true, message: 'RESOURCE:ENI' },
  ] as const;
  for (const answer of answers) {
    const launcher = measuredLauncher({ run: async () => answer }, metrics, () => 0);
    expect(await launcher.run({ jobId: 'j', launch: 1, size: 'small' })).toEqual(answer);
  }
  expect(lines.map(taken)).toMatchObject([
    { Launches: 1, LaunchErrors: 0 },
    { Launches: 0, LaunchErrors: 1 },
  ]);
});

it('a sweep is measured when it found something, and only then', () => {
  const { lines, metrics } = kept();
  recordSweep(metrics, { processed: 0, skipped: 0, failed: 0, overdueSeconds: 0 });
  recordSweep(metrics, { processed: 2, skipped: 3, failed: 1, overdueSeconds: 90 });
  expect(lines.map(taken)).toEqual([{ JobsOverdue: 5, SweepErrors: 1, OverdueSeconds: 90 }]);
});
