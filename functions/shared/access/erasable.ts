import { ERASABLE_AFTER_SECONDS } from '../../../lib/time-limits';
import { isVerificationOpen } from '../domain/feedback';
import { type Job, ordinalsOf, statusOf } from '../domain/job';
import { obligationsOf } from '../domain/obligations';

/** Why a job cannot be erased yet; undefined once nothing writes to it any more. */
export function whyNotErasable(job: Job, now: string): string | undefined {
  const { jobId } = job.accepted;
  const status = statusOf(job);
  if (!job.outcome) {
    return `Job ${jobId} is ${status}. Cancel it (POST /jobs/${jobId}/cancel) or wait for its end, then erase it.`;
  }
  if (obligationsOf(job).some(({ kind }) => kind === 'publish' || kind === 'stop')) {
    return `Job ${jobId} has ended (${status}), but its outcome is not published yet or its task is still being stopped. Retry in a few minutes.`;
  }
  if (isVerificationOpen(job, now)) return `The answer of job ${jobId} is being verified. Retry in a minute.`;
  const over = new Date(Date.parse(job.outcome.body.endedAt) + ERASABLE_AFTER_SECONDS * 1000).toISOString();
  if (isGenerationOpen(job) && now < over) {
    return `A program was being written for job ${jobId} when it ended (${status}). Retry after ${over}.`;
  }
  return undefined;
}

/** Whether the last generation was requested and has no result: generation.json may be written after the job's end. */
function isGenerationOpen({ reports, generations }: Job): boolean {
  const reported = Math.max(0, ...ordinalsOf(reports));
  const last = reports[reported]?.final ? reported : reported + 1;
  return generations[last] === undefined;
}
