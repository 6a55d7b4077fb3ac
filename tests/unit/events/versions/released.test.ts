import { GenerationDocument, JobDocument } from '../../../../events';
import { busEvents } from '../../../../events/all';
import { serveJob } from '../../../../executor/supervisor/loop/serve-job';
import { cancelJob } from '../../../../functions/cancel-job/handler';
import { dispatchObligations } from '../../../../functions/dispatch-obligations/handler';
import { generateCode } from '../../../../functions/generate-code/handler';
import { launchTask } from '../../../../functions/launch-task/handler';
import { notifyWebhook } from '../../../../functions/notify-webhook/handler';
import { readJobs } from '../../../../functions/read-jobs/handler';
import { recordProgress } from '../../../../functions/record-progress/handler';
import { recordTaskState } from '../../../../functions/record-task-state/handler';
import { statusOf } from '../../../../functions/shared/domain/job';
import { obligationsOf } from '../../../../functions/shared/domain/obligations';
import { stopTask } from '../../../../functions/stop-task/handler';
import { sweepJobs } from '../../../../functions/sweep-jobs/handler';
import { shops, warehouseOf } from '../../../fakes/described-warehouse';
import { fakeModel, toolCall } from '../../../fakes/model';
import { noLooks } from '../../../fakes/warehouse';
import { runResult, World } from '../../executor/supervisor/world';
import { directoryWithDescriber } from '../../functions/described-tables';
import { goodInput } from '../../functions/generate-code/generate-code';
import { actions, sleepingClock } from '../../functions/read-jobs/setting';
import { httpRequest } from '../../functions/shared/http/requests';
import { JOB_ID, left, ofAws, released, versions } from './released';

const published = (bus: { published: readonly { detailType: string }[] }) =>
  bus.published.map(({ detailType }) => detailType);

describe.each(versions)('data of %s', (version) => {
  const old = released(version);

  it('has every event', () => {
    const names = busEvents.map(({ detailType }) => detailType);
    expect(old.events.map(([name]) => name).sort()).toEqual([...names].sort());
  });

  it.each(old.events)('%s is valid', (name, event) => {
    const contract = busEvents.find(({ detailType }) => detailType === name);
    expect(contract?.parse(event.detail)).toMatchObject({ jobId: JOB_ID });
  });

  it('a prompt gets its program', async () => {
    const world = await left(version, 'accepted');
    const warehouse = warehouseOf(shops);
    const handle = generateCode({
      ...world,
      ...noLooks,
      model: fakeModel(toolCall(goodInput)),
      tables: directoryWithDescriber({ ...world, warehouse }),
      newLeaseToken: () => 'leaseToken',
    });
    await handle(old.event('PromptReceived'));
    expect(published(world.bus)).toEqual(['GenerationStarted', 'ProgramGenerated']);
  });

  it('a request for an existing program writes none', async () => {
    const world = await left(version, 'running', 'generation');
    const warehouse = warehouseOf(shops);
    const tables = directoryWithDescriber({ ...world, warehouse });
    const handle = generateCode({
      ...world,
      ...noLooks,
      model: fakeModel(),
      tables,
      newLeaseToken: () => 'leaseToken',
    });
    for (const name of ['GenerationRequested', 'ExecutionFinished']) await handle(old.event(name));
    expect(published(world.bus)).toEqual([]);
  });

  it.each(['GenerationStarted', 'ProgramGenerated', 'LaunchRequested'])(
    '%s launches a task for a job that was accepted',
    async (name) => {
      const world = await left(version, 'accepted', 'generation');
      await recordProgress(world)(old.event('ProgramGenerated'));
      const event = old.event(name);
      await launchTask(world)({ ...event, detail: { ...(event.detail as object), launch: 1 } });
      expect(world.tasks.runs).toEqual([{ jobId: JOB_ID, launch: 1, size: 'small' }]);
    },
  );

  const recorded = [
    'PromptReceived',
    'GenerationStarted',
    'ProgramGenerated',
    'GenerationFailed',
    'TaskLaunched',
    'LaunchFailed',
  ];
  it.each([...recorded, 'ExecutionFinished', 'JobSucceeded', 'JobFailed', 'JobCancelled'])(
    '%s is recorded',
    async (name) => {
      const world = await left(version, 'accepted');
      await recordProgress(world)(old.event(name));
      expect((await world.jobs.timeline(JOB_ID)).items).toHaveLength(1);
    },
  );

  it('StopRequested stops the task of a job that has ended', async () => {
    const world = await left(version, 'running');
    await world.jobs.record(JOB_ID, { type: 'CancelRequested', at: world.time.now });
    await stopTask(world)(old.event('StopRequested'));
    expect(world.tasks.stops).toHaveLength(1);
  });

  it('WebhookRequested sends the outcome', async () => {
    const world = await left(version, 'running');
    await recordProgress(world)(old.event('ExecutionFinished'));
    const bodies: string[] = [];
    const sender = { post: async (_: string, __: unknown, body: string) => ({ status: bodies.push(body) && 200 }) };
    await notifyWebhook({ ...world, sender, secret: async () => 'whsec_c2VjcmV0' })(old.event('WebhookRequested'));
    expect(bodies).toHaveLength(1);
    expect((await world.job()).deliveries[1]).toMatchObject({ state: 'delivered' });
  });

  it('a task of this version runs its program and reports', async () => {
    const world = new World().runs(runResult());
    world.job = JobDocument.parse(JSON.parse(old.document('job')));
    world.now = Date.parse('2026-11-22T07:02:00.000Z');
    world.generates(GenerationDocument.parse(JSON.parse(old.document('generation'))));
    expect(await serveJob(world.ports, { jobId: JOB_ID, launch: 2 }, new AbortController().signal)).toBe(0);
    expect(world.events).toMatchObject([{ detailType: 'ExecutionFinished', detail: { final: true } }]);
  });
});

