import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../events';
import { publishEvents } from '../../../lib/aws/eventbridge';
import { exponential } from '../../../lib/retry';
import type { Announcer, Clock } from '../ports';

/** Amazon EventBridge. Retries longer than a function would, because the task has no queue that redelivers its work. */
export const eventBridgeAnnouncer = (client: EventBridgeClient, busName: string, clock: Clock): Announcer => ({
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
