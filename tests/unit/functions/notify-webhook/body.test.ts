import { JobFailed, JobSucceeded } from '../../../../events';
import { webhookMessage } from '../../../../functions/notify-webhook/body';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { apply, newJob } from '../../../../functions/shared/domain/job';
import { accepted, at, finished, JOB_ID } from '../shared/domain/facts';

const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const webhookOf = (fact: Fact) => {
  const { id, body } = webhookMessage(apply(newJob(accepted()), fact)) ?? { id: '', body: '{}' };
  return { id, body, content: JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> } };
};

describe('the content of a webhook', () => {
  it('is the event of the outcome, under its id', () => {
    const { id, content } = webhookOf(finished());
    expect(id).toBe(`${JOB_ID}:JobSucceeded`);
    expect(content).toMatchObject({ type: 'job.succeeded', timestamp: at(40) });
    expect(JobSucceeded.parse(content.data)).toMatchObject({
      answer: 'There are 1,000 users.',
      values: { users: 1000 },
    });
  });

  it('has the failure of a job, or its cancellation', () => {
    const failure = { kind: 'program_error' as const, message: 'KeyError' };
    const { content } = webhookOf(finished(1, { result: 'failed', failure }));
    expect(content.type).toBe('job.failed');
    expect(JobFailed.parse(content.data).failure).toMatchObject({ kind: 'program_error', hint: expect.any(String) });
    expect(webhookOf({ type: 'CancelRequested', at: at(5) }).content.type).toBe('job.cancelled');
  });

  it('is nothing while the job has not ended', () => {
    expect(webhookMessage(newJob(accepted()))).toBeUndefined();
  });

  it('stays below 20 KB and notes what was left out, whatever the size of the outcome', () => {
    const artifacts = Array.from({ length: 400 }, (_, index) => ({
      name: `${'ä'.repeat(300)}${index}.csv`,
      size: 1,
      sha256: SHA,
      mediaType: 'text/csv',
    }));
    const values = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`value ${index}`, 'x'.repeat(500)]));
    for (const large of [{ artifacts }, { values }, { artifacts, values, answer: 'ü'.repeat(2000) }]) {
      const { body, content } = webhookOf(finished(1, large));
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      expect(content.data.note).toContain(`GET /jobs/${JOB_ID}`);
      expect(JobSucceeded.schema.safeParse(content.data).success).toBe(true);
    }
    expect(webhookOf(finished()).content.data.note).toBeUndefined();
  });
});
