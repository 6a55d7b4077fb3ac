import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../events';
import { publishEvents } from '../../../lib/aws/eventbridge';
import { type Pause, pause } from '../../../lib/clock';
import { exponential } from '../../../lib/retry';
import type { EventBus } from './port';

/** Amazon EventBridge. */
export const eventBridgeBus = (client: EventBridgeClient, busName: string, wait: Pause = pause): EventBus => ({
  publish: (events) =>
    publishEvents(client, {
      busName,
      source: EVENT_SOURCE,
      events,
      maxAttempts: 5,
      delay: exponential(400),
      pause: wait,
    }),
});
