import { keys, StopRequested } from '../../../../events';
import { stopTask } from '../../../../functions/stop-task/handler';
import { busEvent, setting } from '../setting';
import { at, generated, JOB_ID, launched, running, stopped, TASK_ARN } from '../shared/domain/facts';

const cancelled = { type: 'CancelRequested', at: at(10) } as const;
const stopRequested = busEvent(
  'StopRequested',
  StopRequested.create({ jobId: JOB_ID, occurredAt: at(10), reason: 'The job has ended: cancelled.' }).detail as object,
);

describe('stop-task', () => {
  it('stops the recorded task', async () => {
    const world = await setting([generated(), launched(), running(), cancelled]);
    await stopTask(world)(stopRequested);
    expect(world.tasks.stops).toEqual([{ taskArn: TASK_ARN, reason: 'The job has ended: cancelled.' }]);
  });

  it('stops a task that only ECS lists, once', async () => {
    const world = await setting([generated(), launched(), cancelled]);
    world.tasks.living = [TASK_ARN, 'arn:task/other'];
    await stopTask(world)(stopRequested);
    expect(world.tasks.stops.map(({ taskArn }) => taskArn).sort()).toEqual(['arn:task/other', TASK_ARN].sort());
  });

  it('stops nothing of a running job', async () => {
    const world = await setting([generated(), launched(), running()]);
    await stopTask(world)(stopRequested);
    expect(world.tasks.stops).toEqual([]);
  });

  it('stops nothing of a job whose tasks have stopped', async () => {
    const world = await setting([generated(), launched(), stopped(), cancelled]);
    world.tasks.living = [TASK_ARN];
    await stopTask(world)(stopRequested);
    expect(world.tasks.stops).toEqual([]);
  });

  it('stops nothing for a replayed event', async () => {
    const world = await setting([generated(), launched(), running(), cancelled]);
    await stopTask(world)({ ...stopRequested, 'replay-name': 'again' });
    expect(world.tasks.stops).toEqual([]);
  });

  it('does not abandon a launch that may still start a task', async () => {
    const world = await setting([generated(), cancelled], { seconds: 60 });
    await stopTask(world)(stopRequested);
    expect((await world.job()).launches[1]).toBeUndefined();
  });

  it('does not abandon a launch while ECS lists a task of the job', async () => {
    const world = await setting([generated(), cancelled], { seconds: 140 });
    world.tasks.living = [TASK_ARN];
    await stopTask(world)(stopRequested);
    expect((await world.job()).launches[1]).toBeUndefined();
  });

  describe('a standby', () => {
    const standbyArn = 'arn:aws:ecs:us-east-1:111122223333:task/cluster/standby';
    const launchDocument = JSON.stringify({ version: 1, jobId: JOB_ID, launch: 1, createdAt: at(5), standbyArn });
    const claimOf = (jobId: string, launch = 1) =>
      JSON.stringify({ version: 1, taskArn: standbyArn, createdAt: at(6), claim: 'job', jobId, launch });

    it('that a launch has claimed without an event is stopped, and the launch is not abandoned', async () => {
      const world = await setting([generated(), cancelled], { seconds: 140 });
      world.objects.objects.set(keys.launch(JOB_ID, 1), launchDocument);
      world.objects.objects.set(keys.standbyClaim('standby'), claimOf(JOB_ID));
      await stopTask(world)(stopRequested);
      expect(world.tasks.stops.map(({ taskArn }) => taskArn)).toEqual([standbyArn]);
      const launch = (await world.job()).launches[1];
      expect([launch?.claimedAt, launch?.abandonedAt]).toEqual([at(6), undefined]);
    });

    it.each([
      ['another job has claimed it', claimOf('0'.repeat(26))],
      ['another launch has claimed it', claimOf(JOB_ID, 2)],
      ['it is idle', undefined],
    ])('is not stopped if %s', async (_, claim) => {
      const world = await setting([generated(), cancelled], { seconds: 140 });
      world.objects.objects.set(keys.launch(JOB_ID, 1), launchDocument);
      if (claim) world.objects.objects.set(keys.standbyClaim('standby'), claim);
      await stopTask(world)(stopRequested);
      expect(world.tasks.stops).toEqual([]);
      expect((await world.job()).launches[1]?.abandonedAt).toBe(at(140));
    });

    const claimed = { type: 'StandbyClaimed', at: at(6), launch: 1, taskArn: standbyArn } as const;
    const replaceRequested = busEvent(
      'StopRequested',
      StopRequested.create({ jobId: JOB_ID, occurredAt: at(50), reason: 'Not ready.' }).detail as object,
    );

    it('that has not taken its job in time is stopped', async () => {
      const world = await setting([generated(), claimed], { seconds: 50 });
      await stopTask(world)(replaceRequested);
      expect(world.tasks.stops).toEqual([{ taskArn: standbyArn, reason: 'Not ready.' }]);
    });

    it('that still has time to take its job is not stopped', async () => {
      const world = await setting([generated(), claimed], { seconds: 35 });
      await stopTask(world)(replaceRequested);
      expect(world.tasks.stops).toEqual([]);
    });

    it('that has taken its job meanwhile is not stopped', async () => {
      const ready = { type: 'TaskReady', at: at(7), launch: 1, taskArn: standbyArn } as const;
      const world = await setting([generated(), claimed, ready], { seconds: 50 });
      await stopTask(world)(replaceRequested);
      expect(world.tasks.stops).toEqual([]);
    });
  });

  it('abandons a launch that started no task in time', async () => {
    const world = await setting([generated(), cancelled], { seconds: 140 });
    await stopTask(world)(stopRequested);
    expect((await world.job()).launches[1]?.abandonedAt).toBe(at(140));
  });
});
