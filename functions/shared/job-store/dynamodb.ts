import { type DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { pause } from '../../../lib/clock';
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
  ownerPartitionKey,
  partitionKey,
  type TimelineItem,
  timelineItem,
  timelinePrefix,
  toAttributes,
} from './items';
import { jobStore } from './job-store';
import { closedJob, openJob, reserved, settled } from './owner-items';
import { cursorOf, type PageQuery, queryPage } from './pages';
import { type JobStore, type JobTable, MAX_SEARCHED, type StoredArtifact } from './port';
import { cancelledFor, conditional, failedConditions, onConflict } from './transactions';
import { withJobLogging } from './with-job-logging';

/** Jobs that one query of a search reads. */
const SEARCH_PAGE = 100;

/** The job store in DynamoDB; adds the job to the log lines. */
export const dynamoJobStore = (client: DynamoDBClient, tableName: string, retentionDays: number): JobStore =>
  withJobLogging(jobStore(dynamoJobTable(client, tableName, retentionDays), pause));

/** The job table in DynamoDB. A job's items expire `retentionDays` after its acceptance, later if it has obligations. */
export function dynamoJobTable(client: DynamoDBClient, tableName: string, retentionDays: number): JobTable {
  const query = (page: PageQuery, cursor?: string) => queryPage(client, tableName, page, cursor);

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

    async list(owner, limit, cursor, matches) {
      const found: JobItem[] = [];
      let next = cursor;
      let searched = 0;
      do {
        const page = await query(
          {
            IndexName: OWNER_INDEX,
            KeyConditionExpression: 'ownerKey = :owner',
            ExpressionAttributeValues: toAttributes({ ':owner': owner }),
            ScanIndexForward: false,
            Limit: matches ? SEARCH_PAGE : limit,
          },
          next,
        );
        next = page.cursor;
        const items = page.items as unknown as JobItem[];
        searched += items.length;
        const fitting = items.filter((item) => matches?.(jobOf(item)) ?? true);
        const last = fitting[limit - found.length - 1];
        found.push(...fitting.slice(0, limit - found.length));
        // The next page begins after the last job of this one, unless that was the last job of all.
        if (last && (last !== items.at(-1) || next !== undefined)) next = cursorOf(last, OWNER_INDEX);
      } while (next !== undefined && found.length < limit && searched < MAX_SEARCHED);
      return { items: found.map(jobOf), ...(next !== undefined && { cursor: next }) };
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
