import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../events';
import type { Announcer, Clock } from '../ports';

/** Transient error codes of an entry. All others are permanent. */
const TRANSIENT_ERRORS: ReadonlySet<string | undefined> = new Set([
  'InternalFailure',
  'ThrottlingException',
  'InternalException',
]);

const MAX_CALLS = 7;
const FIRST_DELAY_MS = 200;

/** PutEvents returns 200 also for a rejected entry, so the entry's own result is checked. */
export function eventBridgeAnnouncer(client: EventBridgeClient, busName: string, clock: Clock): Announcer {
  return {
    async publish({ detailType, detail }) {
      const entry = {
        EventBusName: busName,
        Source: EVENT_SOURCE,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      };
      for (let calls = 1; ; calls += 1) {
        const response = await client.send(new PutEventsCommand({ Entries: [entry] }));
        if (!response.FailedEntryCount) return;
        const { ErrorCode: code, ErrorMessage: message } = response.Entries?.[0] ?? {};
        if (!TRANSIENT_ERRORS.has(code) || calls === MAX_CALLS)
          throw new Error(`The event bus rejected ${detailType}: ${code} ${message}`);
        await clock.sleep(FIRST_DELAY_MS * 2 ** (calls - 1));
      }
    },
  };
}
