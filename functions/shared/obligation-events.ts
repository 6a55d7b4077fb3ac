import {
  GenerationRequested,
  JobCancelled,
  JobFailed,
  JobSucceeded,
  LaunchRequested,
  type PublishedEvent,
  StopRequested,
  WebhookRequested,
} from '../../events';
import type { Job } from './domain/job';
import type { Obligation } from './domain/obligations';

/**
 * The event that requests an obligation; undefined for those that sweep-jobs fulfils. A request occurs `now`, an outcome
 * at the job's end, so that its event is always the same.
 */
export function eventOfObligation(job: Job, obligation: Obligation, now: string): PublishedEvent | undefined {
  const { jobId } = job.accepted;
  const request = { jobId, occurredAt: now };
  switch (obligation.kind) {
    case 'generate':
      return GenerationRequested.create({ ...request, attempt: obligation.attempt });
    case 'launch':
      return LaunchRequested.create({ ...request, launch: obligation.launch });
    case 'stop':
      return StopRequested.create({ ...request, reason: `The job has ended: ${job.outcome?.status ?? 'unknown'}.` });
    case 'replace':
      return StopRequested.create({ ...request, reason: 'The claimed standby did not take its job.' });
    case 'webhook':
      return WebhookRequested.create({ ...request, delivery: obligation.delivery });
    case 'publish':
      return outcomeEvent(job);
    case 'observe':
    case 'deadline':
      return undefined;
  }
}

/** The event of the outcome, for the bus and for webhooks. */
export function outcomeEvent(job: Job): PublishedEvent | undefined {
  const { outcome } = job;
  if (!outcome) return undefined;
  const envelope = { jobId: job.accepted.jobId, occurredAt: outcome.body.endedAt };
  switch (outcome.status) {
    case 'succeeded':
      return JobSucceeded.create({
        ...envelope,
        ...outcome.body,
      });
    case 'failed':
      return JobFailed.create({ ...envelope, ...outcome.body });
    case 'cancelled':
      return JobCancelled.create({ ...envelope, ...outcome.body });
  }
}
