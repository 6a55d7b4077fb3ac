import { readFileSync } from 'node:fs';
import { examplePrompt } from '../../local/commands/shared/example-prompt';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';
import { eventually, JOB_TIMEOUT, withSystem } from './running-system';

jest.setTimeout(JOB_TIMEOUT);

const running = withSystem();

/** Command lines of the task processes below this process. */
const ofTasks = (): string[] =>
  descendantsOf(process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // it has exited
      }
    })
    .filter((command) => /dist\/executor\/|executor\/sandbox\//.test(command));

describe('a task whose job is cancelled', () => {
  it('exits with 143 in time, without a report, and leaves no process', async () => {
    const { client } = running();
    // The program runs for some seconds.
    const { jobId } = await client.submit({ prompt: examplePrompt('input') ?? '' });
    const changes = async () => {
      const events = await client.events(jobId);
      return events.filter(({ type }) => type === 'TaskChanged').map(({ at, text }) => ({ at, text }));
    };
    await eventually(
      async () => (await changes()).find(({ text }) => text === 'The task is running.'),
      JOB_TIMEOUT / 2,
    );
    expect(ofTasks()).not.toEqual([]);
    const cancelledAt = Date.now();
    await client.cancel(jobId);
    const stopped = await eventually(
      async () => (await changes()).find(({ text }) => text.startsWith('The task has stopped')),
      JOB_TIMEOUT / 2,
    );
    expect(stopped.text).toMatch(/^The task has stopped with exit code 143: The job has ended: cancelled\.$/);
    // StopTimeout of the template: after it ECS sends SIGKILL.
    expect(Date.parse(stopped.at) - cancelledAt).toBeLessThan(60_000);
    const job = await client.get(jobId);
    expect([job.status, job.attempts.map(({ result }) => result)]).toEqual(['cancelled', [undefined]]);
    await eventually(async () => ofTasks().length === 0 || undefined);
  });
});
