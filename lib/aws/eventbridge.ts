import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { Pause } from '../clock';

/** The limit of one PutEvents call. */
const ENTRIES_PER_CALL = 10;

/** Transient errors of a PutEvents entry; all others are permanent. */
const TRANSIENT_ERRORS = new Set(['InternalFailure', 'InternalException', 'ThrottlingException']);

/** EventBridge rejected an entry, or it kept failing. */
export class EventsRejected extends Error {
  override name = 'EventsRejected';
}

export interface Publication {
  readonly busName: string;
  /** The events' source. */
  readonly source: string;
  readonly events: readonly { readonly detailType: string; readonly detail: unknown }[];
  /** Calls in total for one entry, the first included. */
  readonly maxAttempts: number;
  /** Milliseconds before each retry; `attempt` is the number of failed calls, from 1. */
  readonly delay: (attempt: number) => number;
  readonly pause: Pause;
}

/**
 * Publishes events in order. PutEvents returns 200 even if it rejects an entry, so every result is checked, and
 * entries with transient errors are sent again. Rejects with EventsRejected.
 */
export async function publishEvents(client: EventBridgeClient, publication: Publication): Promise<void> {
  const entries = publication.events.map(({ detailType, detail }) => ({
    EventBusName: publication.busName,
    Source: publication.source,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  }));
  for (let start = 0; start < entries.length; start += ENTRIES_PER_CALL) {
    await putEvents(client, entries.slice(start, start + ENTRIES_PER_CALL), publication);
  }
}

async function putEvents(
  client: EventBridgeClient,
  entries: PutEventsRequestEntry[],
  { maxAttempts, delay, pause }: Publication,
): Promise<void> {
  let pending = entries;
  for (let attempt = 1; pending.length > 0; attempt += 1) {
    if (attempt > 1) await pause(delay(attempt - 1));
    const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: pending }));
    if (FailedEntryCount === 0) return;
    const failed = pending
      .map((entry, index) => ({ entry, result: Entries[index] ?? {} }))
      .filter(({ result }) => result.EventId === undefined);
    const rejected = failed.find(
      ({ result }) => attempt === maxAttempts || !TRANSIENT_ERRORS.has(result.ErrorCode ?? ''),
    );
    if (rejected) throw new EventsRejected(messageOf(rejected.entry, rejected.result));
    pending = failed.map(({ entry }) => entry);
  }
}

const messageOf = (entry: PutEventsRequestEntry, { ErrorCode, ErrorMessage = '' }: PutEventsResultEntry): string =>
  `EventBridge rejected ${entry.DetailType}: ${ErrorCode} ${ErrorMessage}`.trimEnd();
