import { GenerationStarted, keys, LaunchRequested, ProgramGenerated } from '../../../../events';
import { launchTask } from '../../../../functions/launch-task/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import type { Postponed } from '../../../../functions/shared/queue/postponed';
import { UnreadableDocument } from '../../../../functions/shared/unrecorded-facts';
import { busEvent, setting, storedReport } from '../setting';
import {
  at,
  finished,
  generationStarted,
  JOB_ID,
  launched,
  running,
  stopped,
  TASK_ARN,
  usage,
} from '../shared/domain/facts';

const started = busEvent(
  'GenerationStarted',
  GenerationStarted.create({ jobId: JOB_ID, occurredAt: at(1), attempt: 1 }).detail as object,
);
const programGenerated = busEvent(
  'ProgramGenerated',
  ProgramGenerated.create({
    jobId: JOB_ID,
    occurredAt: at(5),
    attempt: 1,
    generationKey: 'key',
    sha256: 'a'.repeat(64),
    modelId: 'model',
    usage,
  }).detail as object,
);
const launchRequested = (launch: number) =>
  busEvent('LaunchRequested', LaunchRequested.create({ jobId: JOB_ID, occurredAt: at(50), launch }).detail as object);
const postponed = (until: number): Fact => ({
  type: 'LaunchPostponed',
  at: at(10),
  launch: 1,
  count: 1,
  reason: 'Capacity is unavailable at this time.',
  nextAt: at(until),
});
const failedGeneration = {
  version: 1,
  jobId: JOB_ID,
  attempt: 1,
  createdAt: at(15),
  modelId: 'model',
  instructionsVersion: '1',
  usage,
  result: 'failure',
  failure: { kind: 'unanswerable', message: 'There is no such table.' },
};
const lost = (launch: number) => stopped({ exitCode: 1, stoppedAt: at(40 + launch) }, launch, `${TASK_ARN}${launch}`);

