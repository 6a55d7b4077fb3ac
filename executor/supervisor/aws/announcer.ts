import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../events';
import type { Announcer, Clock } from '../ports';

/** Error codes of an entry that pass by themselves; every other one is for good. */
const PASSING: ReadonlySet<string | undefined> = new Set([
  'InternalFailure',
  'ThrottlingException',
  'InternalException',
]);

const TRIES = 7;
const FIRST_PAUSE = 200;

/** PutEvents answers 200 for an entry that it did not take: each answer's entry is looked at. */
export function eventBridgeAnnouncer(client: EventBridgeClient, busName: string, clock: Clock): Announcer {
  return {
    async publish({ detailType, detail }) {
      const entry = {
        EventBusName: busName,
        Source: EVENT_SOURCE,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      };
      for (let tried = 1; ; tried += 1) {
        const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
        if (!answer.FailedEntryCount) return;
        const { ErrorCode: code, ErrorMessage: message } = answer.Entries?.[0] ?? {};
        if (!PASSING.has(code) || tried === TRIES)
          throw new Error(`${detailType} was not taken by the bus: ${code} ${message}`);
        await clock.sleep(FIRST_PAUSE * 2 ** (tried - 1));
      }
    },
  };
}
