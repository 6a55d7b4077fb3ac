import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { describeTables } from '../../../../functions/describe-tables/handler';
import { generateCode } from '../../../../functions/generate-code/handler';
import { launchTask } from '../../../../functions/launch-task/handler';
import { notifyWebhook } from '../../../../functions/notify-webhook/handler';
import { describe as inWords } from '../../../../functions/read-jobs/describe';
import { recordArtifact } from '../../../../functions/record-artifact/handler';
import { recordProgress } from '../../../../functions/record-progress/handler';
import { recordTaskState } from '../../../../functions/record-task-state/handler';
import { type Job, statusOf } from '../../../../functions/shared/domain/job';
import { afterDeath, deathOf, livingTasks, obligationsOf } from '../../../../functions/shared/domain/obligations';
import { consume, type EventBridgeEvent } from '../../../../functions/shared/queue/batch';
import { stopTask } from '../../../../functions/stop-task/handler';
import { sweepJobs } from '../../../../functions/sweep-jobs/handler';
import { shops, warehouseOf } from '../../../fakes/described-warehouse';
import { fakeLog } from '../../../fakes/log';
import { fakeModel } from '../../../fakes/model';
import { noLooks } from '../../../fakes/warehouse';
import { describer, directoryWithDescriber } from '../../functions/described-tables';
import { allowance } from '../../functions/shared/domain/facts';
import { JOB_ID, left, ofAws, released, versions } from './released';

const newest = versions.at(-1) as string;
const ecsSamples = readdirSync(join(__dirname, '../../../../events/samples/aws'))
  .filter((name) => name.startsWith('ecs-task-'))
  .map((name) => name.replace('.json', ''));

const changed = (event: EventBridgeEvent, detail: object): EventBridgeEvent => ({
  ...event,
  detail: { ...(event.detail as object), ...detail },
});

/** What AWS may say tomorrow; `task`: what the job then makes of it. */
const unknownEcsValues: [string, string, object, 'lives' | 'died'][] = [
  ['a new lastStatus', 'ecs-task-03-running', { lastStatus: 'HIBERNATING' }, 'lives'],
  ['a new desiredStatus', 'ecs-task-03-running', { desiredStatus: 'PAUSED' }, 'lives'],
  ['a new launchType', 'ecs-task-03-running', { launchType: 'FARGATE_ORBITAL' }, 'lives'],
  ['a new capacity provider', 'ecs-task-03-running', { capacityProviderName: 'MOON' }, 'lives'],
  ['no containers', 'ecs-task-03-running', { containers: undefined }, 'lives'],
  ['a new stopCode', 'ecs-task-06-stopped-code-error-exit1', { stopCode: 'SolarFlare' }, 'died'],
  ['the newest stopCode', 'ecs-task-06-stopped-code-error-exit1', { stopCode: 'InfrastructureHealth' }, 'died'],
  ['no stopCode', 'ecs-task-06-stopped-code-error-exit1', { stopCode: undefined }, 'died'],
  ['no reason', 'ecs-task-06-stopped-code-error-exit1', { stoppedReason: undefined, containers: [] }, 'died'],
  [
    'no exit code',
    'ecs-task-06-stopped-code-error-exit1',
    { containers: [{ name: 'executor', exitCode: null, lastStatus: 'EVAPORATED' }] },
    'died',
  ],
  ['DELETED, which is documented and seldom seen', 'ecs-task-03-running', { lastStatus: 'DELETED' }, 'died'],
];

/** Everything that anybody derives from a job. */
function lookAtEverything(job: Job): void {
  obligationsOf(job);
  livingTasks(job);
  statusOf(job);
  const death = deathOf(job);
  if (death) afterDeath(death);
}

describe('an event of ECS', () => {
  it.each(unknownEcsValues)('%s is harmless', async (_, sample, detail, task) => {
    const world = await left(newest, 'running', 'generation');
    const event = changed(ofAws(sample), { version: 99, ...detail });
    const answer = await consume(recordTaskState(world), fakeLog())(message(event));
    expect(answer.batchItemFailures).toEqual([]);
    const job = await world.job();
    lookAtEverything(job);
    expect(deathOf(job) === undefined ? 'lives' : 'died').toBe(task);
    for (const { fact } of (await world.jobs.timeline(JOB_ID)).items)
      expect(inWords(fact, {})).toMatch(/^The task (is|has) /);
  });

  it.each(ecsSamples)('%s is valid with unknown fields', async (sample) => {
    const world = await left(newest, 'running', 'generation');
    const { containers = [] } = ofAws(sample).detail as { containers?: object[] };
    const detail = { novelty: { deep: [1] }, containers: containers.map((one) => ({ ...one, novelty: true })) };
    const event = { ...changed(ofAws(sample), detail), novelty: 'envelope' };
    expect((await consume(recordTaskState(world), fakeLog())(message(event))).batchItemFailures).toEqual([]);
    lookAtEverything(await world.job());
  });
});

