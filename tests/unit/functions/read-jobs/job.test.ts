import { JobView, keys } from '../../../../events';
import { storedReport } from '../setting';
import { accepted, at, finished, generated, JOB_ID, launched, taskChanged } from '../shared/domain/facts';
import { program, reading, SHA } from './setting';

const artifacts = [{ name: 'charts/ages by group.png', size: 10, sha256: SHA, mediaType: 'image/png' }];
const failed = { result: 'failed' as const, failure: { kind: 'program_error' as const, message: 'KeyError' } };

async function view(world: Awaited<ReturnType<typeof reading>>): Promise<JobView> {
  const { status, body } = await world.get('/jobs/{jobId}');
  expect(status).toBe(200);
  return JobView.parse(body);
}

describe('GET /jobs/{jobId}', () => {
  it('shows a job that was just accepted', async () => {
    const job = await view(await reading());
    expect(job).toMatchObject({ status: 'received', attempts: [], artifacts: [], values: {} });
    expect(job.links.self).toBe(`https://api.example/jobs/${JOB_ID}`);
  });

  it('shows the whole prompt, or its first characters without the document', async () => {
    const world = await reading();
    expect((await view(world)).prompt).toBe('How many users are there?');
    const { acceptedAt, deadlineAt, limits } = accepted();
    const document = { version: 1, jobId: JOB_ID, prompt: 'a'.repeat(5000), owner: 'anonymous', size: 'small' };
    world.objects.objects.set(
      keys.job(JOB_ID),
      JSON.stringify({ ...document, limits, acceptedAt, deadlineAt, requestSha256: SHA }),
    );
    expect((await view(world)).prompt).toHaveLength(5000);
  });

  it('shows what is recorded when a document is unreadable', async () => {
    const world = await reading([generated(), launched(), finished(1, { artifacts })]);
    world.objects.objects.set(storedReport(1)[0], '{"version":2}');
    expect(await view(world)).toMatchObject({
      status: 'succeeded',
      answer: 'There are 1,000 users.',
      queries: [],
    });
  });

  it('shows answer, values, program, queries and artifacts of a job that succeeded', async () => {
    const world = await reading([
      generated(),
      launched(),
      finished(1, { artifacts, assumptions: ['Nulls are left out.'] }),
    ]);
    world.objects.objects.set(...program(1, 'answer("1000")'));
    world.objects.objects.set(...storedReport(1, { artifacts }));
    const job = await view(world);
    expect(job).toMatchObject({
      status: 'succeeded',
      answer: 'There are 1,000 users.',
      values: { users: 1000 },
      assumptions: ['Every row is a user.', 'Nulls are left out.'],
      program: 'answer("1000")',
      sandbox: ['seccomp'],
      usage: { modelCalls: 1 },
      endedAt: at(40),
    });
    expect(job.artifacts[0]?.link).toBe(`https://api.example/jobs/${JOB_ID}/results/charts/ages%20by%20group.png`);
    expect(job.failure).toBeUndefined();
  });

  it('shows every attempt with its program and its error', async () => {
    const world = await reading([generated(1), launched(), finished(1, { ...failed, final: false }), generated(2)]);
    world.objects.objects.set(...program(1, 'first'));
    world.objects.objects.set(...program(2, 'second'));
    world.objects.objects.set(...storedReport(1, { ...failed, final: false }));
    const job = await view(world);
    expect(job.attempts).toMatchObject([
      { attempt: 1, program: 'first', result: 'failed', failure: { message: 'KeyError' } },
      { attempt: 2, program: 'second' },
    ]);
    expect(job.attempts[1]?.result).toBeUndefined();
    expect(job.usage).toMatchObject({ modelCalls: 2, inputTokens: 2400 });
  });

  it('shows why a job failed, with a hint', async () => {
    const job = await view(await reading([generated(), finished(1, failed)]));
    expect(job).toMatchObject({ status: 'failed', failure: { kind: 'program_error', hint: expect.any(String) } });
  });

  it('shows the timings', async () => {
    const task = taskChanged({ version: 3, status: 'RUNNING', startedAt: at(25) });
    const job = await view(await reading([generated(1, 5), launched(), task, finished()]));
    expect(job.timings).toEqual({
      total: 40,
      steps: { model: 5, launch: 1, start: 19, dispatch: 5, run: 10 },
      overlapped: {},
    });
  });

  it('shows the deliveries of a webhook', async () => {
    const result = { at: at(41), state: 'failed' as const, status: 503, nextAt: at(101) };
    const job = await view(
      await reading([finished(), { type: 'DeliveryAttempted', at: at(41), delivery: 1, result }], {
        changes: { webhookUrl: 'https://hooks.example.com/' },
      }),
    );
    expect(job.webhook).toEqual({
      url: 'https://hooks.example.com/',
      delivered: false,
      deliveries: [{ delivery: 1, at: at(41), status: 503 }],
    });
  });

  it('responds with 404 for a job of another owner, or one that does not exist', async () => {
    const { get } = await reading();
    const gone = { problem: { status: 404 } };
    await expect(get('/jobs/{jobId}', { owner: 'somebody' })).rejects.toMatchObject(gone);
    await expect(get('/jobs/{jobId}', { params: { jobId: '01jdab3x9y7q2k4m6n8p0r1s2v' } })).rejects.toMatchObject(gone);
    await expect(get('/jobs/{jobId}/events', { owner: 'somebody' })).rejects.toMatchObject(gone);
  });
});
