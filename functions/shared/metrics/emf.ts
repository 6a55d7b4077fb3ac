import type { Log } from '../../../lib/log';
import { type Metrics, units } from './port';

/** CloudWatch's embedded metric format: CloudWatch extracts the metrics from a log line, without an API call. */
export const embeddedMetrics = (log: Log, namespace: string, now: () => number = Date.now): Metrics => ({
  record(message, measurements, details = {}) {
    const CloudWatchMetrics = measurements.map(({ values, dimensions = {} }) => ({
      Namespace: namespace,
      Dimensions: [Object.keys(dimensions)],
      Metrics: Object.keys(values).map((Name) => ({ Name, Unit: units[Name as keyof typeof units] })),
    }));
    const members = measurements.map(({ values, dimensions }) => ({ ...values, ...dimensions }));
    log.info(message, Object.assign({}, details, ...members, { _aws: { Timestamp: now(), CloudWatchMetrics } }));
  },
});
