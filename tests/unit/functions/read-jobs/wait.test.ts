import { readJobs } from '../../../../functions/read-jobs/handler';
import { setting } from '../setting';
import { finished, generated, JOB_ID, launched } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';
import { actions, sleepingClock } from './setting';

type During = (world: Awaited<ReturnType<typeof setting>>, milliseconds: number) => Promise<unknown>;

/** GET /jobs/{jobId} over a job to which `during` happens while requests wait. */
async function waiting(facts: Parameters<typeof setting>[0] = [], during: During = async () => {}) {
  const world = await setting(facts);
  const clock = sleepingClock(async (milliseconds) => {
    await during(world, milliseconds);
  });
  const read = readJobs({ ...world, clock, waitSeconds: 5, actions });
  const get = async (wait?: string, etag?: string, changes: Parameters<typeof httpRequest>[0] = {}) => {
    const began = clock.milliseconds();
    const response = await read(
      httpRequest({
        route: 'GET /jobs/{jobId}',
        params: { jobId: JOB_ID },
        query: wait === undefined ? {} : { wait },
        headers: etag === undefined ? {} : { 'if-none-match': etag },
        ...changes,
      }),
    );
    return {
      ...response,
      etag: response.headers?.etag ?? '',
      jobStatus: (response.body as { status?: string } | undefined)?.status,
      waited: clock.milliseconds() - began,
    };
  };
  return { world, get };
}

/** Records a fact after a second. */
const afterOneSecond = (fact: Parameters<Awaited<ReturnType<typeof setting>>['jobs']['record']>[1]): During => {
  let isRecorded = false;
  return async ({ jobs }, milliseconds) => {
    if (milliseconds < 1000 || isRecorded) return;
    isRecorded = true;
    await jobs.record(JOB_ID, fact);
  };
};

describe('GET /jobs/{jobId}?wait', () => {
  it('responds at once without wait', async () => {
    const { get } = await waiting();
    expect(await get()).toMatchObject({ status: 200, jobStatus: 'received', waited: 0 });
    expect(await get('0')).toMatchObject({ status: 200, waited: 0 });
  });

  it('responds when the job has changed', async () => {
    const { get } = await waiting([], afterOneSecond(generated()));
    const { status, jobStatus, waited } = await get('20');
    expect([status, jobStatus]).toEqual([200, 'running']);
    expect(waited).toBeGreaterThanOrEqual(1000);
    expect(waited).toBeLessThanOrEqual(1500);
  });

  it('responds with the unchanged job after the seconds of the request, or those of the deployment', async () => {
    const { get } = await waiting();
    expect(await get('3')).toMatchObject({ status: 200, jobStatus: 'received', waited: 3000 });
    expect(await get('20')).toMatchObject({ status: 200, jobStatus: 'received', waited: 5000 });
  });

  it('responds at once when the job differs from the ETag', async () => {
    const { world, get } = await waiting([generated()]);
    const { etag } = await get();
    await world.jobs.record(JOB_ID, launched());
    expect(await get('20', etag)).toMatchObject({ status: 200, waited: 0 });
  });

  it('waits while the job is that of the ETag, and then has nothing to send', async () => {
    const { get } = await waiting();
    const { etag } = await get();
    expect(etag).toMatch(/^".+"$/);
    const same = await get('20', etag);
    expect(same).toMatchObject({ status: 304, etag, waited: 5000 });
    expect(same.body).toBeUndefined();
  });

  it('responds at once when the job has ended', async () => {
    const { get } = await waiting([finished()]);
    const { jobStatus, waited, etag } = await get('20');
    expect([jobStatus, waited]).toEqual(['succeeded', 0]);
    expect(await get('20', etag)).toMatchObject({ status: 304, waited: 0 });
  });

  it('responds with 404 when the job is erased while it waits', async () => {
    const { get } = await waiting([], async ({ jobs }) => jobs.erase(JOB_ID));
    await expect(get('20')).rejects.toMatchObject({ problem: { status: 404 } });
  });

  it.each(['-1', '1.5', '61', '1e1', '', 'yes'])('refuses wait=%j', async (wait) => {
    const { get } = await waiting();
    await expect(get(wait)).rejects.toMatchObject({ problem: { status: 400, errors: [{ field: 'wait' }] } });
  });

  it('waits for nothing that the caller may not read', async () => {
    const { get } = await waiting();
    await expect(get('20', undefined, { owner: 'another' })).rejects.toMatchObject({ problem: { status: 404 } });
  });
});

describe('the ETag of a job', () => {
  it('is accepted in a list, weakened by a proxy, and as *', async () => {
    const { get } = await waiting();
    const { etag } = await get();
    for (const header of [`"other", ${etag}`, `W/${etag}`, '*']) expect((await get('0', header)).status).toBe(304);
    expect((await get('0', '"other"')).status).toBe(200);
  });

  it('differs by the address in the links', async () => {
    const { get } = await waiting();
    const [one, another] = [await get(), await get(undefined, undefined, { linkBase: 'https://other.example' })];
    expect(one.etag).not.toBe(another.etag);
  });
});
