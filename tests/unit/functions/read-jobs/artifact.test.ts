import { at, finished, generated, JOB_ID } from '../shared/domain/facts';
import { reading, SHA } from './setting';

const prefix = `results/${JOB_ID}/1/`;
const artifacts = ['answer.md', 'charts/ages.png'].map((name) => ({
  name,
  size: 1,
  sha256: SHA,
  mediaType: 'text/plain',
}));
const manifest = { version: 1, jobId: JOB_ID, launch: 1, attempt: 1, createdAt: at(40), artifacts };

async function results(resultsPrefix = prefix) {
  const world = await reading([generated(), finished(1, { artifacts, resultsPrefix })]);
  world.objects.objects.set(`${resultsPrefix}manifest.json`, JSON.stringify(manifest));
  return (name: string, owner = 'anonymous') =>
    world.get('/jobs/{jobId}/results/{name+}', { params: { jobId: JOB_ID, name }, owner });
}

describe('GET /jobs/{jobId}/results/{name}', () => {
  it.each(['answer.md', 'charts/ages.png', 'manifest.json'])('redirects to a presigned URL of %s', async (name) => {
    const { status, headers } = await (await results())(name);
    expect(status).toBe(302);
    expect(new URL(headers?.location ?? '').pathname).toBe(`/${prefix}${name}`);
    expect(headers?.location).toContain(`name=${name.split('/').pop()}`);
  });

  it.each(['', 'other.csv', '../1/answer.md', '../../other/1/answer.md', 'answer.md/', 'charts'])(
    'has no %j',
    async (name) => {
      await expect((await results())(name)).rejects.toMatchObject({ problem: { status: 404 } });
    },
  );

  it('responds with 404 to another owner', async () => {
    await expect((await results())('answer.md', 'somebody')).rejects.toMatchObject({ problem: { status: 404 } });
  });

  it('responds with 404 for objects outside the job, whatever its report says', async () => {
    const foreign = await results('results/01jdab3x9y7q2k4m6n8p0r1s2v/1/');
    await expect(foreign('answer.md')).rejects.toMatchObject({ problem: { status: 404 } });
  });

  it('responds with 404 before the job has ended', async () => {
    const { get } = await reading([generated()]);
    const params = { jobId: JOB_ID, name: 'answer.md' };
    await expect(get('/jobs/{jobId}/results/{name+}', { params })).rejects.toMatchObject({ problem: { status: 404 } });
  });
});
