import { cancelJob } from '../../../../functions/cancel-job/handler';
import { setting } from '../setting';
import { accepted, at, finished, generated, JOB_ID, launched } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

const request = (changes: Parameters<typeof httpRequest>[0] = {}) =>
  httpRequest({ route: 'DELETE /jobs/{jobId}', params: { jobId: JOB_ID }, ...changes });

describe('DELETE /jobs/{jobId}', () => {
  it('cancels a job that runs, and has recorded it before it answers', async () => {
    const functionName = await setting([generated(), launched()]);
    const answer = await cancelJob(functionName)(request());
    expect(answer).toMatchObject({ status: 202, body: { jobId: JOB_ID, status: 'cancelled' } });
    expect((await functionName.job()).outcome).toMatchObject({ status: 'cancelled', body: { endedAt: at(20) } });
  });

  it('answers the same when it is asked twice', async () => {
    const functionName = await setting();
    await cancelJob(functionName)(request());
    functionName.time.seconds = 60;
    expect(await cancelJob(functionName)(request())).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    expect((await functionName.job()).cancelRequestedAt).toBe(at(20));
  });

  it('refuses a job that has ended, and leaves it as it is', async () => {
    const functionName = await setting([finished()]);
    await expect(cancelJob(functionName)(request())).rejects.toMatchObject({ problem: { status: 409 } });
    expect((await functionName.job()).cancelRequestedAt).toBeUndefined();
  });

  it('refuses when the job ended while it was asked', async () => {
    const functionName = await setting();
    const read = await functionName.jobs.read(JOB_ID);
    await functionName.jobs.record(JOB_ID, finished());
    const late = { ...functionName, jobs: { ...functionName.jobs, read: async () => read } };
    await expect(cancelJob(late)(request())).rejects.toMatchObject({ problem: { status: 409 } });
  });

  it('does not know a job of another owner, or one that is not there', async () => {
    const functionName = await setting([], { changes: accepted({ owner: 'somebody' }) });
    for (const jobId of [JOB_ID, '01jdab3x9y7q2k4m6n8p0r1s2v', '../secrets']) {
      await expect(cancelJob(functionName)(request({ params: { jobId } }))).rejects.toMatchObject({
        problem: { status: 404 },
      });
    }
    expect((await functionName.job()).outcome).toBeUndefined();
  });
});
