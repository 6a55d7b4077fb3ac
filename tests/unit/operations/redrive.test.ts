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
import { deadLetterQueuesOf } from '../../../operations/redrive/queues';

const queue = (logicalId: string) => ({ logicalId, id: `https://queues/${logicalId}`, type: 'AWS::SQS::Queue' });

describe('the dead-letter queues of a stack', () => {
  it('are those of each function, with its source queue', () => {
    const names = ['LaunchTaskQueue', 'LaunchTaskDeadLetters', 'StopTaskDeadLetters', 'StopTaskQueue'];
    const resources = [...names.map(queue), { logicalId: 'OtherDeadLetters', id: 'x', type: 'AWS::SNS::Topic' }];
    expect(deadLetterQueuesOf(resources)).toEqual([
      {
        functionName: 'launch-task',
        url: 'https://queues/LaunchTaskDeadLetters',
        source: { logicalId: 'LaunchTaskQueue', url: 'https://queues/LaunchTaskQueue' },
      },
      {
        functionName: 'stop-task',
        url: 'https://queues/StopTaskDeadLetters',
        source: { logicalId: 'StopTaskQueue', url: 'https://queues/StopTaskQueue' },
      },
    ]);
  });

  it('have no source queue when the function reads the stream', () => {
    expect(deadLetterQueuesOf([queue('DispatchObligationsDeadLetters')])).toEqual([
      { functionName: 'dispatch-obligations', url: 'https://queues/DispatchObligationsDeadLetters' },
    ]);
  });
});

/** A fake SQS with two queues; `startMove` handles StartMessageMoveTask. */
function sqs(startMove: () => unknown, statuses: object[] = []) {
  const queues: Record<string, string[]> = { from: ['a', 'b', 'c'], to: [] };
  const commands: object[] = [];
  const send = async (command: { input: Record<string, never> }): Promise<unknown> => {
    commands.push(command);
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
  return { client: { send } as unknown as SQSClient, queues, commands };
}

const pause = async () => undefined;

describe('messages', () => {
  it('are moved by a move task of SQS, polled until it completes', async () => {
    const running = { Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1 };
    const { client, commands } = sqs(
      () => ({}),
      [running, { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }],
    );
    expect(await moveMessages(client, 'from', 'to', pause)).toBe(3);
    expect(commands.find((command) => command instanceof StartMessageMoveTaskCommand)).toMatchObject({
      input: { SourceArn: 'arn:from', DestinationArn: 'arn:to' },
    });
    expect(commands.some((command) => command instanceof ReceiveMessageCommand)).toBe(false);
  });

  it('are not moved when the move task fails: an error with its reason', async () => {
    const { client } = sqs(() => ({}), [{ Status: 'FAILED', FailureReason: 'AccessDenied' }]);
    await expect(moveMessages(client, 'from', 'to', pause)).rejects.toThrow('AccessDenied');
  });

  it('are moved one by one when the endpoint has no move tasks', async () => {
    const { client, queues } = sqs(() => {
      throw Object.assign(new Error('The action is not valid.'), { name: 'InvalidAction' });
    });
    expect(await moveMessages(client, 'from', 'to', pause)).toBe(3);
    expect(queues).toEqual({ from: [], to: ['a', 'b', 'c'] });
  });

  it('stay in place without permission to move them', async () => {
    const { client, queues } = sqs(() => {
      throw Object.assign(new Error('User is not authorized.'), { name: 'AccessDenied' });
    });
    await expect(moveMessages(client, 'from', 'to', pause)).rejects.toThrow('not authorized');
    expect(queues).toEqual({ from: ['a', 'b', 'c'], to: [] });
  });

  it('are not moved forever when they fail again meanwhile', async () => {
    const { client, queues } = sqs(() => {
      throw Object.assign(new Error(''), { name: 'UnknownOperationException' });
    });
    // What is sent is a dead letter again at once.
    queues.to = queues.from as string[];
    expect(await moveMessages(client, 'from', 'to', pause)).toBe(3);
    expect(queues.from).toHaveLength(3);
  });
});
