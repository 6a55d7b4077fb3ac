import { keys } from '../../../../events';
import { eraseJob } from '../../../../functions/erase-job/handler';
import { recordArtifact } from '../../../../functions/record-artifact/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { ERASABLE_AFTER_SECONDS } from '../../../../lib/time-limits';
import { setting } from '../setting';
import { at, finished, generated, JOB_ID, launched, promptReceived, running, stopped } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

const request = (changes: Parameters<typeof httpRequest>[0] = {}) =>
  httpRequest({ route: 'DELETE /jobs/{jobId}', params: { jobId: JOB_ID }, ...changes });

const outcomePublished: Fact = { type: 'OutcomePublished', at: at(41) };
const ended = [promptReceived, generated(), launched(), running(), finished(), stopped(), outcomePublished];
const OTHER = 'results/01jdab3x9y7q2k4m6n8p0r1s2v/1/answer.md';

/** A job with an object of each kind, next to another job's. */
async function setUp(facts: readonly Fact[], seconds = 60) {
  const world = await setting(facts, { seconds });
  const own = [keys.job(JOB_ID), keys.generation(JOB_ID, 1), `${keys.results(JOB_ID, 1)}answer.md`];
  for (const key of [...own, OTHER, 'config/catalog.yaml']) await world.objects.write(key, 'text', 'text/plain');
  return world;
}

describe('DELETE /jobs/{jobId}', () => {
  it('erases an ended job and no other, and logs it', async () => {
    const world = await setUp(ended);
    const { jobs, objects, log } = world;
    await jobs.recordArtifact(JOB_ID, { key: 'results/a', size: 1, createdAt: at(40) });
    expect(await eraseJob(world)(request())).toEqual({ status: 204 });
    expect([...objects.objects.keys()]).toEqual([OTHER, 'config/catalog.yaml']);
    expect(await jobs.read(JOB_ID)).toBeUndefined();
    expect((await jobs.timeline(JOB_ID)).items).toEqual([]);
    expect(await jobs.artifacts(JOB_ID)).toEqual([]);
    // The job, an entry for each fact and for the start of its erasure, one artifact.
    const details = { objects: 3, items: 1 + ended.length + 1 + 1 };
    expect(log.lines).toEqual([{ level: 'info', message: 'Job erased.', details }]);
  });

  it('responds with 404 the second time', async () => {
    const world = await setUp(ended);
    await eraseJob(world)(request());
    await expect(eraseJob(world)(request())).rejects.toMatchObject({ problem: { status: 404 } });
  });

  it('can be retried after it failed halfway', async () => {
    const world = await setUp(ended);
    let failures = 1;
    const erase = async (prefix: string) => {
      if (prefix.startsWith('results/') && failures-- > 0) throw new Error('S3 is unavailable.');
      return world.objects.erase(prefix);
    };
    const handle = eraseJob({ ...world, objects: { erase } });
    await expect(handle(request())).rejects.toThrow('S3 is unavailable.');
    expect(await handle(request())).toEqual({ status: 204 });
    expect([...world.objects.objects.keys()]).toEqual([OTHER, 'config/catalog.yaml']);
  });

  it('responds to another owner as if the job did not exist', async () => {
    const world = await setUp(ended);
    await expect(eraseJob(world)(request({ owner: 'another' }))).rejects.toMatchObject({ problem: { status: 404 } });
    expect(world.objects.objects.size).toBe(5);
    expect((await world.job()).outcome?.status).toBe('succeeded');
  });

  it('does not cancel, and refuses query parameters', async () => {
    const world = await setUp([generated()]);
    await expect(eraseJob(world)(request({ query: { erase: 'true' } }))).rejects.toMatchObject({
      problem: { status: 400, errors: [{ field: 'erase' }] },
    });
    await expect(eraseJob(world)(request())).rejects.toMatchObject({ problem: { status: 409 } });
    expect((await world.job()).cancelRequestedAt).toBeUndefined();
  });

  const cancelled: Fact = { type: 'CancelRequested', at: at(20) };
  const abandoned: Fact = { type: 'LaunchAbandoned', at: at(21), launch: 1 };
  it.each<[string, readonly Fact[], RegExp]>([
    ['is running', [promptReceived, generated(), launched(), running()], /is running\. Cancel it \(POST/],
    [
      'has an outcome that is not published',
      [promptReceived, generated(), launched(), finished(), stopped()],
      /Retry in a few minutes/,
    ],
    [
      'has a living task',
      [promptReceived, generated(), launched(), running(), finished(), outcomePublished],
      /its task/,
    ],
    [
      'may still get its program',
      [promptReceived, cancelled, abandoned, outcomePublished],
      /Retry after 2026-11-22T07:11:20/,
    ],
  ])('refuses a job that %s, and says what to do', async (_name, facts, detail) => {
    const world = await setUp(facts);
    await expect(eraseJob(world)(request())).rejects.toMatchObject({
      problem: { status: 409, type: 'urn:code-interpreter:problem:not-ended', detail: expect.stringMatching(detail) },
    });
    expect(world.objects.objects.size).toBe(5);
  });

  it('erases a cancelled job once no program can be written for it', async () => {
    const world = await setUp([promptReceived, cancelled, abandoned, outcomePublished], 20 + ERASABLE_AFTER_SECONDS);
    expect(await eraseJob(world)(request())).toEqual({ status: 204 });
  });

  it('is not undone by late events', async () => {
    const world = await setUp(ended);
    await eraseJob(world)(request());
    await world.jobs.record(JOB_ID, finished());
    const detail = { bucket: { name: 'b' }, object: { key: `${keys.results(JOB_ID, 1)}late.csv`, size: 1 } };
    const event = { id: '1', source: 'aws.s3', 'detail-type': 'Object Created', time: at(70), detail };
    await recordArtifact(world)({ ...event });
    expect(world.table.jobs()).toEqual([]);
    expect(await world.jobs.artifacts(JOB_ID)).toEqual([]);
  });
});
