import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../log';
import { type LogContext, withLogContext } from '../log-context';
import type { MessageQueue } from './port';
import { Postponed } from './postponed';

/**
 * How often a message is received at the most when each time it is postponed. A queue takes it for a dead letter when
 * it has been received more often than its maxReceiveCount, which has to be larger: the rest is for failures.
 */
export const POSTPONED_RECEIVES = 8;

/** An event as EventBridge puts it into a queue, read as far as every function needs it. */
export interface EventBridgeEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: unknown;
  /** Set on events that an archive sends again. */
  readonly 'replay-name'?: string;
}

/**
 * Makes a queue's consumer of a handler of one event. A message whose handling rejects goes back to its queue,
 * alone; the others of the batch are done with. `subject` says which job an event is about; own events say it
 * themselves. With `queue`, a message that is postponed is hidden for the time that its handler says; when that has
 * been often enough the message is done with, because what it asks for stays owed, and the sweep asks for it.
 */
export function consume(
  handle: (event: EventBridgeEvent) => Promise<void>,
  log: Pick<Log, 'info' | 'error'>,
  subject: (event: EventBridgeEvent) => LogContext | undefined = logContextOfDetail,
  queue?: MessageQueue,
) {
  async function postpone({ receiptHandle }: SQSRecord, receiveCount: number, { seconds }: Postponed) {
    if (receiveCount >= POSTPONED_RECEIVES) return false;
    await queue?.changeVisibility(receiptHandle, seconds);
    return true;
  }

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(
      Records.map(async (record) => {
        const { messageId, body, attributes } = record;
        const receiveCount = Number(attributes?.ApproximateReceiveCount ?? 1);
        const event = parsed(body);
        return withLogContext(
          { event: event?.['detail-type'], messageId, ...logContextOf(event, subject) },
          async () => {
            try {
              const postponed = await postponementOf(handle(event ?? (JSON.parse(body) as EventBridgeEvent)));
              const again = postponed !== undefined && (await postpone(record, receiveCount, postponed));
              if (!postponed) log.info('Event handled.');
              else
                log.info('An event was postponed.', {
                  receiveCount,
                  seconds: postponed.seconds,
                  reason: postponed.message,
                });
              return again ? [{ itemIdentifier: messageId }] : [];
            } catch (error) {
              log.error('An event was not handled; it goes back to its queue.', { receiveCount, error });
              return [{ itemIdentifier: messageId }];
            }
          },
        );
      }),
    );
    return { batchItemFailures: failed.flat() };
  };
}

/** Functions with side effects do nothing for an event that an archive sends again. */
export const isReplayed = (event: EventBridgeEvent): boolean => event['replay-name'] !== undefined;

const postponementOf = (handled: Promise<void>): Promise<Postponed | undefined> =>
  handled.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Postponed) return error;
      throw error;
    },
  );

function parsed(body: string): EventBridgeEvent | undefined {
  try {
    return JSON.parse(body) as EventBridgeEvent;
  } catch {
    return undefined;
  }
}

/** An event that breaks its contract is about nothing; its handler says what is wrong with it. */
function logContextOf(
  event: EventBridgeEvent | undefined,
  subject: (event: EventBridgeEvent) => LogContext | undefined,
): LogContext {
  try {
    return (event && subject(event)) ?? {};
  } catch {
    return {};
  }
}

/** What own events say of themselves. */
export function logContextOfDetail({ detail }: EventBridgeEvent): LogContext {
  const { jobId, attempt, launch } = detail as LogContext;
  return { jobId, attempt, launch };
}
