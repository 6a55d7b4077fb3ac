import { cancelJob } from '../../../../functions/cancel-job/handler';
import { setting } from '../setting';
import { accepted, at, finished, generated, JOB_ID, launched } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

const request = (changes: Parameters<typeof httpRequest>[0] = {}) =>
  httpRequest({ route: 'POST /jobs/{jobId}/cancel', params: { jobId: JOB_ID }, ...changes });

describe('POST /jobs/{jobId}/cancel', () => {
  it('cancels a running job, and records it before it responds', async () => {
    const world = await setting([generated(), launched()]);
    const response = await cancelJob(world)(request());
    expect(response).toMatchObject({ status: 202, body: { jobId: JOB_ID, status: 'cancelled' } });
    expect((await world.job()).outcome).toMatchObject({ status: 'cancelled', body: { endedAt: at(20) } });
  });

  it('is idempotent', async () => {
    const world = await setting();
    await cancelJob(world)(request());
    world.time.seconds = 60;
    expect(await cancelJob(world)(request())).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    expect((await world.job()).cancelRequestedAt).toBe(at(20));
  });

  it('refuses a job that has ended, and does not change it', async () => {
    const world = await setting([finished()]);
    await expect(cancelJob(world)(request())).rejects.toMatchObject({ problem: { status: 409 } });
    expect((await world.job()).cancelRequestedAt).toBeUndefined();
  });

  it('refuses when the job ends during the request', async () => {
    const world = await setting();
    const read = await world.jobs.read(JOB_ID);
    await world.jobs.record(JOB_ID, finished());
    const late = { ...world, jobs: { ...world.jobs, read: async () => read } };
    await expect(cancelJob(late)(request())).rejects.toMatchObject({ problem: { status: 409 } });
  });

  it('responds with 404 for a job of another owner, or one that does not exist', async () => {
    const world = await setting([], { changes: accepted({ owner: 'another' }) });
    for (const jobId of [JOB_ID, '01jdab3x9y7q2k4m6n8p0r1s2v', '../secrets']) {
      await expect(cancelJob(world)(request({ params: { jobId } }))).rejects.toMatchObject({
        problem: { status: 404 },
      });
    }
    expect((await world.job()).outcome).toBeUndefined();
  });
});
