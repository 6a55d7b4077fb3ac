import { sweepJobs } from '../../../../functions/sweep-jobs/handler';
import { setting, storedReport } from '../setting';
import {
  accepted,
  allowance,
  at,
  finished,
  generated,
  JOB_ID,
  launched,
  promptReceived,
  running,
  stopped,
  TASK_ARN,
} from '../shared/domain/facts';

const published = ({ bus }: Awaited<ReturnType<typeof setting>>) => bus.published.map(({ detailType }) => detailType);

describe('sweep-jobs', () => {
  it('skips a job without overdue obligations', async () => {
    const world = await setting([promptReceived], { seconds: 80 });
    expect(await sweepJobs(world)()).toMatchObject({ processed: 0, failed: 0 });
    expect(world.bus.published).toEqual([]);
  });

  it('requests an overdue program', async () => {
    const world = await setting([], { seconds: 100 });
    // It was due after 60 seconds.
    expect((await sweepJobs(world)()).overdueSeconds).toBe(40);
    expect(published(world)).toEqual(['GenerationRequested']);
  });

  it('requests an overdue launch', async () => {
    const world = await setting([generated()], { seconds: 100 });
    await sweepJobs(world)();
    expect(published(world)).toEqual(['LaunchRequested']);
  });

  it('publishes an outcome again when its event was lost, with the same event id', async () => {
    const world = await setting([finished(), stopped()], { seconds: 100 });
    await sweepJobs(world)();
    await sweepJobs(world)();
    expect(world.bus.published).toHaveLength(2);
    expect(world.bus.published[0]).toEqual(world.bus.published[1]);
    expect(world.bus.published[0]).toMatchObject({
      detailType: 'JobSucceeded',
      detail: { eventId: `${JOB_ID}:JobSucceeded` },
    });
  });

  it('requests the repair when the event of a failed attempt was lost', async () => {
    const world = await setting([generated(), launched()], { seconds: 250 });
    world.objects.objects.set(...storedReport(1, { final: false, result: 'failed' }));
    world.tasks.described = [
      { taskArn: TASK_ARN, clusterArn: 'c', version: 3, lastStatus: 'RUNNING', startedBy: JOB_ID },
    ];
    await sweepJobs(world)();
    expect(published(world)).toEqual(['GenerationRequested']);
  });

  it('records the final report whose event was lost', async () => {
    const world = await setting([generated(), launched()], { seconds: 250 });
    world.objects.objects.set(...storedReport(1));
    await sweepJobs(world)();
    expect((await world.job()).outcome?.status).toBe('succeeded');
    expect(published(world)).toContain('JobSucceeded');
  });

  it('describes a silent task, and not again at once when it is running', async () => {
    const world = await setting([generated(), launched(), running()], { seconds: 250 });
    world.tasks.described = [
      { taskArn: TASK_ARN, clusterArn: 'c', version: 3, lastStatus: 'RUNNING', startedBy: JOB_ID },
    ];
    await sweepJobs(world)();
    expect((await world.job()).launches[1]?.observedAt).toBe(at(250));
    expect(await sweepJobs(world)()).toMatchObject({ processed: 0, failed: 0 });
  });

  it('treats a task that ECS no longer knows as dead', async () => {
    const world = await setting([generated(), launched(), running()], { seconds: 250 });
    await sweepJobs(world)();
    expect(Object.values((await world.job()).launches[1]?.tasks ?? {})).toMatchObject([{ status: 'MISSING' }]);
    world.time.seconds = 300;
    await sweepJobs(world)();
    expect(published(world)).toContain('LaunchRequested');
  });

  it('does not treat a task that ECS does not list yet as dead', async () => {
    const cancelled = { type: 'CancelRequested', at: at(5) } as const;
    const world = await setting([generated(), cancelled, launched()], { seconds: 40 });
    await sweepJobs(world)();
    expect(Object.values((await world.job()).launches[1]?.tasks ?? {})).toMatchObject([{ status: 'LAUNCHED' }]);
    expect(published(world)).toContain('StopRequested');
  });

  it('ends a job at its deadline and has its task stopped', async () => {
    const world = await setting([generated(), launched(), running()], { seconds: 1840 });
    world.tasks.described = [
      { taskArn: TASK_ARN, clusterArn: 'c', version: 3, lastStatus: 'RUNNING', startedBy: JOB_ID },
    ];
    await sweepJobs(world)();
    expect((await world.job()).outcome).toMatchObject({ status: 'failed', body: { failure: { kind: 'deadline' } } });
    world.time.seconds = 1900;
    await sweepJobs(world)();
    expect(published(world)).toEqual(expect.arrayContaining(['JobFailed', 'StopRequested']));
  });

  it('gives the reason when a launch was still postponed at the deadline', async () => {
    const putOff = {
      at: at(1700),
      launch: 1,
      count: 12,
      reason: 'Capacity is unavailable.',
      nextAt: at(1820),
    } as const;
    const world = await setting([generated(), { type: 'LaunchPostponed', ...putOff }], { seconds: 1860 });
    await sweepJobs(world)();
    expect((await world.job()).outcome?.body).toMatchObject({
      failure: { kind: 'deadline', message: expect.stringContaining('Capacity is unavailable.') },
    });
  });

  it('does not request a launch before its postponement ends', async () => {
    const putOff = { at: at(100), launch: 1, count: 7, reason: 'Capacity is unavailable.', nextAt: at(260) } as const;
    const world = await setting([generated(), { type: 'LaunchPostponed', ...putOff }], { seconds: 250 });
    await sweepJobs(world)();
    expect(world.bus.published).toEqual([]);
    world.time.seconds = 300;
    await sweepJobs(world)();
    expect(world.bus.published).toMatchObject([{ detailType: 'LaunchRequested', detail: { launch: 1 } }]);
  });

  it('ends a job at its deadline although its report is unreadable', async () => {
    for (const text of ['{"version":1', '{"version":2}']) {
      const world = await setting([generated(), launched(), running()], { seconds: 1840 });
      world.objects.objects.set(storedReport(1)[0], text);
      await sweepJobs(world)();
      expect((await world.job()).outcome).toMatchObject({ status: 'failed', cause: 'DeadlinePassed' });
    }
  });

  it('does not ignore an unreadable report before the deadline', async () => {
    const world = await setting([generated(), launched(), stopped({ exitCode: 1 })], { seconds: 250 });
    world.objects.objects.set(storedReport(1)[0], '{"version":2}');
    expect(await sweepJobs(world)()).toMatchObject({ processed: 1, failed: 1 });
    expect(world.bus.published).toEqual([]);
  });

  it('finds the final report before it ends a job at its deadline', async () => {
    const world = await setting([generated(), launched(), running()], { seconds: 1840 });
    world.objects.objects.set(...storedReport(1));
    await sweepJobs(world)();
    expect((await world.job()).outcome?.status).toBe('succeeded');
  });

  describe('with more jobs than it has time for', () => {
    const many = 600;
    const idOf = (number: number) => `7${String(number).padStart(25, '0')}`;

    /** Jobs without a program; checking one of them takes `seconds`. */
    async function crowd(seconds: number, random: () => number) {
      const world = await setting([], { seconds: 1000 });
      for (let number = 1; number < many; number += 1)
        await world.jobs.create(accepted({ jobId: idOf(number), acceptedAt: at(number / 1000) }), allowance);
      const { list } = world.objects;
      world.objects.list = async (prefix) => {
        world.time.seconds += seconds;
        return list(prefix);
      };
      return { ...world, random };
    }

    it('processes all of them when there is time', async () => {
      expect(await sweepJobs(await crowd(0, () => 0.5))()).toMatchObject({ processed: many, skipped: 0 });
    });

    it('starts none after its time is over, and returns how many it skipped', async () => {
      const world = await crowd(0.4, () => 0.5);
      const { processed, skipped } = await sweepJobs(world)();
      expect(processed + skipped).toBe(many);
      expect(processed).toBeGreaterThanOrEqual(100);
      expect(processed).toBeLessThanOrEqual(120);
    });

    it('skips different ones each time, however long they are overdue', async () => {
      let turn = 0;
      const world = await crowd(0.4, () => {
        turn = (turn * 9301 + 49_297) % 233_280;
        return turn / 233_280;
      });
      const looked = async () => {
        world.time.seconds = 1000;
        world.bus.published.length = 0;
        await sweepJobs(world)();
        return new Set(world.bus.published.map(({ detail }) => (detail as { jobId: string }).jobId));
      };
      const [first, second] = [await looked(), await looked()];
      expect([...second].filter((jobId) => !first.has(jobId)).length).toBeGreaterThan(50);
    });
  });

  it('is not stopped by one bad job', async () => {
    const world = await setting([], { seconds: 100 });
    const other = '7zzzzzzzzzzzzzzzzzzzzzzzzz';
    await world.jobs.create(accepted({ jobId: other, acceptedAt: at(1) }), allowance);
    const { list } = world.objects;
    world.objects.list = async (prefix) => {
      if (prefix.includes(JOB_ID)) throw new Error('S3 is out of order.');
      return list(prefix);
    };
    // The failed one is the longest overdue, and counts for the alarm.
    expect(await sweepJobs(world)()).toMatchObject({ processed: 2, skipped: 0, failed: 1, overdueSeconds: 40 });
    expect(world.bus.published).toMatchObject([{ detail: { jobId: other } }]);
    expect(world.log.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });
});
