import { keys, MAX_EXAMPLES } from '../../../../events';
import { giveFeedback } from '../../../../functions/give-feedback/handler';
import { VERIFICATION_SECONDS } from '../../../../functions/shared/domain/feedback';
import { at, generated, JOB_ID, launched, promptReceived } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';
import { feedbackSetting, query, SHARED, SQL, SUCCEEDED } from './setting';

const CURATOR = { owner: 'curator', isCurator: true };
const OWN_CURATOR = { isCurator: true };

describe('PUT /jobs/{jobId}/feedback', () => {
  it('records the rating of the owner with a note, and publishes it without the note', async () => {
    const world = await feedbackSetting();
    const response = await world.put({ rating: 'down', note: ' The wrong month. ' });
    const feedback = { rating: 'down', note: 'The wrong month.', verified: false, givenAt: at(60) };
    expect(response).toEqual({ status: 200, body: feedback });
    expect((await world.job()).feedback).toEqual({ at: at(60), rating: 'down', note: 'The wrong month.' });
    expect(world.bus.published.map(({ detailType, detail }) => [detailType, detail])).toEqual([
      ['FeedbackGiven', expect.objectContaining({ jobId: JOB_ID, rating: 'down', verified: false })],
    ]);
    expect(JSON.stringify(world.bus.published)).not.toContain('wrong month');
  });

  it('replaces a rating with its note, whatever the clocks of two requests say', async () => {
    const world = await feedbackSetting();
    await world.put({ rating: 'down', note: 'The wrong month.' });
    world.time.seconds = 59;
    const { body } = await world.put({ rating: 'up' });
    expect(body).toEqual({ rating: 'up', verified: false, givenAt: at(60.001) });
  });

  it.each([
    ['is not JSON', '{', []],
    ['is not an object', [1], []],
    ['says nothing', {}, ['rating']],
    ['has a note alone', { note: 'x' }, ['rating']],
    ['has another rating', { rating: 'good' }, ['rating']],
    ['has a note that is too long', { rating: 'up', note: 'x'.repeat(2001) }, ['note']],
    ['has a verification that is no boolean', { verified: 'yes' }, ['verified']],
    ['has an unknown field', { rating: 'up', stars: 5 }, ['stars']],
  ])('refuses a body that %s', async (_, body, fields) => {
    const world = await feedbackSetting();
    const problem = await world.refusal(body, OWN_CURATOR);
    expect(problem.status).toBe(400);
    expect((problem.errors ?? []).map(({ field }) => field)).toEqual(fields);
    expect((await world.job()).feedback).toBeUndefined();
  });

  it('refuses a job that has not ended', async () => {
    const world = await feedbackSetting({ facts: [promptReceived, generated(), launched()] });
    expect(await world.refusal({ rating: 'up' })).toMatchObject({ status: 409 });
    expect(await world.refusal({ verified: true }, OWN_CURATOR)).toMatchObject({ status: 409 });
  });

  it('refuses others: who cannot read the job as if it did not exist, a reader because only the owner rates', async () => {
    const world = await feedbackSetting();
    for (const caller of [{ owner: 'another' }, CURATOR])
      for (const body of [{ rating: 'up' }, { verified: true }, 'not JSON'])
        expect(await world.refusal(body, caller)).toMatchObject({ status: 404 });
    await world.jobs.record(JOB_ID, SHARED);
    expect(await world.refusal({ rating: 'up' }, { owner: 'another' })).toMatchObject({ status: 403 });
    expect(await world.refusal({ verified: true }, { owner: 'another' })).toMatchObject({ status: 403 });
    expect(await world.refusal({ rating: 'up', verified: true }, CURATOR)).toMatchObject({ status: 403 });
    expect(await world.refusal({ rating: 'up', verified: true })).toMatchObject({ status: 403 });
    expect(await world.job()).not.toHaveProperty('feedback');
    expect(world.example()).toBeNull();
  });
});

