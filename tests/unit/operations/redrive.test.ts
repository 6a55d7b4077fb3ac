import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { moveMessages } from '../../../operations/redrive/move';
import { deadLettersOf } from '../../../operations/redrive/queues';

const queue = (logicalId: string) => ({ logicalId, id: `https://queues/${logicalId}`, type: 'AWS::SQS::Queue' });

describe('the dead letters of a stack', () => {
  it('are those of each function, with the queue that they came from', () => {
    const names = ['LaunchTaskQueue', 'LaunchTaskDeadLetters', 'StopTaskDeadLetters', 'StopTaskQueue'];
    const resources = [...names.map(queue), { logicalId: 'OtherDeadLetters', id: 'x', type: 'AWS::SNS::Topic' }];
    expect(deadLettersOf(resources)).toEqual([
      {
        functionName: 'launch-task',
        url: 'https://queues/LaunchTaskDeadLetters',
        back: { logicalId: 'LaunchTaskQueue', url: 'https://queues/LaunchTaskQueue' },
      },
      {
        functionName: 'stop-task',
        url: 'https://queues/StopTaskDeadLetters',
        back: { logicalId: 'StopTaskQueue', url: 'https://queues/StopTaskQueue' },
      },
    ]);
  });

  it('go nowhere when they are of the stream', () => {
    expect(deadLettersOf([queue('DispatchObligationsDeadLetters')])).toEqual([
      { functionName: 'dispatch-obligations', url: 'https://queues/DispatchObligationsDeadLetters' },
    ]);
  });
});

/** SQS as its client reaches it: two queues, and what it does when it is asked to move messages. */
function sqs(startMove: () => unknown, statuses: object[] = []) {
  const queues: Record<string, string[]> = { from: ['a', 'b', 'c'], to: [] };
  const asked: object[] = [];
  const send = async (command: { input: Record<string, never> }): Promise<unknown> => {
    asked.push(command);
    const { QueueUrl = '', MessageBody = '', ReceiptHandle = '', MaxNumberOfMessages = 0 } = command.input;
    const messages = queues[QueueUrl] ?? [];
    if (command instanceof GetQueueAttributesCommand)
      return { Attributes: { QueueArn: `arn:${QueueUrl}`, ApproximateNumberOfMessages: String(messages.length) } };
    if (command instanceof StartMessageMoveTaskCommand) return startMove();
    if (command instanceof ListMessageMoveTasksCommand) return { Results: [statuses.shift()] };
    if (command instanceof ReceiveMessageCommand)
      return {
        Messages: messages.slice(0, Math.min(2, MaxNumberOfMessages)).map((Body) => ({ Body, ReceiptHandle: Body })),
      };
    if (command instanceof SendMessageCommand) return messages.push(MessageBody);
    if (command instanceof DeleteMessageCommand) messages.splice(messages.indexOf(ReceiptHandle), 1);
    return {};
  };
  return { client: { send } as unknown as SQSClient, queues, asked };
}

const pause = async () => undefined;

describe('messages', () => {
  it('are moved by SQS, which is asked until it is done', async () => {
    const running = { Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1 };
    const { client, asked } = sqs(() => ({}), [running, { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }]);
    expect(await moveMessages(client, 'from', 'to', pause)).toBe(3);
    expect(asked.find((command) => command instanceof StartMessageMoveTaskCommand)).toMatchObject({
      input: { SourceArn: 'arn:from', DestinationArn: 'arn:to' },
    });
    expect(asked.some((command) => command instanceof ReceiveMessageCommand)).toBe(false);
  });

  it('that SQS fails to move are an error with its reason', async () => {
    const { client } = sqs(() => ({}), [{ Status: 'FAILED', FailureReason: 'AccessDenied' }]);
    await expect(moveMessages(client, 'from', 'to', pause)).rejects.toThrow('AccessDenied');
  });

  it('are moved one by one where SQS cannot be asked', async () => {
    const { client, queues } = sqs(() => {
      throw Object.assign(new Error('The action is not valid.'), { name: 'InvalidAction' });
    });
    expect(await moveMessages(client, 'from', 'to', pause)).toBe(3);
    expect(queues).toEqual({ from: [], to: ['a', 'b', 'c'] });
  });

  it('stay where they are when they may not be moved', async () => {
    const { client, queues } = sqs(() => {
      throw Object.assign(new Error('User is not authorized.'), { name: 'AccessDenied' });
    });
    await expect(moveMessages(client, 'from', 'to', pause)).rejects.toThrow('not authorized');
    expect(queues).toEqual({ from: ['a', 'b', 'c'], to: [] });
  });

  it('that fail again meanwhile are not moved for ever', async () => {
    const { client, queues } = sqs(() => {
      throw Object.assign(new Error(''), { name: 'UnknownOperationException' });
    });
    // What is sent is a dead letter again at once.
    queues.to = queues.from as string[];
    expect(await moveMessages(client, 'from', 'to', pause)).toBe(3);
    expect(queues.from).toHaveLength(3);
  });
});
