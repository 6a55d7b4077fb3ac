import type { OwnEvent } from '../../events';
import { attemptOf, type Job } from '../shared/domain/job';
import { obligationId, obligationsOf } from '../shared/domain/obligations';
import type { EventBus } from '../shared/event-bus/port';
import type { Log } from '../shared/log';
import { withLogContext } from '../shared/log-context';
import { eventOfObligation } from '../shared/obligation-events';

/** Milliseconds by which the clocks of executor and functions may differ. */
const CLOCK_SKEW = 5_000;

/** A job's item before and after one write. */
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
 * Publishes what a write has newly brought due. Never rejects, so that one bad change does not hold up the stream:
 * what is missed here stays owed, and sweep-jobs finds it.
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
          log.info('Decided.', { events: events.map(({ detailType }) => detailType) });
        } catch (error) {
          log.error('Decisions were not published; the sweep will.', { error });
        }
      });
    }
  };

export const logContextOf = ({ after }: Change) => ({ jobId: after.accepted.jobId, attempt: attemptOf(after) });

function newlyDue({ before, after }: Change, now: string): OwnEvent[] {
  const dueBefore = new Set(before ? obligationsOf(before).map(obligationId) : []);
  const soon = new Date(Date.parse(now) + CLOCK_SKEW).toISOString();
  return obligationsOf(after)
    .filter((owed) => owed.dueAt <= soon && !dueBefore.has(obligationId(owed)))
    .flatMap((owed) => eventOfObligation(after, owed, now) ?? []);
}
