import type { Log } from '../../lib/log';
import { attemptOf, type Job } from '../shared/domain/job';
import { type Obligation, obligationId, obligationsOf } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { JobStore } from '../shared/job-store/port';
import { withLogContext } from '../shared/log-context';
import { eventOfObligation } from '../shared/obligation-events';

/** How far the clocks of executor and functions may differ. */
const CLOCK_SKEW_MS = 5_000;

/** A job before and after one write of its item. */
export interface Change {
  readonly before?: Job;
  readonly after: Job;
}

interface Ports {
  readonly jobs: Pick<JobStore, 'settle'>;
  readonly bus: EventBus;
  readonly now: () => string;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/**
 * Publishes the obligations that a write made due. A job settles with its owner before its outcome is published. Never rejects, so that one bad change does not block the stream:
 * sweep-jobs dispatches what was missed.
 */
export const dispatchObligations =
  ({ jobs, bus, now, log }: Ports) =>
  async (changes: readonly Change[]): Promise<void> => {
    for (const change of changes) {
      await withLogContext(logContextOf(change), async () => {
        try {
          const obligations = newlyDue(change, now());
          if (obligations.some(({ kind }) => kind === 'publish')) await jobs.settle(change.after);
          const events = obligations.flatMap((obligation) => eventOfObligation(change.after, obligation, now()) ?? []);
          if (events.length === 0) return;
          await bus.publish(events);
          log.info('Obligations dispatched.', { events: events.map(({ detailType }) => detailType) });
        } catch (error) {
          log.error('Obligations were not dispatched; the next sweep retries them.', { error });
        }
      });
    }
  };

export const logContextOf = ({ after }: Change) => ({ jobId: after.accepted.jobId, attempt: attemptOf(after) });

function newlyDue({ before, after }: Change, now: string): Obligation[] {
  const dueBefore = new Set(before ? obligationsOf(before).map(obligationId) : []);
  const soon = new Date(Date.parse(now) + CLOCK_SKEW_MS).toISOString();
  return obligationsOf(after).filter(
    (obligation) => obligation.dueAt <= soon && !dueBefore.has(obligationId(obligation)),
  );
}
