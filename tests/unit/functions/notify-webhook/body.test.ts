import { JobFailed, JobSucceeded } from '../../../../events';
import { webhookMessage } from '../../../../functions/notify-webhook/body';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { apply, newJob } from '../../../../functions/shared/domain/job';
import { accepted, at, finished, JOB_ID } from '../shared/domain/facts';

const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const message = (fact: Fact) => {
  const { id, body } = webhookMessage(apply(newJob(accepted()), fact)) ?? { id: '', body: '{}' };
  return { id, body, said: JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> } };
};

describe('what a webhook says', () => {
  it('is the event of the outcome, under its id', () => {
    const { id, said } = message(finished());
    expect(id).toBe(`${JOB_ID}:JobSucceeded`);
    expect(said).toMatchObject({ type: 'job.succeeded', timestamp: at(40) });
    expect(JobSucceeded.parse(said.data)).toMatchObject({ answer: 'There are 1,000 users.', values: { users: 1000 } });
  });

  it('says why a job failed or that it was cancelled', () => {
    const failure = { kind: 'program_error' as const, message: 'KeyError' };
    const { said } = message(finished(1, { result: 'failed', failure }));
    expect(said.type).toBe('job.failed');
    expect(JobFailed.parse(said.data).failure).toMatchObject({ kind: 'program_error', hint: expect.any(String) });
    expect(message({ type: 'CancelRequested', at: at(5) }).said.type).toBe('job.cancelled');
  });

  it('is nothing while the job has not ended', () => {
    expect(webhookMessage(newJob(accepted()))).toBeUndefined();
  });

  it('stays below 20 KB and says what was left out, whatever the job brought', () => {
    const artifacts = Array.from({ length: 400 }, (_, index) => ({
      name: `${'ä'.repeat(300)}${index}.csv`,
      size: 1,
      sha256: SHA,
      mediaType: 'text/csv',
    }));
    const values = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`value ${index}`, 'x'.repeat(500)]));
    for (const large of [{ artifacts }, { values }, { artifacts, values, answer: 'ü'.repeat(2000) }]) {
      const { body, said } = message(finished(1, large));
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      expect(said.data.note).toContain(`GET /jobs/${JOB_ID}`);
      expect(JobSucceeded.schema.safeParse(said.data).success).toBe(true);
    }
    expect(message(finished()).said.data.note).toBeUndefined();
  });
});
