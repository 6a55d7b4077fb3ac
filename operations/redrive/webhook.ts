import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { JobId, WebhookRequested } from '../../events';
import { ordinalsOf } from '../../functions/shared/domain/job';
import { eventBridgeBus } from '../../functions/shared/event-bus/eventbridge';
import { dynamoJobTable } from '../../functions/shared/job-store/dynamodb';
import { OperatorError } from '../stack';

interface Target {
  readonly dynamoDB: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly tableName: string;
  readonly busName: string;
}

/**
 * Requests one more delivery of a job's webhook, whatever became of those before: with the same id and body, and a new
 * timestamp. Resolves to a description.
 * @throws OperatorError when the job has no webhook to send
 */
export async function sendWebhookAgain(
  { dynamoDB, eventBridge, tableName, busName }: Target,
  jobId: string,
  isDryRun: boolean,
): Promise<string> {
  if (!JobId.safeParse(jobId).success) throw new OperatorError(`"${jobId}" is not the id of a job.`);
  // Nothing is written: the days of retention do not matter.
  const stored = await dynamoJobTable(dynamoDB, tableName, 1).get(jobId);
  if (!stored) throw new OperatorError(`There is no job ${jobId} in this stack.`);
  const { accepted, outcome, deliveries } = stored.job;
  if (accepted.webhookUrl === undefined) throw new OperatorError(`Job ${jobId} has no webhookUrl.`);
  if (!outcome) throw new OperatorError(`Job ${jobId} has not ended: its webhook is sent when it does.`);
  const numbers = ordinalsOf(deliveries);
  const last = numbers.at(-1);
  const delivery = Math.max(0, ...numbers) + 1;
  const state = last === undefined ? 'none before' : `the last one: ${deliveries[last]?.state}`;
  const text = `delivery ${delivery} to ${accepted.webhookUrl} (${state})`;
  if (isDryRun) return `${text} would be requested`;
  const occurredAt = new Date().toISOString();
  await eventBridgeBus(eventBridge, busName).publish([
    WebhookRequested.create({ jobId, occurredAt, delivery, again: true }),
  ]);
  return `${text} requested; GET /jobs/${jobId} lists it`;
}
