import type { PublishedEvent } from '../../../events';

export interface EventBus {
  /**
   * Publishes events on the system's bus, in order. Transient errors are retried. Rejects if the bus rejected an
   * event or keeps failing; the caller's message is then redelivered.
   */
  publish(events: readonly PublishedEvent[]): Promise<void>;
}
