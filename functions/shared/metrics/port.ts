/** Every metric of the system with CloudWatch's name of its unit; alarms and the dashboard use these names. */
export const units = {
  JobsEnded: 'Count',
  /** Jobs that ended for a reason that lies with the system and not with the question. */
  SystemFailures: 'Count',
  JobFailures: 'Count',
  JobSeconds: 'Seconds',
  /** Estimated when the job ends. */
  JobCostUsd: 'None',
  GenerationSeconds: 'Seconds',
  LaunchSeconds: 'Seconds',
  ExecutionSeconds: 'Seconds',
  ModelCalls: 'Count',
  ModelErrors: 'Count',
  ModelSeconds: 'Seconds',
  ModelInputTokens: 'Count',
  ModelOutputTokens: 'Count',
  Launches: 'Count',
  LaunchErrors: 'Count',
  RunTaskSeconds: 'Seconds',
  JobsOverdue: 'Count',
  /** How long the job that has waited longest has waited beyond its time. */
  OverdueSeconds: 'Seconds',
  SweepErrors: 'Count',
} as const;

export type MetricName = keyof typeof units;

/** Names by which a metric is told apart. */
export type Dimension = 'Outcome' | 'Kind';

export interface Measured {
  readonly values: Partial<Record<MetricName, number>>;
  /** Without it the values are of the whole system. */
  readonly by?: Partial<Record<Dimension, string>>;
}

export interface Metrics {
  /** Tells what was measured with one thing that happened, in one log line with this message and these details. */
  record(message: string, measured: readonly Measured[], details?: Readonly<Record<string, unknown>>): void;
}
