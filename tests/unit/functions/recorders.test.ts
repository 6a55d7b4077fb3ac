import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordArtifact } from '../../../functions/record-artifact/handler';
import { recordProgress } from '../../../functions/record-progress/handler';
import { recordTaskState } from '../../../functions/record-task-state/handler';
import { statusOf } from '../../../functions/shared/domain/job';
import { deathOf, obligationsOf } from '../../../functions/shared/domain/obligations';
import { jobStore } from '../../../functions/shared/job-store/job-store';
import type { EventBridgeEvent } from '../../../functions/shared/queue/batch';
import { memoryJobTable } from '../../fakes/job-table';
import { fakeObjectStore } from '../../fakes/object-store';
import { accepted, allowance } from './shared/domain/facts';

const folder = join(__dirname, '../../../events/samples');
const sample = (name: string): EventBridgeEvent =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as EventBridgeEvent;
const ecsSamples = readdirSync(join(folder, 'aws'))
  .filter((name) => name.startsWith('ecs-task-'))
  .map((name) => `aws/${name.replace('.json', '')}`);

interface Named {
  jobId?: string;
  startedBy?: string;
  object?: { key: string };
}

/** A store with the job that a sample is about. */
async function storeFor(event: EventBridgeEvent) {
  const { jobId, startedBy, object } = event.detail as Named;
  const id = jobId ?? startedBy ?? object?.key.split('/')[1] ?? '';
  const table = memoryJobTable();
  const jobs = jobStore(table, async () => undefined);
  await jobs.create(accepted({ jobId: id }), allowance);
  return { id, jobs, table };
}

async function afterTaskEvents(...names: string[]) {
  const events = names.map(sample);
  const { id, jobs } = await storeFor(events[0] as EventBridgeEvent);
  for (const event of events) await recordTaskState({ jobs, objects: fakeObjectStore() })(event);
  const job = await jobs.read(id);
  if (!job) throw new Error('The job is gone.');
  return job;
}

describe('record-task-state', () => {
  it.each(ecsSamples)('records %s', async (name) => {
    const event = sample(name);
    const job = await afterTaskEvents(name);
    const { taskArn, lastStatus } = event.detail as { taskArn: string; lastStatus: string };
    expect(job.launches[1]?.tasks[taskArn]).toMatchObject({ status: lastStatus });
  });

  it('preserves STOPPED when an earlier state arrives later', async () => {
    const job = await afterTaskEvents(
      'aws/ecs-task-05-stopped-ok',
      'aws/ecs-task-03-running',
      'aws/ecs-task-05-stopped-ok',
    );
    expect(Object.values(job.launches[1]?.tasks ?? {})).toMatchObject([{ status: 'STOPPED', exitCode: 0 }]);
  });

  it('recognizes out of memory by the container’s reason, in any spelling', async () => {
    const event = sample('aws/ecs-task-07-stopped-oom-137');
    const detail = event.detail as { containers: { reason: string }[] };
    for (const reason of [
      'OutOfMemoryError: Container killed due to memory usage',
      'OutOfMemoryError: container killed due to memory usage',
    ]) {
      (detail.containers[0] as { reason: string }).reason = reason;
      const { id, jobs } = await storeFor(event);
      await recordTaskState({ jobs, objects: fakeObjectStore() })(event);
      const job = await jobs.read(id);
      expect(job && deathOf(job)?.last.outOfMemory).toBe(true);
    }
  });

  it('reads the executor’s container, whatever runs next to it', async () => {
    const event = sample('aws/ecs-task-07-stopped-oom-137');
    const detail = event.detail as { containers: object[] };
    detail.containers.unshift({ name: 'aws-guardduty-agent', lastStatus: 'STOPPED', exitCode: 0 });
    const { id, jobs } = await storeFor(event);
    await recordTaskState({ jobs, objects: fakeObjectStore() })(event);
    const job = await jobs.read(id);
    expect(job && deathOf(job)?.last).toMatchObject({ exitCode: 137, outOfMemory: true });
  });

  it('truncates a long reason', async () => {
    const event = sample('aws/ecs-task-08-stopped-failed-to-start-pull');
    Object.assign(event.detail as object, { stoppedReason: 'x'.repeat(10_000) });
    const { id, jobs } = await storeFor(event);
    await recordTaskState({ jobs, objects: fakeObjectStore() })(event);
    const job = await jobs.read(id);
    expect(job && deathOf(job)?.last.reason).toHaveLength(1000);
  });

  it('treats a task that failed to start without containers as a death', async () => {
    const job = await afterTaskEvents('aws/ecs-task-09-stopped-failed-to-start-secrets-no-containers');
    expect(deathOf(job)?.last).toMatchObject({ stopCode: 'TaskFailedToStart', reason: expect.stringMatching(/./) });
  });

  it('does not treat a Spot notice as an end', async () => {
    const job = await afterTaskEvents('aws/ecs-task-11-spot-termination-notice');
    expect(statusOf(job)).toBe('generating');
    expect(obligationsOf(job).map(({ kind }) => kind)).not.toContain('launch');
  });

  it('accepts a new stop code of AWS', async () => {
    const event = sample('aws/ecs-task-05-stopped-ok');
    Object.assign(event.detail as object, { stopCode: 'SomethingNew' });
    const { id, jobs } = await storeFor(event);
    await recordTaskState({ jobs, objects: fakeObjectStore() })(event);
    expect(statusOf((await jobs.read(id)) as never)).toBe('generating');
  });

  it('records nothing of a task of an unknown job', async () => {
    const event = sample('aws/ecs-task-03-running');
    const { id, jobs, table } = await storeFor(event);
    await table.erase(id);
    await recordTaskState({ jobs, objects: fakeObjectStore() })(event);
    expect(table.jobs()).toEqual([]);
  });
});

