import type { PublishedEvent } from '../../events';
import type { EventBus } from '../../functions/shared/event-bus/port';

/** A bus that keeps what it is given; `refuse` makes its next publication fail. */
export interface FakeEventBus extends EventBus {
  readonly published: PublishedEvent[];
  refuse(error: Error): void;
}

export function fakeEventBus(): FakeEventBus {
  const published: PublishedEvent[] = [];
  let refusal: Error | undefined;
  return {
    published,
    refuse(error) {
      refusal = error;
    },
    async publish(events) {
      const error = refusal;
      refusal = undefined;
      if (error) throw error;
      // As on the wire: what is published later changes nothing that was published before.
      published.push(...structuredClone(events));
    },
  };
}