describe.each(versions)('a job started by %s', (version) => {
  const old = released(version);

  it('is ended by this version, when its old task reports', async () => {
    const world = await left(version, 'running', 'generation', 'report');
    const publish = dispatchObligations(world);
    const changes: Promise<void>[] = [];
    world.table.onChange = (before, after) => void changes.push(publish([{ before, after }]));
    world.time.now = '2026-11-22T07:02:06.000Z';
    await recordProgress(world)(old.event('ExecutionFinished'));
    await recordTaskState(world)(ofAws('ecs-task-05-stopped-ok'));
    await Promise.all(changes);
    expect(published(world.bus)).toEqual(['JobSucceeded', 'WebhookRequested']);
    expect(world.bus.published[0]?.detail).toMatchObject({
      eventId: `${JOB_ID}:JobSucceeded`,
      values: { growth: 0.58 },
    });
    await recordProgress(world)(old.event('JobSucceeded'));
    expect(obligationsOf(await world.job()).map(({ kind }) => kind)).toEqual(['webhook']);
  });

  it('is ended by its report when the event is lost', async () => {
    const world = await left(version, 'running', 'generation', 'report');
    world.time.now = '2026-11-22T07:05:30.000Z';
    await sweepJobs(world)();
    expect(statusOf(await world.job())).toBe('succeeded');
  });

  it('gets a task of this version when its old task dies', async () => {
    const world = await left(version, 'running', 'generation');
    await recordTaskState(world)(ofAws('ecs-task-12-stopped-spot-interruption'));
    const event = old.event('LaunchRequested');
    await launchTask(world)(event);
    expect(world.tasks.runs).toEqual([{ jobId: JOB_ID, launch: 2, size: 'small' }]);
  });

  it('can be read and cancelled', async () => {
    const world = await left(version, 'running', 'generation');
    const request = httpRequest({ route: 'GET /jobs/{jobId}', params: { jobId: JOB_ID }, owner: 'user-123' });
    expect((await readJobs({ ...world, clock: sleepingClock(), waitSeconds: 0, actions })(request)).body).toMatchObject(
      {
        status: 'running',
        attempts: [{ attempt: 1 }],
      },
    );
    await cancelJob(world)({ ...request, route: 'POST /jobs/{jobId}/cancel' });
    expect(statusOf(await world.job())).toBe('cancelled');
  });

  it('fails at its deadline without further events', async () => {
    const world = await left(version, 'running', 'generation');
    world.time.now = '2026-11-22T07:31:00.000Z';
    await sweepJobs(world)();
    expect((await world.job()).outcome).toMatchObject({ status: 'failed', cause: 'DeadlinePassed' });
  });
});
