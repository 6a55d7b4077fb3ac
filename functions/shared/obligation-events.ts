import {
  GenerationRequested,
  JobCancelled,
  JobFailed,
  JobSucceeded,
  LaunchRequested,
  type OwnEvent,
  StopRequested,
  WebhookRequested,
} from '../../events';
import type { Job } from './domain/job';
import type { Obligation } from './domain/obligations';

/**
 * The event that asks a function for what a job owes; undefined for what sweep-jobs sees to by itself. `now` is the
 * time of asking; an outcome's event says when the job ended, and is the same whenever it is sent.
 */
export function eventOfObligation(job: Job, owed: Obligation, now: string): OwnEvent | undefined {
  const { jobId } = job.accepted;
  const asked = { jobId, occurredAt: now };
  switch (owed.kind) {
    case 'generate':
      return GenerationRequested.create({ ...asked, attempt: owed.attempt });
    case 'launch':
      return LaunchRequested.create({ ...asked, launch: owed.launch });
    case 'stop':
      return StopRequested.create({ ...asked, reason: `The job has ended: ${job.outcome?.status ?? 'unknown'}.` });
    case 'webhook':
      return WebhookRequested.create({ ...asked, delivery: owed.delivery });
    case 'announce':
      return outcomeEvent(job);
    case 'observe':
    case 'deadline':
      return undefined;
  }
}

/** The outcome as it is announced on the bus and by webhook. */
export function outcomeEvent(job: Job): OwnEvent | undefined {
  const { outcome } = job;
  if (!outcome) return undefined;
  const stamp = { jobId: job.accepted.jobId, occurredAt: outcome.body.endedAt };
  switch (outcome.status) {
    case 'succeeded':
      return JobSucceeded.create({
        ...stamp,
        ...outcome.body,
        values: { ...outcome.body.values },
        assumptions: [...outcome.body.assumptions],
        warnings: [...outcome.body.warnings],
        artifacts: [...outcome.body.artifacts],
      });
    case 'failed':
      return JobFailed.create({ ...stamp, ...outcome.body, artifacts: [...outcome.body.artifacts] });
    case 'cancelled':
      return JobCancelled.create({ ...stamp, ...outcome.body });
  }
}
