import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Log } from '../log';
import { type About, about } from '../log-context';

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

/**
 * Makes a queue's consumer of a handler of one event. A message whose handling rejects goes back to its queue,
 * alone; the others of the batch are done with. `subject` says which job an event is about; own events say it
 * themselves.
 */
export function consume(
  handle: (event: BusEvent) => Promise<void>,
  log: Pick<Log, 'info' | 'error'>,
  subject: (event: BusEvent) => About | undefined = ofDetail,
) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(
      Records.map(async ({ messageId, body, attributes }) => {
        const event = parsed(body);
        return about({ event: event?.['detail-type'], messageId, ...subjectOf(event, subject) }, async () => {
          try {
            await handle(event ?? (JSON.parse(body) as BusEvent));
            log.info('Event handled.');
            return [];
          } catch (error) {
            const receiveCount = attributes?.ApproximateReceiveCount;
            log.error('An event was not handled; it goes back to its queue.', { receiveCount, error });
            return [{ itemIdentifier: messageId }];
          }
        });
      }),
    );
    return { batchItemFailures: failed.flat() };
  };
}

/** Rooms with side effects do nothing for an event that an archive sends again. */
export const isReplayed = (event: BusEvent): boolean => event['replay-name'] !== undefined;

function parsed(body: string): BusEvent | undefined {
  try {
    return JSON.parse(body) as BusEvent;
  } catch {
    return undefined;
  }
}

/** An event that breaks its contract is about nothing; its handler says what is wrong with it. */
function subjectOf(event: BusEvent | undefined, subject: (event: BusEvent) => About | undefined): About {
  try {
    return (event && subject(event)) ?? {};
  } catch {
    return {};
  }
}

function ofDetail({ detail }: BusEvent): About {
  const { jobId, attempt, launch } = detail as About;
  return { jobId, attempt, launch };
}
