import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type Update,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { pause } from '../../../lib/clock';
import { type Allowance, dateOf, type Settlement } from '../domain/allowance';
import type { Job } from '../domain/job';
import { eraseItems } from './erase-items';
import {
  artifactItem,
  artifactPrefix,
  DUE_INDEX,
  DUE_SHARD,
  daySortKey,
  entryOf,
  JOB_SORT_KEY,
  type JobItem,
  jobItem,
  jobOf,
  OPEN_JOBS_SORT_KEY,
  OWNER_INDEX,
  ownerItemExpiry,
  ownerPartitionKey,
  partitionKey,
  type TimelineItem,
  timelineItem,
  timelinePrefix,
} from './items';
import { jobStore } from './job-store';
import { InvalidCursor, type JobStore, type JobTable, type Page, type StoredArtifact } from './port';
import { withJobLogging } from './with-job-logging';

const TABLE_KEY = ['pk', 'sk'];
/** Key attributes of each index; a cursor holds them in addition to the table's. */
const INDEX_KEYS: Readonly<Record<string, readonly string[]>> = {
  [OWNER_INDEX]: ['ownerKey', 'acceptedKey'],
  [DUE_INDEX]: ['dueShard', 'dueAt'],
};

const toAttributes = (item: object) => marshall(item, { removeUndefinedValues: true });

/** The job store in DynamoDB; adds the job to the log lines. */
export const dynamoJobStore = (client: DynamoDBClient, tableName: string, retentionDays: number): JobStore =>
  withJobLogging(jobStore(dynamoJobTable(client, tableName, retentionDays), pause));

/** The job table in DynamoDB. A job's items expire `retentionDays` after its acceptance, later if it has obligations. */
export function dynamoJobTable(client: DynamoDBClient, tableName: string, retentionDays: number): JobTable {
  async function query(
    input: Omit<QueryCommandInput, 'TableName'>,
    cursor?: string,
  ): Promise<Page<Record<string, unknown>>> {
    const names = [...TABLE_KEY, ...(INDEX_KEYS[input.IndexName ?? ''] ?? [])];
    const start = cursor !== undefined && { ExclusiveStartKey: decodeCursor(cursor, names) };
    const page = { TableName: tableName, ...input, ...start };
    const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(page)).catch((error: unknown) => {
      // The rest of the query is valid, so the start key is not of this index.
      if (cursor && isNamed(error, 'ValidationException')) throw new InvalidCursor();
      throw error;
    });
    return {
      items: Items.map((item) => unmarshall(item)),
      ...(LastEvaluatedKey && { cursor: encodeCursor(unmarshall(LastEvaluatedKey)) }),
    };
  }

  const keyStartsWith = (jobId: string, prefix: string) => ({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: toAttributes({ ':pk': partitionKey(jobId), ':prefix': prefix }),
  });

  return {
    async insert(job, allowance) {
      const write = client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Put: {
                TableName: tableName,
                Item: toAttributes(jobItem(job, 1, retentionDays)),
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
            { Update: openJob(tableName, job, allowance) },
            { Update: reserved(tableName, job, allowance) },
          ],
        }),
      );
      try {
        await write;
        return 'inserted';
      } catch (error) {
        if (cancelledFor(error, 'TransactionConflict')) return 'conflict';
        const failed = failedConditions(error);
        if (failed[0]) return 'exists';
        if (failed[1]) return 'openJobs';
        if (failed[2]) return 'dailyUsd';
        throw error;
      }
    },

    async usageOf(owner, date) {
      const [open, day] = await Promise.all(
        [OPEN_JOBS_SORT_KEY, daySortKey(date)].map(async (sk) => {
          const Key = toAttributes({ pk: ownerPartitionKey(owner), sk });
          const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
          return Item;
        }),
      );
      return { openJobs: open?.jobIds?.SS?.length ?? 0, usd: Number(day?.usd?.N ?? 0) };
    },

    async get(jobId) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: toAttributes({ pk: partitionKey(jobId), sk: JOB_SORT_KEY }),
          ConsistentRead: true,
        }),
      );
      if (!Item) return undefined;
      const item = unmarshall(Item) as JobItem;
      return { job: jobOf(item), version: item.version };
    },

    async replace(job, version, entry) {
      const write = client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Put: {
                TableName: tableName,
                Item: toAttributes(jobItem(job, version + 1, retentionDays)),
                ConditionExpression: 'version = :version',
                ExpressionAttributeValues: toAttributes({ ':version': version }),
              },
            },
            { Put: { TableName: tableName, Item: toAttributes(timelineItem(job, entry, retentionDays)) } },
          ],
        }),
      );
      return onConflict(conditional(write), false);
    },

    async settle(settlement) {
      const write = client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Update: closedJob(tableName, settlement) }, { Update: settled(tableName, settlement) }],
        }),
      );
      return onConflict(conditional(write), 'conflict');
    },

    async putArtifact(jobId, artifact) {
      const item = artifactItem(jobId, artifact, retentionDays);
      const write = client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              ConditionCheck: {
                TableName: tableName,
                Key: toAttributes({ pk: partitionKey(jobId), sk: JOB_SORT_KEY }),
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
            {
              Put: {
                TableName: tableName,
                Item: toAttributes(item),
                ConditionExpression: 'attribute_not_exists(pk) OR #order <= :order',
                ExpressionAttributeNames: { '#order': 'order' },
                ExpressionAttributeValues: toAttributes({ ':order': item.order }),
              },
            },
          ],
        }),
      );
      return onConflict(conditional(write), 'conflict');
    },

    async artifacts(jobId) {
      const artifacts: StoredArtifact[] = [];
      let cursor: string | undefined;
      do {
        const page = await query(keyStartsWith(jobId, artifactPrefix), cursor);
        artifacts.push(...(page.items as unknown as StoredArtifact[]));
        cursor = page.cursor;
      } while (cursor);
      return artifacts;
    },

    async timeline(jobId, cursor) {
      const page = await query({ ...keyStartsWith(jobId, timelinePrefix), ConsistentRead: true }, cursor);
      return { ...page, items: (page.items as unknown as TimelineItem[]).map(entryOf) };
    },

    async list(owner, limit, cursor) {
      const page = await query(
        {
          IndexName: OWNER_INDEX,
          KeyConditionExpression: 'ownerKey = :owner',
          ExpressionAttributeValues: toAttributes({ ':owner': owner }),
          ScanIndexForward: false,
          Limit: limit,
        },
        cursor,
      );
      return { ...page, items: (page.items as unknown as JobItem[]).map(jobOf) };
    },

    async due(instant, limit) {
      const jobIds: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await query(
          {
            IndexName: DUE_INDEX,
            KeyConditionExpression: 'dueShard = :shard AND dueAt <= :instant',
            ExpressionAttributeValues: toAttributes({ ':shard': DUE_SHARD, ':instant': instant }),
            Limit: limit - jobIds.length,
          },
          cursor,
        );
        jobIds.push(...page.items.map(({ pk }) => String(pk).slice(partitionKey('').length)));
        cursor = page.cursor;
      } while (cursor !== undefined && jobIds.length < limit);
      return jobIds;
    },

    erase: (jobId) => eraseItems(client, tableName, jobId),
  };
}

