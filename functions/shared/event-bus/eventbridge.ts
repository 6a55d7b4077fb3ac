import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../events';
import type { EventBus } from './port';

/** PutEvents takes no more in one call. */
const ENTRIES_PER_CALL = 10;
const TRIES = 5;

/** Codes of PutEvents that pass; every other one is for good. */
const passing = new Set(['InternalFailure', 'InternalException', 'ThrottlingException']);

/** An entry was refused for good, or kept failing. */
export class EventsRefused extends Error {
  override name = 'EventsRefused';
}

type Pause = (milliseconds: number) => Promise<void>;
const wait: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The system's own bus on Amazon EventBridge. PutEvents does not throw for single entries: each is looked at. */
export function eventBridgeBus(client: EventBridgeClient, busName: string, pause: Pause = wait): EventBus {
  async function put(entries: PutEventsRequestEntry[]): Promise<void> {
    let left = entries;
    for (let attempt = 1; left.length > 0; attempt++) {
      if (attempt > 1) await pause(100 * 2 ** attempt);
      const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: left }));
      if (FailedEntryCount === 0) return;
      const answers = left.map((entry, index) => ({ entry, answer: Entries[index] ?? {} }));
      const failed = answers.filter(({ answer }) => answer.EventId === undefined);
      const refused = failed.find(({ answer }) => attempt === TRIES || !passing.has(answer.ErrorCode ?? ''));
      if (refused) throw new EventsRefused(reason(refused.entry, refused.answer));
      left = failed.map(({ entry }) => entry);
    }
  }

  return {
    async publish(events) {
      const entries = events.map(({ detailType, detail }) => ({
        EventBusName: busName,
        Source: EVENT_SOURCE,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      }));
      for (let start = 0; start < entries.length; start += ENTRIES_PER_CALL) {
        await put(entries.slice(start, start + ENTRIES_PER_CALL));
      }
    },
  };
}

const reason = (entry: PutEventsRequestEntry, answer: PutEventsResultEntry): string =>
  `EventBridge did not take ${entry.DetailType}: ${answer.ErrorCode} ${answer.ErrorMessage ?? ''}`.trimEnd();
