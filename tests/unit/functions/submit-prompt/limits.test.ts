import { at } from '../shared/domain/facts';
import { setting } from './setting';

const prompt = { prompt: 'How many users are there?' };

describe('the limits of an owner', () => {
  it('refuse a prompt beyond the open jobs, and store nothing of it', async () => {
    const { post, refusal, objects } = setting({ allowance: { openJobs: 1, dailyUsd: 100 } });
    await post(prompt);
    const stored = objects.objects.size;
    expect(await refusal(prompt)).toMatchObject({ status: 429, detail: expect.stringContaining('MaxJobsPerOwner') });
    expect(objects.objects.size).toBe(stored);
  });

  it('refuse a prompt that could exceed the dollars of the day, and store nothing of it', async () => {
    const { post, refusal, objects } = setting({ allowance: { openJobs: 100, dailyUsd: 0.4 } });
    await post(prompt);
    const stored = objects.objects.size;
    expect(await refusal(prompt)).toMatchObject({
      status: 429,
      detail: expect.stringContaining('MaxDailyUsdPerOwner'),
    });
    expect(objects.objects.size).toBe(stored);
  });

  it('return the same job for a repeated key, also when the limit is reached', async () => {
    const { post } = setting({ allowance: { openJobs: 1, dailyUsd: 0.25 } });
    const key = { 'idempotency-key': 'key' };
    const first = await post(prompt, key);
    expect((await post(prompt, key)).body.jobId).toBe(first.body.jobId);
  });

  it('accept a prompt that was refused before, under the same key and with its full time', async () => {
    const { post, refusal, jobs, time } = setting({ allowance: { openJobs: 1, dailyUsd: 100 } });
    const { jobId } = (await post(prompt)).body;
    const key = { 'idempotency-key': 'key' };
    await refusal(prompt, key);
    const ended = await jobs.record(jobId, { type: 'CancelRequested', at: at(5) });
    if (ended) await jobs.settle(ended);
    time.seconds = 3000;
    const second = await jobs.read((await post(prompt, key)).body.jobId);
    expect(second?.accepted.acceptedAt).toBe(at(3000));
  });

  it('hold when two prompts arrive at the same time', async () => {
    const { post, table } = setting({ allowance: { openJobs: 1, dailyUsd: 100 } });
    const results = await Promise.allSettled([post(prompt), post(prompt), post(prompt)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(table.jobs()).toHaveLength(1);
  });
});