describe('a response of DescribeTasks', () => {
  it.each(unknownEcsValues)('with %s is harmless', async (_, sample, detail) => {
    const world = await left(newest, 'running', 'generation');
    world.time.now = '2026-11-22T07:10:00.000Z';
    world.tasks.described = [changed(ofAws(sample), detail).detail as never];
    expect(await sweepJobs(world)()).toMatchObject({ processed: 1, failed: 0 });
    lookAtEverything(await world.job());
  });
});

const message = (...events: unknown[]) =>
  ({
    Records: events.map((event, index) => ({
      messageId: `m-${index}`,
      receiptHandle: 'receipt',
      body: JSON.stringify(event),
      attributes: { ApproximateReceiveCount: '1' },
    })),
  }) as unknown as SQSEvent;

async function everyFunction(): Promise<Record<string, (event: EventBridgeEvent) => Promise<void>>> {
  const world = await left(newest, 'running', 'generation', 'report');
  const warehouse = warehouseOf(shops);
  const tables = directoryWithDescriber({ ...world, warehouse });
  return {
    'describe-tables': describeTables(describer({ ...world, warehouse }).ports),
    'generate-code': generateCode({
      ...world,
      ...noLooks,
      model: fakeModel(),
      tables,
      newLeaseToken: () => 'leaseToken',
    }),
    'launch-task': launchTask(world),
    'stop-task': stopTask(world),
    'notify-webhook': notifyWebhook({
      ...world,
      sender: { post: async () => ({ status: 200 }) },
      secret: async () => '',
    }),
    'record-progress': recordProgress(world),
    'record-task-state': recordTaskState(world),
    'record-artifact': recordArtifact(world),
  };
}

const functionNames = ['generate-code', 'launch-task', 'stop-task', 'notify-webhook', 'record-progress'];

/** FeedbackGiven is for subscribers: no function receives it. */
const handledEvents = released(newest).events.filter(([name]) => name !== 'FeedbackGiven');

describe('an event on the bus', () => {
  it.each(handledEvents)('unknown fields of %s are ignored', async (name, event) => {
    const functions = await everyFunction();
    const news = { ...changed(event, { novelty: { deep: true } }), novelty: 'envelope' };
    const answers = await Promise.all(
      functionNames.map(async (functionName) => {
        const handle = consume(functions[functionName] as (event: EventBridgeEvent) => Promise<void>, fakeLog());
        return [(await handle(message(event))).batchItemFailures, (await handle(message(news))).batchItemFailures];
      }),
    );
    expect(answers.some(([known]) => known?.length === 0)).toBe(true);
    for (const [known, withNews] of answers) expect([name, withNews]).toEqual([name, known]);
  });

  it.each([...functionNames, 'record-task-state', 'record-artifact'])(
    'a type, a version or a shape that %s does not know goes back to the queue, alone',
    async (functionName) => {
      const handle = consume(
        (await everyFunction())[functionName] as (event: EventBridgeEvent) => Promise<void>,
        fakeLog(),
      );
      const known = released(newest).event('LaunchRequested');
      const events = [
        { ...known, 'detail-type': 'LaunchReconsidered' },
        { ...changed(known, { version: 7 }) },
        { ...known, detail: undefined },
        { ...known, detail: 'text' },
        {},
        null,
      ];
      const { batchItemFailures } = await handle(message(...events));
      expect(batchItemFailures).toHaveLength(events.length);
    },
  );
});

describe('a fact that a later version has recorded', () => {
  it('is described by its type, and changes nothing', async () => {
    const world = await left(newest, 'running');
    const before = await world.job();
    const fact = { type: 'TaskDreamed', at: world.time.now, novelty: 1 } as never;
    await world.jobs.record(JOB_ID, fact);
    expect(await world.job()).toEqual(before);
    expect(inWords(fact, {})).toBe('TaskDreamed');
  });

  it('its part of a job is preserved when this version writes the job', async () => {
    const world = await left(newest, 'running');
    const job = { ...(await world.job()), dreams: { 1: 'electric sheep' } } as Job;
    const later = await left(newest, 'running');
    await later.table.erase(JOB_ID);
    await later.table.insert(job, allowance);
    await later.jobs.record(JOB_ID, { type: 'CancelRequested', at: later.time.now });
    expect(await later.job()).toMatchObject({ dreams: { 1: 'electric sheep' }, outcome: { status: 'cancelled' } });
  });
});

it('there is a sample of each released version of the contracts', () => {
  const schemas = readdirSync(join(__dirname, '../../../../events/schemas/released'));
  expect(versions).toEqual(schemas);
  for (const version of versions) {
    for (const [name] of released(version).events) {
      const file = join(__dirname, `../../../../events/schemas/released/${version}/events/${name}.json`);
      expect(readFileSync(file, 'utf8')).toContain('jobId');
    }
  }
});
