import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../events';
import { publishEvents } from '../../../lib/aws/eventbridge';
import { exponential } from '../../../lib/retry';
import type { Clock, EventBus } from '../ports';

/** Amazon EventBridge. Retries longer than a function would, because the task has no queue that redelivers its work. */
export const eventBridgeBus = (client: EventBridgeClient, busName: string, clock: Clock): EventBus => ({
  publish: (event) =>
    publishEvents(client, {
      busName,
      source: EVENT_SOURCE,
      events: [event],
      maxAttempts: 7,
      delay: exponential(200),
      pause: clock.sleep,
    }),
});
