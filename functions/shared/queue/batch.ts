import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** An event as EventBridge puts it into a queue, read as far as every room needs it. */
export interface BusEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: unknown;
  /** Set on events that an archive sends again. */
  readonly 'replay-name'?: string;
}

export interface FailureLog {
  error(message: string, details: Record<string, unknown>): void;
}

/**
 * Makes a queue's consumer of a handler of one event. A message whose handling rejects goes back to its queue,
 * alone; the others of the batch are done with.
 */
export function consume(handle: (event: BusEvent) => Promise<void>, log: FailureLog) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(
      Records.map(async ({ messageId, body, attributes }) => {
        try {
          await handle(JSON.parse(body) as BusEvent);
          return [];
        } catch (error) {
          log.error('An event was not handled; it goes back to its queue.', {
            messageId,
            receiveCount: attributes?.ApproximateReceiveCount,
            body: body.slice(0, 2000),
            error,
          });
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: failed.flat() };
  };
}

/** Rooms with side effects do nothing for an event that an archive sends again. */
export const isReplayed = (event: BusEvent): boolean => event['replay-name'] !== undefined;
