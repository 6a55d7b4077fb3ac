import { JobList } from '../../../../events';
import { accepted, allowance, at, finished, JOB_ID } from '../shared/domain/facts';
import { reading } from './setting';

const id = (last: string) => `${JOB_ID.slice(0, -1)}${last}`;

describe('GET /jobs', () => {
  it('lists only own jobs, the newest first, page by page', async () => {
    const { get, jobs } = await reading([finished()]);
    await jobs.create(accepted({ jobId: id('a'), acceptedAt: at(5) }), allowance);
    await jobs.create(accepted({ jobId: id('b'), acceptedAt: at(9) }), allowance);
    await jobs.create(accepted({ jobId: id('c'), acceptedAt: at(7), owner: 'somebody' }), allowance);
    const first = JobList.parse((await get('/jobs', { query: { limit: '2' } })).body);
    expect(first.jobs.map(({ jobId }) => jobId)).toEqual([id('b'), id('a')]);
    const second = JobList.parse((await get('/jobs', { query: { limit: '2', cursor: first.nextCursor ?? '' } })).body);
    expect(second.jobs).toMatchObject([{ jobId: JOB_ID, status: 'succeeded', endedAt: at(40) }]);
    expect(second.nextCursor).toBeUndefined();
  });

  it.each([
    [{ status: 'running' }, ['b', 'a']],
    [{ status: 'succeeded' }, ['t']],
    [{ status: 'failed' }, []],
    [{ text: 'ÜBER' }, ['b']],
    [{ text: 'sold' }, ['b', 'a']],
    [{ status: 'running', text: 'über' }, ['b']],
    [{ status: 'succeeded', text: 'über' }, []],
  ])('lists the jobs of %j', async (query, expected) => {
    const { get, jobs } = await reading([finished()]);
    await jobs.create(accepted({ jobId: id('a'), acceptedAt: at(5), promptStart: 'How many were sold?' }), allowance);
    await jobs.create(accepted({ jobId: id('b'), acceptedAt: at(9), promptStart: 'Sold über 100' }), allowance);
    const { jobs: listed } = JobList.parse((await get('/jobs', { query })).body);
    expect(listed.map(({ jobId }) => jobId)).toEqual(expected.map(id));
  });

  it.each([
    [{ status: 'received' }, 'status'],
    [{ status: '' }, 'status'],
    [{ status: 'toString' }, 'status'],
    [{ text: ' ' }, 'text'],
    [{ text: 'x'.repeat(301) }, 'text'],
  ])('refuses %j', async (query, field) => {
    const { get } = await reading();
    await expect(get('/jobs', { query })).rejects.toMatchObject({ problem: { status: 400, errors: [{ field }] } });
  });

  it.each(['0', '101', 'ten', '-1', '1.5', '10,20', ''])('refuses the limit %j', async (limit) => {
    const { get } = await reading();
    await expect(get('/jobs', { query: { limit } })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ field: 'limit' }] },
    });
  });

  it.each(['/jobs', '/jobs/{jobId}', '/jobs/{jobId}/events', '/jobs/{jobId}/results/{name+}'])(
    'refuses a parameter that GET %s does not have',
    async (route) => {
      const { get } = await reading([finished()]);
      await expect(get(route, { query: { page: '2' } })).rejects.toMatchObject({
        problem: { status: 400, errors: [{ field: 'page' }] },
      });
    },
  );

  it('refuses a cursor that no page returned', async () => {
    const { get } = await reading();
    await expect(get('/jobs', { query: { cursor: 'garbage' } })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ field: 'cursor' }] },
    });
  });
});
