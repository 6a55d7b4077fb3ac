import type { Metrics } from '../shared/metrics/port';
import type { TaskLauncher } from '../shared/tasks/port';

/** A launcher whose launches are measured: how many, how long RunTask took, how many started no task. */
export const measuredLauncher = (
  launcher: TaskLauncher,
  metrics: Metrics,
  milliseconds: () => number,
): TaskLauncher => ({
  async run(request) {
    const began = milliseconds();
    const answer = await launcher.run(request);
    const { launched } = answer;
    // The line's own message is another one.
    const said = launched ? { taskArn: answer.taskArn } : { retryable: answer.retryable, reason: answer.message };
    const values = {
      Launches: launched ? 1 : 0,
      LaunchErrors: launched ? 0 : 1,
      RunTaskSeconds: (milliseconds() - began) / 1000,
    };
    const message = launched ? 'A task was launched.' : 'No task was launched.';
    metrics.record(message, [{ values }], { launch: request.launch, size: request.size, ...said });
    return answer;
  },
});
