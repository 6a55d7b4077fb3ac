import { shareJob } from '../../../../functions/share-job/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { ProblemError } from '../../../../functions/shared/http/problem';
import { setting } from '../setting';
import { at, JOB_ID } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

async function sharing(facts: readonly Fact[] = []) {
  const world = await setting(facts);
  const put = (body: unknown, owner = 'anonymous', jobId = JOB_ID) =>
    shareJob(world)(httpRequest({ route: 'PUT /jobs/{jobId}/sharing', params: { jobId }, body, owner }));
  return {
    ...world,
    put,
    async refusal(...request: Parameters<typeof put>) {
      const error: unknown = await put(...request).catch((thrown: unknown) => thrown);
      if (error instanceof ProblemError) return error.problem;
      throw new Error('It was not refused.', { cause: error });
    },
  };
}

describe('PUT /jobs/{jobId}/sharing', () => {
  it('shares a job, and withdraws it', async () => {
    const world = await sharing();
    expect(await world.put({ shared: true })).toEqual({ status: 200, body: { shared: true, sharedAt: at(20) } });
    expect(await world.put({ shared: false })).toEqual({ status: 200, body: { shared: false } });
  });

  it('changes nothing the second time', async () => {
    const world = await sharing();
    await world.put({ shared: true });
    world.time.seconds = 30;
    expect((await world.put({ shared: true })).body).toEqual({ shared: true, sharedAt: at(20) });
    expect((await world.jobs.timeline(JOB_ID)).items).toHaveLength(1);
  });

  it('withdraws a job that was shared a moment later by another clock', async () => {
    const world = await sharing();
    await world.put({ shared: true });
    world.time.seconds = 19;
    expect((await world.put({ shared: false })).body).toEqual({ shared: false });
    expect((await world.job()).sharing).toEqual({ at: at(20.001), shared: false });
  });

  it.each([[{}], [{ shared: 'yes' }], [{ shared: true, with: 'alice' }], ['no'], [[]], [undefined]])(
    'refuses %j',
    async (body) => {
      const world = await sharing();
      expect(await world.refusal(body)).toMatchObject({ status: 400 });
      expect(await world.job()).not.toHaveProperty('sharing');
    },
  );

  it('refuses others as if the job did not exist, also while it is shared', async () => {
    const world = await sharing([{ type: 'SharingChanged', at: at(10), shared: true }]);
    const missing = '01jdab3x9y7q2k4m6n8p0r1s2v';
    const none = await world.refusal({ shared: false }, 'anonymous', missing);
    expect(none.status).toBe(404);
    const problem = await world.refusal({ shared: false }, 'another');
    expect(problem.detail.replace(JOB_ID, '')).toBe(none.detail.replace(missing, ''));
    expect(await world.refusal({ shared: false }, 'anonymous', 'x'.repeat(5000))).toMatchObject({ status: 404 });
    expect((await world.job()).sharing).toMatchObject({ shared: true });
  });

  it('refuses a job that is being erased', async () => {
    const world = await sharing([{ type: 'ErasureStarted', at: at(10) }]);
    expect(await world.refusal({ shared: true })).toMatchObject({ status: 409 });
  });
});
