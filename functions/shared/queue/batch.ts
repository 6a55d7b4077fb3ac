import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../../../lib/log';
import { type LogContext, withLogContext } from '../log-context';
import type { MessageQueue } from './port';
import { Postponed } from './postponed';

/** Maximum receives of a postponed message. Below the queue's maxReceiveCount, so that receives remain for failures. */
export const MAX_POSTPONED_RECEIVES = 8;

/** An event as EventBridge delivers it to a queue; the fields that functions use. */
export interface EventBridgeEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: unknown;
  /** Set on events that an archive replays. */
  readonly 'replay-name'?: string;
}

/**
 * Adapts a handler of one event to an SQS batch. Failed messages are returned to the queue individually. With `queue`,
 * a postponed message becomes visible again after the delay that its handler gives; after MAX_POSTPONED_RECEIVES it is
 * dropped, because the sweep requests the work again.
 */
export function consume(
  handle: (event: EventBridgeEvent) => Promise<void>,
  log: Pick<Log, 'info' | 'error'>,
  contextOf: (event: EventBridgeEvent) => LogContext | undefined = logContextOfDetail,
  queue?: MessageQueue,
) {
  /** False if the message is dropped. */
  async function postpone({ receiptHandle }: SQSRecord, receiveCount: number, { seconds }: Postponed) {
    if (receiveCount >= MAX_POSTPONED_RECEIVES) return false;
    await queue?.changeVisibility(receiptHandle, seconds);
    return true;
  }

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = await Promise.all(
      Records.map(async (record) => {
        const { messageId, body, attributes } = record;
        const receiveCount = Number(attributes?.ApproximateReceiveCount ?? 1);
        const event = parsed(body);
        return withLogContext(
          { event: event?.['detail-type'], messageId, ...logContextOf(event, contextOf) },
          async () => {
            try {
              const postponed = await postponementOf(handle(event ?? (JSON.parse(body) as EventBridgeEvent)));
              if (!postponed) {
                log.info('Event handled.');
                return [];
              }
              const returned = await postpone(record, receiveCount, postponed);
              const { seconds, message: reason } = postponed;
              log.info('Event postponed.', { receiveCount, seconds, reason });
              return returned ? [{ itemIdentifier: messageId }] : [];
            } catch (error) {
              log.error('Event not handled. The message returns to the queue.', { receiveCount, error });
              return [{ itemIdentifier: messageId }];
            }
          },
        );
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}

/** Functions with side effects ignore events that an archive replays. */
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

/** Empty for a malformed event; its handler reports the error. */
function logContextOf(
  event: EventBridgeEvent | undefined,
  contextOf: (event: EventBridgeEvent) => LogContext | undefined,
): LogContext {
  try {
    return (event && contextOf(event)) ?? {};
  } catch {
    return {};
  }
}

/** The fields that our own events have in their detail. */
export function logContextOfDetail({ detail }: EventBridgeEvent): LogContext {
  const { jobId, attempt, launch } = detail as LogContext;
  return { jobId, attempt, launch };
}
