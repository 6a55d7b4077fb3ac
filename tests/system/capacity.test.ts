import { JOB_TIMEOUT, withSystem } from './running-system';

jest.setTimeout(JOB_TIMEOUT * 2);

const running = withSystem(() => ({ maxTasks: 1 }));

describe('jobs without ECS capacity', () => {
  it('wait in the queue and are answered one after another', async () => {
    const { ask, client } = running();
    const jobs = await Promise.all([1, 2, 3].map(() => ask('How many users are there?')));
    expect(jobs.map(({ status, failure }) => [status, failure?.message])).toEqual([
      ['succeeded', undefined],
      ['succeeded', undefined],
      ['succeeded', undefined],
    ]);
    const timelines = await Promise.all(jobs.map(({ jobId }) => client.events(jobId)));
    const texts = timelines.map((events) => events.filter(({ type }) => type === 'LaunchPostponed'));
    expect(texts.filter((postponed) => postponed.length > 0).length).toBeGreaterThanOrEqual(2);
    expect(texts.flat()[0]?.text).toMatch(
      /^The task cannot be started now, and will be at .*: Capacity is unavailable at this time/,
    );
    const launches = timelines.map((events) => events.filter(({ type }) => type === 'TaskLaunched').length);
    expect(launches).toEqual([1, 1, 1]);
  });
});
