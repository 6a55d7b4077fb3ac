import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';

type Pause = (milliseconds: number) => Promise<void>;

interface Attributes {
  readonly arn: string;
  /** Approximate, as SQS counts. */
  readonly messages: number;
}

export async function attributesOf(client: SQSClient, QueueUrl: string): Promise<Attributes> {
  const AttributeNames = ['QueueArn', 'ApproximateNumberOfMessages'] as const;
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return { arn: Attributes.QueueArn ?? '', messages: Number(Attributes.ApproximateNumberOfMessages ?? 0) };
}

/**
 * Moves all messages of one queue to another; resolves to their number. Uses a message move task of Amazon SQS. The
 * local SQS has none: there, each message is received, sent and deleted.
 */
export async function moveMessages(client: SQSClient, from: string, to: string, pause: Pause): Promise<number> {
  const [source, destination] = await Promise.all([attributesOf(client, from), attributesOf(client, to)]);
  const command = new StartMessageMoveTaskCommand({ SourceArn: source.arn, DestinationArn: destination.arn });
  const isStarted = await client.send(command).then(
    () => true,
    (error: Error) => {
      if (isUnknownOperation(error)) return false;
      throw error;
    },
  );
  return isStarted ? waitUntilMoved(client, source.arn, pause) : moveEach(client, from, to, source.messages);
}

/** Deletes all messages of a queue. */
export const dropMessages = async (client: SQSClient, QueueUrl: string): Promise<void> =>
  void (await client.send(new PurgeQueueCommand({ QueueUrl })));

/** The endpoint is not Amazon SQS. */
const isUnknownOperation = ({ name, message }: Error): boolean =>
  /InvalidAction|UnknownOperation|UnsupportedOperation|NotImplemented/i.test(`${name} ${message}`);

async function waitUntilMoved(client: SQSClient, SourceArn: string, pause: Pause): Promise<number> {
  for (;;) {
    const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
    const { Status, ApproximateNumberOfMessagesMoved = 0, FailureReason } = Results[0] ?? {};
    if (Status === 'FAILED')
      throw new Error(`SQS moved only ${ApproximateNumberOfMessagesMoved} messages: ${FailureReason}`);
    if (Status !== 'RUNNING') return ApproximateNumberOfMessagesMoved;
    await pause(1000);
  }
}

/** Moves no more than `messages`, so that messages which fail again meanwhile are not moved forever. */
async function moveEach(client: SQSClient, from: string, to: string, messages: number): Promise<number> {
  let moved = 0;
  while (moved < messages) {
    const request = { QueueUrl: from, MaxNumberOfMessages: Math.min(10, messages - moved), WaitTimeSeconds: 1 };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(request));
    if (Messages.length === 0) return moved;
    for (const { Body: MessageBody, ReceiptHandle } of Messages) {
      await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody }));
      await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      moved += 1;
    }
  }
  return moved;
}
