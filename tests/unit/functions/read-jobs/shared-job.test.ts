import { type JobView, keys, type Notebook, type Timeline } from '../../../../events';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { storedReport } from '../setting';
import { at, finished, generated, JOB_ID, launched, promptReceived, running, stopped } from '../shared/domain/facts';
import { program, reading, SHA } from './setting';

const SHARED: Fact = { type: 'SharingChanged', at: at(50), shared: true };
const WITHDRAWN: Fact = { type: 'SharingChanged', at: at(51), shared: false };
const EARLIER = ['01jdab3x9y7q2k4m6n8p0r1s2v', '01jdab3x9y7q2k4m6n8p0r1s2w'];
const READER = { owner: 'another' };
const WEBHOOK = 'https://example.com/hooks/secret';

const artifact = (name: string) => ({ name, size: 3, sha256: SHA, mediaType: 'text/plain' });
const artifacts = [artifact('program.py'), artifact('chart.png')];
const facts: readonly Fact[] = [
  promptReceived,
  generated(),
  launched(),
  running(),
  finished(1, { artifacts }),
  stopped(),
  { type: 'OutcomePublished', at: at(41) },
  { type: 'DeliveryAttempted', at: at(45), delivery: 1, result: { at: at(45), state: 'failed', error: WEBHOOK } },
  { type: 'FeedbackGiven', at: at(46), rating: 'down', note: 'Anna did not like it.' },
];

/** A follow-up of two jobs, with a webhook, whose program read a file of the first. */
async function shared(more: readonly Fact[] = [SHARED], changes: object = {}) {
  const world = await reading([...facts, ...more], {
    changes: { owner: 'alice', followUpOf: EARLIER[0], webhookUrl: WEBHOOK, ...changes },
    seconds: 60,
  });
  const { objects } = world.objects;
  const earlier = EARLIER.map((jobId) => ({ jobId, job: { key: keys.job(jobId), sha256: SHA }, artifacts: [] }));
  const document = {
    version: 1,
    jobId: JOB_ID,
    prompt: 'and by month?',
    owner: 'alice',
    webhookUrl: WEBHOOK,
    followUpOf: EARLIER[0],
    earlier,
    size: 'small',
    limits: { timeoutSeconds: 300, maxAttempts: 3 },
    acceptedAt: at(0),
    deadlineAt: at(1800),
    requestSha256: SHA,
  };
  objects.set(keys.job(JOB_ID), JSON.stringify(document));
  for (const [key, text] of [program(1, `open('earlier/${EARLIER[1]}/a.csv')`), storedReport(1)])
    objects.set(key, text);
  objects.set(
    `results/${JOB_ID}/1/manifest.json`,
    JSON.stringify({ version: 1, jobId: JOB_ID, attempt: 1, launch: 1, createdAt: at(40), artifacts }),
  );
  const job = async (request: object = READER) => (await world.get('/jobs/{jobId}', request)).body as JobView;
  return { ...world, read: job };
}

const refused = (response: Promise<unknown>) => expect(response).rejects.toMatchObject({ problem: { status: 404 } });

describe('a shared job', () => {
  it('is read by others, without anything else of its owner', async () => {
    const { get, read } = await shared();
    const view = await read();
    expect(view).toMatchObject({ jobId: JOB_ID, prompt: 'and by month?', answer: 'There are 1,000 users.' });
    expect(view.actions).toEqual(['export']);
    expect(view.sharing).toEqual({ shared: true, sharedAt: at(50) });
    expect(view.feedback).toEqual({ rating: 'down', verified: false, givenAt: at(46) });
    expect(view.program).toBe("open('earlier/earlier-job-2/a.csv')");
    const timeline = (await get('/jobs/{jobId}/events', READER)).body as Timeline;
    const notebook = (await get('/jobs/{jobId}/export', { ...READER, query: { as: 'notebook' } })).body as Notebook;
    expect(timeline.events.length).toBeGreaterThan(4);
    for (const text of [view, timeline, notebook].map((body) => JSON.stringify(body)))
      for (const secret of [...EARLIER, 'alice', WEBHOOK, 'Anna', 'arn:aws', '111122223333'])
        expect([secret, text.includes(secret)]).toEqual([secret, false]);
  });

  it('is the same as before for its owner', async () => {
    const { get, read } = await shared();
    const view = await read({ owner: 'alice' });
    expect(view).toMatchObject({ followUpOf: EARLIER[0], webhook: { url: WEBHOOK } });
    expect(view.feedback).toMatchObject({ note: 'Anna did not like it.' });
    expect(view.program).toContain(EARLIER[1]);
    expect(view.artifacts.map(({ name }) => name)).toEqual(['program.py', 'chart.png']);
    const { body } = await get('/jobs/{jobId}/events', { owner: 'alice' });
    expect(JSON.stringify(body)).toContain('arn:aws');
  });

  it('shows its note to curators', async () => {
    const view = await (await shared()).read({ owner: 'another', isCurator: true });
    expect(view.feedback?.note).toBe('Anna did not like it.');
    expect(view.actions).toEqual(['verify', 'export']);
  });

  it('has its files downloaded by others within five minutes, by the owner within fifteen', async () => {
    const { get } = await shared();
    const download = async (request: object, name: string) =>
      (await get('/jobs/{jobId}/results/{name+}', { params: { jobId: JOB_ID, name }, ...request })).headers?.location;
    expect(await download(READER, 'chart.png')).toContain('expires=300');
    expect(await download({ owner: 'alice' }, 'chart.png')).toContain('expires=900');
  });

  it('that follows others has its program in the job alone, where it names none of them', async () => {
    const { get, read } = await shared();
    expect((await read()).artifacts.map(({ name }) => name)).toEqual(['chart.png']);
    const program = { params: { jobId: JOB_ID, name: 'program.py' } };
    await refused(get('/jobs/{jobId}/results/{name+}', { ...program, ...READER }));
    const alone = await shared([SHARED], { followUpOf: undefined });
    expect((await alone.get('/jobs/{jobId}/results/{name+}', { ...program, ...READER })).status).toBe(302);
  });

  it('is not in the lists of others', async () => {
    const { get } = await shared();
    expect((await get('/jobs', { ...READER, params: {} })).body).toMatchObject({ jobs: [] });
    expect((await get('/jobs', { owner: 'alice', params: {} })).body).toMatchObject({ jobs: [{ jobId: JOB_ID }] });
  });

  it.each([
    ['not shared', []],
    ['no longer shared', [SHARED, WITHDRAWN]],
    ['being erased', [SHARED, { type: 'ErasureStarted', at: at(52) } as const]],
  ])('that is %s does not exist for others', async (_, more) => {
    const { get } = await shared(more);
    for (const request of [READER, { ...READER, isCurator: true }]) {
      await refused(get('/jobs/{jobId}', request));
      await refused(get('/jobs/{jobId}/events', request));
      await refused(get('/jobs/{jobId}/export', { ...request, query: { as: 'notebook' } }));
      await refused(get('/jobs/{jobId}/results/{name+}', { ...request, params: { jobId: JOB_ID, name: 'chart.png' } }));
    }
  });

  it('has another ETag for each of its readers, and for what they may do', async () => {
    const { get, time } = await shared();
    const etag = async (request: object) => (await get('/jobs/{jobId}', request)).headers?.etag;
    const tags = await Promise.all([{ owner: 'alice' }, READER, { ...READER, isCurator: true }].map(etag));
    expect(new Set(tags).size).toBe(3);
    time.seconds = 61;
    expect(await etag(READER)).toBe(tags[1]);
  });
});
