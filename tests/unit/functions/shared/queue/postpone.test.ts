import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { consume, logContextOfDetail, MAX_POSTPONED_RECEIVES } from '../../../../../functions/shared/queue/batch';
import { Postponed } from '../../../../../functions/shared/queue/postponed';
import { sqsQueue } from '../../../../../functions/shared/queue/sqs';
import { fakeLog } from '../../../../fakes/log';

const message = (receiveCount: number, messageId = 'm-1') => ({
  messageId,
  receiptHandle: `receipt of ${messageId}`,
  body: JSON.stringify({ 'detail-type': 'LaunchRequested', detail: {} }),
  attributes: { ApproximateReceiveCount: String(receiveCount) },
});
const batch = (...messages: object[]) => ({ Records: messages }) as unknown as SQSEvent;

/** A consumer whose handler throws `error`, and the visibility timeouts that it sets. */
function consumer(error: Error | undefined, queueError?: Error) {
  const changes: [string, number][] = [];
  const queue = {
    changeVisibility: async (receiptHandle: string, seconds: number) => {
      if (queueError) throw queueError;
      changes.push([receiptHandle, seconds]);
    },
  };
  const handle = async () => {
    if (error) throw error;
  };
  return { consume: consume(handle, fakeLog(), logContextOfDetail, queue), changes };
}

const tooEarly = new Postponed(41, 'Capacity is unavailable at this time.');
const returned = { batchItemFailures: [{ itemIdentifier: 'm-1' }] };
const acknowledged = { batchItemFailures: [] };

describe('a postponed message', () => {
  it('becomes visible again after the delay that its handler gives', async () => {
    const { consume: handle, changes } = consumer(tooEarly);
    expect(await handle(batch(message(1)))).toEqual(returned);
    expect(changes).toEqual([['receipt of m-1', 41]]);
  });

  it('is acknowledged after the maximum of receives, so that it is no dead letter', async () => {
    const { consume: handle, changes } = consumer(tooEarly);
    expect(await handle(batch(message(MAX_POSTPONED_RECEIVES - 1)))).toEqual(returned);
    expect(await handle(batch(message(MAX_POSTPONED_RECEIVES)))).toEqual(acknowledged);
    expect(changes).toHaveLength(1);
  });

  it('returns after the visibility timeout of the queue if changing it fails', async () => {
    expect(await consumer(tooEarly, new Error('Throttling')).consume(batch(message(1)))).toEqual(returned);
  });

  it('is postponed individually', async () => {
    const { consume: handle, changes } = consumer(tooEarly);
    await handle(batch(message(1, 'm-1'), message(2, 'm-2')));
    expect(changes.map(([receipt]) => receipt)).toEqual(['receipt of m-1', 'receipt of m-2']);
  });
});

describe('any other message', () => {
  it('is not hidden, whether it was handled or not', async () => {
    for (const [ending, answer] of [
      [undefined, acknowledged],
      [new Error('Out of order.'), returned],
    ] as const) {
      const { consume: handle, changes } = consumer(ending);
      expect(await handle(batch(message(9)))).toEqual(answer);
      expect(changes).toEqual([]);
    }
  });
});

describe('a queue of Amazon SQS', () => {
  it('hides a message by its receipt', async () => {
    const commands: unknown[] = [];
    const client = { send: async (command: ChangeMessageVisibilityCommand) => commands.push(command) };
    await sqsQueue(client as unknown as SQSClient, 'https://queue').changeVisibility('receipt', 30);
    expect(commands).toHaveLength(1);
    expect(commands[0]).toBeInstanceOf(ChangeMessageVisibilityCommand);
    expect(commands[0]).toMatchObject({
      input: { QueueUrl: 'https://queue', ReceiptHandle: 'receipt', VisibilityTimeout: 30 },
    });
  });
});
