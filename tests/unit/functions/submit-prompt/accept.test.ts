import { JobDocument, JobId, keys, PromptAccepted, PromptReceived } from '../../../../events';
import { at } from '../shared/domain/facts';
import { setting } from './setting';

const key = { 'idempotency-key': '5f1f2b1e-8f2b-4c0e-9a4e-0a7f1d2c3b4a' };
const stored = (objects: Map<string, string>, jobId: string) =>
  JobDocument.parse(JSON.parse(objects.get(keys.job(jobId)) ?? ''));

describe('POST /prompt', () => {
  it('stores the prompt, creates the job, publishes PromptReceived and responds with links', async () => {
    const { post, objects, jobs, bus } = setting();
    const { status, headers, body } = await post({ prompt: 'How many users are there?' });
    const { jobId, links } = PromptAccepted.parse(body);
    expect(status).toBe(202);
    expect(headers?.location).toBe(links.self);
    expect(links.self).toBe(`https://api.example/jobs/${jobId}`);
    expect(stored(objects.objects, jobId).prompt).toBe('How many users are there?');
    expect((await jobs.read(jobId))?.accepted.promptStart).toBe('How many users are there?');
    expect(bus.published.map(({ detail }) => PromptReceived.parse(detail).promptKey)).toEqual([keys.job(jobId)]);
  });

  it('sets defaults, and a deadline that leaves every attempt its full time', async () => {
    const { post, objects } = setting();
    const plain = await post({ prompt: 'a' });
    expect(stored(objects.objects, plain.body.jobId)).toMatchObject({
      size: 'small',
      limits: { timeoutSeconds: 300, maxAttempts: 3 },
      deadlineAt: at(300 * 3 + 900),
    });
    const response = await post({ prompt: 'a', size: 'large', timeoutSeconds: 60, maxAttempts: 1 });
    expect(stored(objects.objects, response.body.jobId)).toMatchObject({ size: 'large', deadlineAt: at(60 + 900) });
  });

  it('creates a job for every prompt', async () => {
    const { post } = setting();
    const ids = await Promise.all(Array.from({ length: 50 }, async () => (await post({ prompt: 'a' })).body.jobId));
    expect(new Set(ids).size).toBe(50);
    expect(ids.every((id) => JobId.safeParse(id).success)).toBe(true);
  });

  it('creates one job for one Idempotency-Key, also concurrently', async () => {
    const { post, table } = setting();
    const answers = await Promise.all([
      post({ prompt: 'a' }, key),
      post({ prompt: 'a' }, key),
      post({ prompt: 'a' }, key),
    ]);
    expect(new Set(answers.map(({ body }) => body.jobId)).size).toBe(1);
    expect(table.jobs()).toHaveLength(1);
  });

  it('separates the keys of two owners', async () => {
    const { post } = setting();
    const [mine, yours] = [await post({ prompt: 'a' }, key, 'me'), await post({ prompt: 'a' }, key, 'you')];
    expect(mine.body.jobId).not.toBe(yours.body.jobId);
  });

  it('refuses another body under the same key, whatever the order of its fields was', async () => {
    const { post, refusal } = setting();
    await post('{"prompt":"a","size":"small"}', key);
    expect((await post('{ "size": "small", "prompt": "a" }', key)).status).toBe(202);
    expect(await refusal({ prompt: 'b' }, key)).toMatchObject({ status: 422 });
  });

  it('resumes a call that failed before its event, with the time of the first', async () => {
    const { post, bus, objects, time } = setting();
    bus.refuse(new Error('down'));
    await expect(post({ prompt: 'a' }, key)).rejects.toThrow('down');
    time.seconds = 100;
    const { body } = await post({ prompt: 'a' }, key);
    expect(bus.published).toHaveLength(1);
    expect(bus.published[0]?.detail).toMatchObject({ eventId: `${body.jobId}:PromptReceived`, occurredAt: at(0) });
    expect(stored(objects.objects, body.jobId).acceptedAt).toBe(at(0));
  });

  it('refuses a key whose first call failed before it created a job and whose deadline is over', async () => {
    const { post, refusal, objects, jobs, table, time } = setting();
    const { body } = await post({ prompt: 'a' }, key);
    await jobs.erase(body.jobId);
    time.seconds = 1799;
    expect((await post({ prompt: 'a' }, key)).status).toBe(202);
    await jobs.erase(body.jobId);
    time.seconds = 1800;
    expect(await refusal({ prompt: 'a' }, key)).toMatchObject({
      status: 422,
      type: 'urn:code-interpreter:problem:idempotency-key-expired',
    });
    expect(table.jobs()).toEqual([]);
    expect(stored(objects.objects, body.jobId).acceptedAt).toBe(at(0));
  });

  it('returns the job of its key, however long ago it ended', async () => {
    const { post, time } = setting();
    const { jobId } = (await post({ prompt: 'a' }, key)).body;
    time.seconds = 100_000;
    expect(await post({ prompt: 'a' }, key)).toMatchObject({ status: 202, body: { jobId } });
  });

  it('publishes nothing once the event is recorded, and returns the current status', async () => {
    const { post, bus, jobs } = setting();
    const { jobId } = (await post({ prompt: 'a' }, key)).body;
    await jobs.record(jobId, { type: 'PromptReceived', at: at(1) });
    expect((await post({ prompt: 'a' }, key)).body.status).toBe('generating');
    expect(bus.published).toHaveLength(1);
  });

  it('stores the webhook with the job', async () => {
    const { post, jobs } = setting({ hosts: { 'hooks.example.com': ['93.184.215.14'] } });
    const { body } = await post({ prompt: 'a', webhookUrl: 'https://hooks.example.com/jobs' });
    expect((await jobs.read(body.jobId))?.accepted.webhookUrl).toBe('https://hooks.example.com/jobs');
  });
});
