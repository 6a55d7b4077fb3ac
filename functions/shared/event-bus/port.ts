import type { PublishedEvent } from '../../../events';

export interface EventBus {
  /**
   * Publishes events on the system's bus, in order. Entries that fail for a passing reason are sent again;
   * rejects when any entry was refused for good or is still failing, so that the caller's message is retried.
   */
  publish(events: readonly PublishedEvent[]): Promise<void>;
}