/** Adds a job to the open ones of its owner, unless there are as many as allowed. */
const openJob = (TableName: string, { accepted }: Job, { openJobs }: Allowance): Update => ({
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
const reserved = (TableName: string, { accepted }: Job, { dailyUsd }: Allowance): Update => ({
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
const closedJob = (TableName: string, { owner, jobId }: Settlement): Update => ({
  TableName,
  Key: toAttributes({ pk: ownerPartitionKey(owner), sk: OPEN_JOBS_SORT_KEY }),
  UpdateExpression: 'DELETE jobIds :jobIds',
  ConditionExpression: 'contains(jobIds, :jobId)',
  ExpressionAttributeValues: toAttributes({ ':jobIds': new Set([jobId]), ':jobId': jobId }),
});

const settled = (TableName: string, { owner, date, usd }: Settlement): Update => ({
  TableName,
  Key: toAttributes({ pk: ownerPartitionKey(owner), sk: daySortKey(date) }),
  UpdateExpression: 'ADD usd :usd',
  ExpressionAttributeValues: toAttributes({ ':usd': usd }),
});

/** Whether the condition of each write of a transaction failed. */
const failedConditions = (error: unknown): boolean[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed')
    : [];

/** False when the condition of the write failed; any other error rejects. */
async function conditional(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || cancelledFor(error, 'ConditionalCheckFailed')) return false;
    throw error;
  }
}

/** The result of a write, or `conflict` when another transaction on one of its items was in progress. */
const onConflict = <T, R>(write: Promise<T>, conflict: R): Promise<T | R> =>
  write.catch((error) => {
    if (cancelledFor(error, 'TransactionConflict')) return conflict;
    throw error;
  });

const cancelledFor = (error: unknown, code: string): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some((reason) => reason.Code === code);

const encodeCursor = (key: object): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws InvalidCursor unless the cursor encodes a key with exactly these attributes */
function decodeCursor(cursor: string, names: readonly string[]) {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const entries = Object.entries(key as object);
    const isKey =
      entries.length === names.length && names.every((name) => entries.some(([attribute]) => attribute === name));
    if (isKey && entries.every(([, value]) => typeof value === 'string' && value !== ''))
      return toAttributes(key as object);
  } catch {
    // Not base64 of JSON: refused below.
  }
  throw new InvalidCursor();
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
