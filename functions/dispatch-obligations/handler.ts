import type { PublishedEvent } from '../../events';
import type { Log } from '../../lib/log';
import { attemptOf, type Job } from '../shared/domain/job';
import { obligationId, obligationsOf } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
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
  readonly bus: EventBus;
  readonly now: () => string;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/**
 * Publishes the obligations that a write made due. Never rejects, so that one bad change does not block the stream:
 * sweep-jobs dispatches what was missed.
 */
export const dispatchObligations =
  ({ bus, now, log }: Ports) =>
  async (changes: readonly Change[]): Promise<void> => {
    for (const change of changes) {
      await withLogContext(logContextOf(change), async () => {
        try {
          const events = newlyDue(change, now());
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

function newlyDue({ before, after }: Change, now: string): PublishedEvent[] {
  const dueBefore = new Set(before ? obligationsOf(before).map(obligationId) : []);
  const soon = new Date(Date.parse(now) + CLOCK_SKEW_MS).toISOString();
  return obligationsOf(after)
    .filter((obligation) => obligation.dueAt <= soon && !dueBefore.has(obligationId(obligation)))
    .flatMap((obligation) => eventOfObligation(after, obligation, now) ?? []);
}
