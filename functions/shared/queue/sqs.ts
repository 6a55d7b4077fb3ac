import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageQueue } from './port';

/** A queue of Amazon SQS. */
export const sqsQueue = (client: SQSClient, QueueUrl: string): MessageQueue => ({
  async changeVisibility(ReceiptHandle, VisibilityTimeout) {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  },
});