describe('a verified answer', () => {
  it('is an example of its question and the first statement that returned rows, and nothing else', async () => {
    const queries = [
      query({ sql: 'select * from missing', result: 'failed' }),
      query({ sql: 'select 1 where false', rows: 0 }),
      query({ sql: `  ${SQL}\n` }),
      query({ sql: 'select 2' }),
    ];
    const world = await feedbackSetting({ queries });
    expect(await world.put({ rating: 'up', note: 'Checked.', verified: true }, OWN_CURATOR)).toMatchObject({
      status: 200,
      body: { rating: 'up', verified: true },
    });
    expect(world.example()).toEqual({
      version: 1,
      jobId: JOB_ID,
      createdAt: at(60),
      question: 'How many users are there in each age group?',
      sql: SQL,
    });
    expect(world.bus.published).toMatchObject([{ detail: { rating: 'up', verified: true } }]);
  });

  it('of another owner is verified while the job is shared, without its rating', async () => {
    const world = await feedbackSetting({ facts: [...SUCCEEDED, SHARED] });
    expect((await world.put({ verified: true }, CURATOR)).body).toEqual({ verified: true, givenAt: at(60) });
    expect(world.example()).toMatchObject({ sql: SQL });
    expect((await world.put({ verified: false }, CURATOR)).body).toEqual({ verified: false, givenAt: at(60) });
    expect(world.example()).toBeNull();
  });

  it('stays verified when the owner rates it', async () => {
    const world = await feedbackSetting();
    await world.put({ verified: true }, OWN_CURATOR);
    expect((await world.put({ rating: 'down' })).body).toMatchObject({ rating: 'down', verified: true });
    expect(world.example()).not.toBeNull();
  });

  it.each([
    ['a follow-up', { followUpOf: '01jdab3x9y7q2k4m6n8p0r1s2v' }, 'follow-up'],
    ['a question of more than 1,000 characters', { prompt: 'x'.repeat(1001) }, '1,000 characters'],
    [
      'a statement of more than 4,000 characters',
      { queries: [query({ sql: `${SQL}${' '.repeat(4)}--${'x'.repeat(4000)}` })] },
      '4,000',
    ],
    ['a program without statements', { queries: [] }, 'no statement that returned rows'],
    ['statements without rows', { queries: [query({ rows: 0 })] }, 'no statement that returned rows'],
    [
      'a column whose values are withheld',
      { catalog: 'tables:\n  users:\n    columns:\n      country: { sample: false }\n' },
      'users.country',
    ],
    ['a withheld table', { catalog: 'tables:\n  users: { use: false }\n' }, 'names users'],
  ])('cannot be %s', async (_, options, reason) => {
    const world = await feedbackSetting(options);
    const problem = await world.refusal({ rating: 'up', verified: true }, OWN_CURATOR);
    expect(problem).toMatchObject({ status: 422, detail: expect.stringContaining(reason) });
    expect(world.example()).toBeNull();
    expect(await world.job()).not.toHaveProperty('feedback');
    expect(await world.job()).not.toHaveProperty('verificationStarted');
  });

  it('waits for a catalog that can be read, and for the description of the tables', async () => {
    const world = await feedbackSetting({ catalog: 'tables: [' });
    expect(await world.refusal({ verified: true }, OWN_CURATOR)).toMatchObject({ status: 409 });
    await world.objects.erase(keys.catalog);
    await world.objects.erase(keys.tables);
    expect(await world.refusal({ verified: true }, OWN_CURATOR)).toMatchObject({ status: 409 });
    expect(world.example()).toBeNull();
  });

  it('is refused where there are as many examples as are read, unless it is one of them', async () => {
    const world = await feedbackSetting();
    await world.put({ verified: true }, OWN_CURATOR);
    for (let number = 1; number < MAX_EXAMPLES; number += 1) world.objects.objects.set(keys.example(`${number}`), '{}');
    await world.put({ verified: true }, OWN_CURATOR);
    await world.objects.erase(keys.example(JOB_ID));
    world.objects.objects.set(keys.example('another'), '{}');
    expect(await world.refusal({ verified: true }, OWN_CURATOR)).toMatchObject({ status: 409 });
  });
});

describe('two requests that verify an answer', () => {
  /** Another request, at the moment when the first one writes or erases the example. */
  async function concurrently(first: boolean, second: boolean) {
    const world = await feedbackSetting();
    if (!first) await world.put({ verified: true }, OWN_CURATOR);
    const refused: unknown[] = [];
    const interrupt = async () => void refused.push(await world.refusal({ verified: second }, OWN_CURATOR));
    const objects = {
      ...world.objects,
      write: async (...object: Parameters<typeof world.objects.write>) => {
        await interrupt();
        await world.objects.write(...object);
      },
      erase: async (prefix: string) => {
        await interrupt();
        return world.objects.erase(prefix);
      },
    };
    await world.put({ verified: first }, OWN_CURATOR, { objects });
    return { ...world, refused };
  }

  it.each([
    [true, false],
    [false, true],
    [true, true],
  ])('with %s and %s change the example one after the other', async (first, second) => {
    const world = await concurrently(first, second);
    expect(world.refused).toMatchObject([{ status: 409 }]);
    expect(world.example() !== null).toBe(first);
    expect((await world.put({ verified: second }, OWN_CURATOR)).body).toMatchObject({ verified: second });
    expect(world.example() !== null).toBe(second);
  });

  it('do not wait for one that was lost', async () => {
    const world = await feedbackSetting({
      facts: [...SUCCEEDED, { type: 'VerificationStarted', at: at(55), verified: true }],
    });
    expect(await world.refusal({ verified: true }, OWN_CURATOR)).toMatchObject({ status: 409 });
    world.time.seconds = 55 + VERIFICATION_SECONDS;
    expect((await world.put({ verified: true }, OWN_CURATOR)).body).toMatchObject({ verified: true });
  });

  it('leave no example of a job whose erasure began after the request was checked', async () => {
    const world = await feedbackSetting();
    const list = async (prefix: string) => {
      await world.jobs.record(JOB_ID, { type: 'ErasureStarted', at: at(60) });
      return world.objects.list(prefix);
    };
    const handle = giveFeedback({ ...world.ports, objects: { ...world.objects, list } });
    const request = { params: { jobId: JOB_ID }, body: { verified: true }, isCurator: true };
    await expect(handle(httpRequest(request))).rejects.toMatchObject({ problem: { status: 409 } });
    expect(world.example()).toBeNull();
  });
});