describe('record-artifact', () => {
  it.each(['put', 'multipart', 'key-with-space-and-plus'])(
    'records the object of %s under its key as it is',
    async (name) => {
      const event = sample(`aws/s3-object-created-${name}`);
      const { id, jobs } = await storeFor(event);
      await recordArtifact({ jobs })(event);
      const { key, size } = (event.detail as { object: { key: string; size: number } }).object;
      expect(await jobs.artifacts(id)).toMatchObject([{ key, size }]);
    },
  );

  it('records nothing for an object that is not an artifact', async () => {
    const event = sample('aws/s3-object-created-put');
    const { id, jobs } = await storeFor(event);
    (event.detail as { object: { key: string } }).object.key = `jobs/${id}/job.json`;
    await recordArtifact({ jobs })(event);
    expect(await jobs.artifacts(id)).toEqual([]);
  });
});

describe('record-progress', () => {
  const recorded = [
    'PromptReceived',
    'ProgramGenerated',
    'GenerationFailed',
    'TaskLaunched',
    'LaunchFailed',
    'ExecutionFinished',
  ];
  it.each([...recorded, 'JobSucceeded', 'JobFailed', 'JobCancelled'])(
    'records %s once, however often it comes',
    async (name) => {
      const event = sample(`bus/${name}`);
      const { id, jobs } = await storeFor(event);
      await recordProgress({ jobs })(event);
      await recordProgress({ jobs })(event);
      expect((await jobs.timeline(id)).items).toHaveLength(1);
    },
  );

  it.each(['LaunchRequested', 'StopRequested'])('gives %s back to its queue, which it does not know', async (name) => {
    const event = sample(`bus/${name}`);
    const { id, jobs } = await storeFor(event);
    await expect(recordProgress({ jobs })(event)).rejects.toThrow('does not handle');
    expect((await jobs.timeline(id)).items).toEqual([]);
  });

  it('rejects a malformed event', async () => {
    const event = sample('bus/ProgramGenerated');
    const { jobs } = await storeFor(event);
    await expect(recordProgress({ jobs })({ ...event, detail: { jobId: 'x' } })).rejects.toThrow();
  });
});