describe('launch-task', () => {
  it('launches the first task and publishes TaskLaunched', async () => {
    const world = await setting([generationStarted]);
    await launchTask(world)(started);
    expect(world.tasks.runs).toEqual([{ jobId: JOB_ID, launch: 1, size: 'small' }]);
    expect(world.bus.published).toMatchObject([{ detailType: 'TaskLaunched', detail: { launch: 1 } }]);
  });

  it('launches even if the start of the generation is not recorded yet', async () => {
    const world = await setting();
    await launchTask(world)(started);
    expect(world.tasks.runs).toHaveLength(1);
  });

  it('launches for a program whose start of the generation was lost', async () => {
    const world = await setting();
    await launchTask(world)(programGenerated);
    expect(world.tasks.runs).toHaveLength(1);
  });

  it('ends a job whose first program could not be written, even if only S3 has the failure, and launches nothing', async () => {
    const world = await setting([generationStarted, launched(), stopped()]);
    world.objects.objects.set(keys.generation(JOB_ID, 1), JSON.stringify(failedGeneration));
    await launchTask(world)(launchRequested(2));
    expect(world.tasks.runs).toEqual([]);
    expect((await world.job()).outcome).toMatchObject({ status: 'failed', cause: 'GenerationFailed' });
  });

  it('does nothing if the launch has a result', async () => {
    const world = await setting([generationStarted, launched()]);
    await launchTask(world)(started);
    expect(world.tasks.runs).toEqual([]);
  });

  it('launches nothing for a job that has ended, and records nothing about the launch', async () => {
    const world = await setting([generationStarted, { type: 'CancelRequested', at: at(6) }]);
    await launchTask(world)(started);
    expect(world.tasks.runs).toEqual([]);
    expect((await world.job()).launches[1]).toBeUndefined();
  });

  it('launches nothing for a replayed event', async () => {
    const world = await setting([generationStarted]);
    await launchTask(world)({ ...started, 'replay-name': 'again' });
    expect(world.tasks.runs).toEqual([]);
  });

  it('launches nothing for an erased job', async () => {
    const world = await setting([generationStarted]);
    await world.table.erase(JOB_ID);
    await launchTask(world)(started);
    expect(world.tasks.runs).toEqual([]);
  });

  describe('without capacity', () => {
    const noCapacity = { launched: false, transient: true, message: 'Capacity is unavailable at this time.' } as const;

    it('postpones the launch and the message', async () => {
      const world = await setting([generationStarted]);
      world.tasks.answers.push(noCapacity);
      await expect(launchTask(world)(started)).rejects.toMatchObject({
        name: 'Postponed',
        seconds: 6,
        message: 'Capacity is unavailable at this time.',
      });
      expect(world.bus.published).toEqual([]);
      const { postponed } = (await world.job()).launches[1] ?? {};
      expect(postponed).toEqual({ at: at(20), count: 1, reason: noCapacity.message, nextAt: at(25) });
    });

    it('doubles the delay after each attempt, up to three minutes', async () => {
      const world = await setting([generationStarted]);
      const delays: number[] = [];
      for (let attempt = 1; attempt <= 8; attempt += 1) {
        world.tasks.answers.push(noCapacity);
        await launchTask(world)(started).catch((postponed: Postponed) => delays.push(postponed.seconds - 1));
        world.time.seconds += 200;
      }
      expect(delays).toEqual([5, 10, 20, 40, 80, 160, 180, 180]);
    });

    it('shortens the delay by a random part, up to half', async () => {
      const world = await setting([generationStarted]);
      world.tasks.answers.push(noCapacity);
      await expect(launchTask({ ...world, random: () => 1 })(started)).rejects.toMatchObject({ seconds: 4 });
    });

    it('does not call RunTask before the launch is due again, whichever event requests it', async () => {
      const world = await setting([generationStarted, postponed(25)]);
      await launchTask(world)(launchRequested(1));
      expect(world.tasks.runs).toEqual([]);
      world.time.seconds = 25;
      await launchTask(world)(launchRequested(1));
      expect(world.tasks.runs).toHaveLength(1);
    });

    it('launches when it is due, even if the start of the generation is not recorded yet', async () => {
      const world = await setting([postponed(15)]);
      await launchTask(world)(started);
      expect(world.bus.published).toMatchObject([{ detailType: 'TaskLaunched' }]);
    });

    it('stops when the job has ended', async () => {
      const world = await setting([generationStarted, postponed(15), { type: 'DeadlinePassed', at: at(18) }]);
      await launchTask(world)(launchRequested(1));
      expect(world.tasks.runs).toEqual([]);
    });
  });

  it('publishes LaunchFailed after a permanent error', async () => {
    const world = await setting([generationStarted]);
    world.tasks.answers.push({ launched: false, transient: false, message: 'AccessDeniedException: no' });
    await launchTask(world)(started);
    expect(world.bus.published).toMatchObject([
      { detailType: 'LaunchFailed', detail: { failure: { kind: 'launch_failed' } } },
    ]);
  });

  it('launches again after the death of a task', async () => {
    const world = await setting([generationStarted, lost(1)]);
    await launchTask(world)(launchRequested(2));
    expect(world.tasks.runs).toEqual([{ jobId: JOB_ID, launch: 2, size: 'small' }]);
  });

  it('records a final report that STOPPED has overtaken, and launches nothing', async () => {
    const world = await setting([generationStarted, launched(), stopped()]);
    world.objects.objects.set(...storedReport(1));
    await launchTask(world)(launchRequested(2));
    expect(world.tasks.runs).toEqual([]);
    expect((await world.job()).outcome?.status).toBe('succeeded');
  });

  it('does not launch while a report is unreadable: it may be final', async () => {
    const world = await setting([generationStarted, launched(), stopped({ exitCode: 1 })]);
    world.objects.objects.set(storedReport(1)[0], '{"version":2}');
    await expect(launchTask(world)(launchRequested(2))).rejects.toBeInstanceOf(UnreadableDocument);
    expect(world.tasks.runs).toEqual([]);
  });

  it('launches again if the only report is not final', async () => {
    const world = await setting([generationStarted, launched(), stopped()]);
    world.objects.objects.set(...storedReport(1, { final: false, result: 'failed' }));
    await launchTask(world)(launchRequested(2));
    expect(world.tasks.runs).toHaveLength(1);
    expect((await world.job()).reports[1]?.final).toBe(false);
  });

  it('launches nothing while another task of the job is running', async () => {
    const world = await setting([generationStarted, lost(1), running(2, `${TASK_ARN}2`)]);
    await launchTask(world)(launchRequested(2));
    expect(world.tasks.runs).toEqual([]);
  });

  it('ends the job after the third death', async () => {
    const world = await setting([generationStarted, lost(1), lost(2), lost(3)]);
    await launchTask(world)(launchRequested(4));
    expect(world.tasks.runs).toEqual([]);
    expect((await world.job()).outcome).toMatchObject({ status: 'failed', body: { failure: { kind: 'task_lost' } } });
  });

  it('ends the job at once when its task ran out of memory', async () => {
    const world = await setting([generationStarted, stopped({ exitCode: 137, outOfMemory: true })]);
    await launchTask(world)(launchRequested(2));
    expect((await world.job()).outcome).toMatchObject({
      status: 'failed',
      body: { failure: { kind: 'out_of_memory' } },
    });
  });

  it('does not launch again when the job has its final report', async () => {
    const world = await setting([generationStarted, finished(), stopped()]);
    await launchTask(world)(launchRequested(2));
    expect(world.tasks.runs).toEqual([]);
  });
});
