/** Every metric, with its CloudWatch unit. Alarms and the dashboard use these names. */
export const units = {
  JobsEnded: 'Count',
  /** Jobs that failed because of the system, not because of the question. */
  SystemFailures: 'Count',
  JobFailures: 'Count',
  JobSeconds: 'Seconds',
  /** An estimate, made when the job ends. */
  JobCostUsd: 'None',
  DispatchStepSeconds: 'Seconds',
  TablesStepSeconds: 'Seconds',
  ModelStepSeconds: 'Seconds',
  LaunchStepSeconds: 'Seconds',
  ProvisionStepSeconds: 'Seconds',
  PullStepSeconds: 'Seconds',
  StartStepSeconds: 'Seconds',
  ReadyStepSeconds: 'Seconds',
  RunStepSeconds: 'Seconds',
  CollectStepSeconds: 'Seconds',
  ModelCalls: 'Count',
  ModelErrors: 'Count',
  ModelSeconds: 'Seconds',
  /** Neither read from the model's prompt cache nor written to it. */
  ModelInputTokens: 'Count',
  ModelCacheReadTokens: 'Count',
  ModelCacheWriteTokens: 'Count',
  ModelOutputTokens: 'Count',
  Launches: 'Count',
  LaunchErrors: 'Count',
  RunTaskSeconds: 'Seconds',
  JobsOverdue: 'Count',
  /** Of the most overdue job. */
  OverdueSeconds: 'Seconds',
  SweepErrors: 'Count',
  TablesDescribed: 'Count',
  /** Tables that could not be described. */
  TablesFailed: 'Count',
  /** Names in the catalog that the warehouse does not have, or a fault because of which it cannot be read. */
  CatalogProblems: 'Count',
} as const;

export type MetricName = keyof typeof units;

/** CloudWatch dimensions. */
export type Dimension = 'Outcome' | 'Kind';

export interface Measurement {
  readonly values: Partial<Record<MetricName, number>>;
  /** Metrics of the whole system have no dimensions. */
  readonly dimensions?: Partial<Record<Dimension, string>>;
}

export interface Metrics {
  /** Writes one log line with the metrics and the details. */
  record(message: string, measurements: readonly Measurement[], details?: Readonly<Record<string, unknown>>): void;
}
