import { keys } from '../../../../events';
import { cancelJob } from '../../../../functions/cancel-job/handler';
import { recordArtifactCreated } from '../../../../functions/record-artifact/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { setting } from '../setting';
import { at, finished, generated, JOB_ID, launched, promptReceived, running, stopped } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

const request = (erase = 'true', owner = 'anonymous') =>
  httpRequest({ route: 'DELETE /jobs/{jobId}', params: { jobId: JOB_ID }, query: { erase }, owner });

const announced: Fact = { type: 'Announced', at: at(41) };
const ended = [promptReceived, generated(), launched(), running(), finished(), stopped(), announced];
const OTHER = 'results/01jdab3x9y7q2k4m6n8p0r1s2v/1/answer.md';

/** A function whose job has left an object of each kind, beside another job's. */
async function setUp(facts: readonly Fact[], seconds = 60) {
  const made = await setting(facts, { seconds });
  const own = [keys.job(JOB_ID), keys.generation(JOB_ID, 1), `${keys.results(JOB_ID, 1)}answer.md`];
  for (const key of [...own, OTHER, 'config/catalog.yaml']) await made.objects.write(key, 'text', 'text/plain');
  return made;
}

describe('DELETE /jobs/{jobId}?erase=true', () => {
  it('removes what is kept of an ended job and of no other, and says so in the log', async () => {
    const made = await setUp(ended);
    const { jobs, objects, log } = made;
    await jobs.recordArtifact(JOB_ID, { key: 'results/a', size: 1, createdAt: at(40) });
    expect(await cancelJob(made)(request())).toEqual({ status: 204 });
    expect([...objects.objects.keys()]).toEqual([OTHER, 'config/catalog.yaml']);
    expect(await jobs.read(JOB_ID)).toBeUndefined();
    expect((await jobs.timeline(JOB_ID)).items).toEqual([]);
    expect(await jobs.artifacts(JOB_ID)).toEqual([]);
    // The job, a line for each fact, one artifact.
    const details = { objects: 3, items: 1 + ended.length + 1 };
    expect(log.lines).toEqual([{ level: 'info', message: 'The job is erased.', details }]);
  });

  it('does not find the job the second time', async () => {
    const made = await setUp(ended);
    await cancelJob(made)(request());
    await expect(cancelJob(made)(request())).rejects.toMatchObject({ problem: { status: 404 } });
  });

  it('can be asked for again when it broke off', async () => {
    const made = await setUp(ended);
    let failures = 1;
    const erase = async (prefix: string) => {
      if (prefix.startsWith('results/') && failures-- > 0) throw new Error('S3 is away.');
      return made.objects.erase(prefix);
    };
    const handle = cancelJob({ ...made, objects: { erase } });
    await expect(handle(request())).rejects.toThrow('S3 is away.');
    expect(await handle(request())).toEqual({ status: 204 });
    expect([...made.objects.objects.keys()]).toEqual([OTHER, 'config/catalog.yaml']);
  });

  it('leaves a job of another owner alone, as if it were not there', async () => {
    const made = await setUp(ended);
    await expect(cancelJob(made)(request('true', 'somebody'))).rejects.toMatchObject({ problem: { status: 404 } });
    expect(made.objects.objects.size).toBe(5);
    expect((await made.job()).outcome?.status).toBe('succeeded');
  });

  it('does not cancel, and refuses what is neither true nor false', async () => {
    const made = await setUp([generated()]);
    await expect(cancelJob(made)(request('yes'))).rejects.toMatchObject({
      problem: { status: 400, errors: [{ field: 'erase' }] },
    });
    expect((await made.job()).cancelRequestedAt).toBeUndefined();
  });

  const cancelled: Fact = { type: 'CancelRequested', at: at(20) };
  const abandoned: Fact = { type: 'LaunchAbandoned', at: at(21), launch: 1 };
  it.each<[string, readonly Fact[], RegExp]>([
    ['runs', [promptReceived, generated(), launched(), running()], /is running\. Cancel it first/],
    ['is not announced', [promptReceived, generated(), launched(), finished(), stopped()], /again in a few minutes/],
    ['has a task that lives', [promptReceived, generated(), launched(), running(), finished(), announced], /its task/],
    ['may yet get its program', [promptReceived, cancelled, abandoned, announced], /again after 2026-11-22T07:06:20/],
  ])('refuses a job that %s, and says what to do', async (_name, facts, detail) => {
    const made = await setUp(facts);
    await expect(cancelJob(made)(request())).rejects.toMatchObject({
      problem: { status: 409, type: 'urn:code-interpreter:problem:not-ended', detail: expect.stringMatching(detail) },
    });
    expect(made.objects.objects.size).toBe(5);
  });

  it('erases a cancelled job once nobody can write a program for it any more', async () => {
    const made = await setUp([promptReceived, cancelled, abandoned, announced], 20 + 360);
    expect(await cancelJob(made)(request())).toEqual({ status: 204 });
  });

  it('makes no difference to late news: they bring nothing back', async () => {
    const made = await setUp(ended);
    await cancelJob(made)(request());
    await made.jobs.record(JOB_ID, finished());
    const detail = { bucket: { name: 'b' }, object: { key: `${keys.results(JOB_ID, 1)}late.csv`, size: 1 } };
    const event = { id: '1', source: 'aws.s3', 'detail-type': 'Object Created', time: at(70), detail };
    await recordArtifactCreated(made)({ ...event });
    expect(made.table.jobs()).toEqual([]);
    expect(await made.jobs.artifacts(JOB_ID)).toEqual([]);
  });
});
