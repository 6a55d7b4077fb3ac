import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { consume, logContextOfDetail, POSTPONED_RECEIVES } from '../../../../../functions/shared/queue/batch';
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

/** A consumer of a handler that ends like this, and what it has its queue do. */
function consumer(ending: Error | undefined, fault?: Error) {
  const hidden: [string, number][] = [];
  const queue = {
    changeVisibility: async (receiptHandle: string, seconds: number) => {
      if (fault) throw fault;
      hidden.push([receiptHandle, seconds]);
    },
  };
  const handle = async () => {
    if (ending) throw ending;
  };
  return { consume: consume(handle, fakeLog(), logContextOfDetail, queue), hidden };
}

const tooEarly = new Postponed(41, 'Capacity is unavailable at this time.');
const comesBack = { batchItemFailures: [{ itemIdentifier: 'm-1' }] };
const isDone = { batchItemFailures: [] };

describe('a message that is postponed', () => {
  it('comes back after the time that its handler says', async () => {
    const { consume: handle, hidden } = consumer(tooEarly);
    expect(await handle(batch(message(1)))).toEqual(comesBack);
    expect(hidden).toEqual([['receipt of m-1', 41]]);
  });

  it('is done with when that has been often enough: it is no dead letter', async () => {
    const { consume: handle, hidden } = consumer(tooEarly);
    expect(await handle(batch(message(POSTPONED_RECEIVES - 1)))).toEqual(comesBack);
    expect(await handle(batch(message(POSTPONED_RECEIVES)))).toEqual(isDone);
    expect(hidden).toHaveLength(1);
  });

  it('comes back at its usual time when it cannot be hidden', async () => {
    expect(await consumer(tooEarly, new Error('Throttling')).consume(batch(message(1)))).toEqual(comesBack);
  });

  it('is hidden alone', async () => {
    const { consume: handle, hidden } = consumer(tooEarly);
    await handle(batch(message(1, 'm-1'), message(2, 'm-2')));
    expect(hidden.map(([receipt]) => receipt)).toEqual(['receipt of m-1', 'receipt of m-2']);
  });
});

describe('any other message', () => {
  it('is not hidden, whether it was handled or not', async () => {
    for (const [ending, answer] of [
      [undefined, isDone],
      [new Error('Out of order.'), comesBack],
    ] as const) {
      const { consume: handle, hidden } = consumer(ending);
      expect(await handle(batch(message(9)))).toEqual(answer);
      expect(hidden).toEqual([]);
    }
  });
});

describe('a queue of Amazon SQS', () => {
  it('hides a message by its receipt', async () => {
    const sent: unknown[] = [];
    const client = { send: async (command: ChangeMessageVisibilityCommand) => sent.push(command) };
    await sqsQueue(client as unknown as SQSClient, 'https://queue').changeVisibility('receipt', 30);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toBeInstanceOf(ChangeMessageVisibilityCommand);
    expect(sent[0]).toMatchObject({
      input: { QueueUrl: 'https://queue', ReceiptHandle: 'receipt', VisibilityTimeout: 30 },
    });
  });
});
