import { JobCancelled } from '../../../../events';
import { outcomeEvent } from '../../../../functions/shared/obligation-events';
import { at } from '../shared/domain/facts';
import { setting } from './setting';

/** The outcome event of a job that was submitted and cancelled. */
async function outcome(prompt: string, settings: Parameters<typeof setting>[0], headers: Record<string, string> = {}) {
  const { post, jobs } = setting(settings);
  const { jobId } = (await post({ prompt }, headers)).body;
  const job = await jobs.record(jobId, { type: 'CancelRequested', at: at(5) });
  if (!job) throw new Error('The job is gone.');
  return { jobId, detail: JobCancelled.parse(outcomeEvent(job)?.detail) };
}

describe('the outcome of a submitted job', () => {
  it('has the first 300 characters of the question and a link to the job', async () => {
    const { jobId, detail } = await outcome(`How many${'?'.repeat(400)}`, {});
    expect(detail.question).toBe(`How many${'?'.repeat(292)}`);
    expect(detail.link).toBe(`https://api.example/jobs/${jobId}`);
  });

  it('links to the page, where there is one', async () => {
    const { jobId, detail } = await outcome('How many?', { pageUrl: 'https://page.example/' });
    expect(detail.link).toBe(`https://page.example/#${jobId}`);
  });

  it('links to no address that the caller has forged', async () => {
    const { detail } = await outcome('How many?', {}, { 'x-forwarded-host': 'evil.example' });
    expect(detail.link).toMatch(/^https:\/\/api\.example\//);
  });

  it('has no question where a parameter leaves it out', async () => {
    const { detail } = await outcome('A secret?', { questionInEvents: false });
    expect(JSON.stringify(detail)).not.toContain('secret');
  });

  it('has no half of a character at the end of the question', async () => {
    const { detail } = await outcome(`${'x'.repeat(299)}🎉`, {});
    expect(detail.question).toBe(`${'x'.repeat(299)}\ufffd`);
  });
});
