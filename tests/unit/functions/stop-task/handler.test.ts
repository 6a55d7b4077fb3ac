import { StopRequested } from '../../../../events';
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

  it('abandons a launch that started no task in time', async () => {
    const world = await setting([generated(), cancelled], { seconds: 140 });
    await stopTask(world)(stopRequested);
    expect((await world.job()).launches[1]?.abandonedAt).toBe(at(140));
  });
});
