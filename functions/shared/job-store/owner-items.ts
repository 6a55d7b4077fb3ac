import type { Update } from '@aws-sdk/client-dynamodb';
import { type Allowance, dateOf, type Settlement } from '../domain/allowance';
import type { Job } from '../domain/job';
import { daySortKey, OPEN_JOBS_SORT_KEY, ownerItemExpiry, ownerPartitionKey, toAttributes } from './items';

/** Adds a job to the open ones of its owner, unless there are as many as allowed. */
export const openJob = (TableName: string, { accepted }: Job, { openJobs }: Allowance): Update => ({
  TableName,
  Key: toAttributes({ pk: ownerPartitionKey(accepted.owner), sk: OPEN_JOBS_SORT_KEY }),
  UpdateExpression: 'ADD jobIds :jobIds SET expiresAt = :expiresAt',
  ConditionExpression: 'attribute_not_exists(jobIds) OR size(jobIds) < :openJobs',
  ExpressionAttributeValues: toAttributes({
    ':jobIds': new Set([accepted.jobId]),
    ':openJobs': openJobs,
    ':expiresAt': ownerItemExpiry(accepted.acceptedAt),
  }),
});

/** Adds what a job reserves to the dollars of its owner's day, unless they would exceed the allowed ones. */
export const reserved = (TableName: string, { accepted }: Job, { dailyUsd }: Allowance): Update => ({
  TableName,
  Key: toAttributes({ pk: ownerPartitionKey(accepted.owner), sk: daySortKey(dateOf(accepted.acceptedAt)) }),
  UpdateExpression: 'ADD usd :usd SET expiresAt = :expiresAt',
  ConditionExpression: 'attribute_not_exists(usd) OR usd <= :most',
  ExpressionAttributeValues: toAttributes({
    ':usd': accepted.reservedUsd ?? 0,
    ':most': dailyUsd - (accepted.reservedUsd ?? 0),
    ':expiresAt': ownerItemExpiry(accepted.acceptedAt),
  }),
});

/** Removes a job from the open ones of its owner, if it is one of them. */
export const closedJob = (TableName: string, { owner, jobId }: Settlement): Update => ({
  TableName,
  Key: toAttributes({ pk: ownerPartitionKey(owner), sk: OPEN_JOBS_SORT_KEY }),
  UpdateExpression: 'DELETE jobIds :jobIds',
  ConditionExpression: 'contains(jobIds, :jobId)',
  ExpressionAttributeValues: toAttributes({ ':jobIds': new Set([jobId]), ':jobId': jobId }),
});

export const settled = (TableName: string, { owner, date, usd }: Settlement): Update => ({
  TableName,
  Key: toAttributes({ pk: ownerPartitionKey(owner), sk: daySortKey(date) }),
  UpdateExpression: 'ADD usd :usd',
  ExpressionAttributeValues: toAttributes({ ':usd': usd }),
});
