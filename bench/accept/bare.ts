import { type JobDocument, keys, PromptReceived } from '../../events';
import { dynamoDB, eventBridge, s3 } from '../../functions/shared/clients';
import { config } from '../../functions/shared/config';
import { RESERVED_USD } from '../../functions/shared/domain/allowance';
import { newJob } from '../../functions/shared/domain/job';
import { eventBridgeBus } from '../../functions/shared/event-bus/eventbridge';
import { dynamoJobTable } from '../../functions/shared/job-store/dynamodb';
import { s3ObjectStore } from '../../functions/shared/object-store/s3';
import { jobIdOf } from '../../functions/submit-prompt/job-id';

const { tableName, retentionDays, bucketName, busName } = config('tableName', 'retentionDays', 'bucketName', 'busName');
const objects = s3ObjectStore(s3(), bucketName);
const table = dynamoJobTable(dynamoDB(), tableName, retentionDays);
const bus = eventBridgeBus(eventBridge(), busName);

/** The three writes of an accepted prompt, and nothing else: the document, the job, the event. */
export async function handler({ document }: { readonly document: JobDocument }) {
  const jobId = jobIdOf(document.owner, undefined);
  const { owner, size, limits, acceptedAt, deadlineAt } = document;
  const key = keys.job(jobId);
  await objects.writeOnce(key, JSON.stringify({ ...document, jobId }), 'application/json');
  const accepted = {
    jobId,
    owner,
    promptStart: document.prompt,
    acceptedAt,
    deadlineAt,
    size,
    limits,
    reservedUsd: RESERVED_USD,
  };
  const result = await table.insert(newJob(accepted), { openJobs: 1_000_000, dailyUsd: 1_000_000 });
  const event = { jobId, occurredAt: acceptedAt, promptKey: key, owner, size, limits, deadlineAt };
  await bus.publish([PromptReceived.create(event)]);
  return { statusCode: result === 'inserted' ? 202 : 500 };
}
