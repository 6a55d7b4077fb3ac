import type { Metrics } from '../shared/metrics/port';
import type { TaskLauncher } from '../shared/tasks/port';

/** Records the number, the duration and the failures of launches. */
export const measuredLauncher = (
  launcher: Pick<TaskLauncher, 'run'>,
  metrics: Metrics,
  milliseconds: () => number,
): Pick<TaskLauncher, 'run'> => ({
  async run(request) {
    const startedAt = milliseconds();
    const result = await launcher.run(request);
    const { launched } = result;
    // Not `message`: that is the log line's own.
    const details = launched ? { taskArn: result.taskArn } : { transient: result.transient, reason: result.message };
    const values = {
      Launches: launched ? 1 : 0,
      LaunchErrors: launched ? 0 : 1,
      RunTaskSeconds: (milliseconds() - startedAt) / 1000,
    };
    const message = launched ? 'Task launched.' : 'No task was launched.';
    metrics.record(message, [{ values }], { launch: request.launch, size: request.size, ...details });
    return result;
  },
});
