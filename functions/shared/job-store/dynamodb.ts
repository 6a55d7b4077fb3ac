import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { pause } from '../clock';
import { eraseItems } from './erase-items';
import {
  artifactItem,
  artifactPrefix,
  DUE_INDEX,
  DUE_SHARD,
  entryOf,
  JOB_SORT_KEY,
  type JobItem,
  jobItem,
  jobOf,
  OWNER_INDEX,
  partitionKey,
  type TimelineItem,
  timelineItem,
  timelinePrefix,
} from './items';
import { InvalidCursor, type JobStore, type JobTable, type Page, type StoredArtifact } from './port';
import { jobStore } from './store';
import { withJobLogging } from './with-job-logging';

const TABLE_KEY = ['pk', 'sk'];
/** Attributes of the key of each index; a cursor holds them beside the table's own. */
const INDEX_KEYS: Readonly<Record<string, readonly string[]>> = {
  [OWNER_INDEX]: ['ownerKey', 'acceptedKey'],
  [DUE_INDEX]: ['dueShard', 'dueAt'],
};

const marshal = (item: object) => marshall(item, { removeUndefinedValues: true });

/** The job store in DynamoDB; jobs that go through it are named on the log lines. */
export const dynamoJobStore = (client: DynamoDBClient, tableName: string, retentionDays: number): JobStore =>
  withJobLogging(jobStore(dynamoJobTable(client, tableName, retentionDays), pause));

/** The job table in DynamoDB. `retentionDays` after its acceptance a job's items expire, unless it still owes something. */
export function dynamoJobTable(client: DynamoDBClient, tableName: string, retentionDays: number): JobTable {
  async function query(
    input: Omit<QueryCommandInput, 'TableName'>,
    cursor?: string,
  ): Promise<Page<Record<string, unknown>>> {
    const names = [...TABLE_KEY, ...(INDEX_KEYS[input.IndexName ?? ''] ?? [])];
    const start = cursor !== undefined && { ExclusiveStartKey: decodeCursor(cursor, names) };
    const page = { TableName: tableName, ...input, ...start };
    const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(page)).catch((error: unknown) => {
      // The rest of the query is ours and valid, so it is the start key that is not one of this index.
      if (cursor && isNamed(error, 'ValidationException')) throw new InvalidCursor();
      throw error;
    });
    return {
      items: Items.map((item) => unmarshall(item)),
      ...(LastEvaluatedKey && { cursor: encodeCursor(unmarshall(LastEvaluatedKey)) }),
    };
  }

  const below = (jobId: string, prefix: string) => ({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: marshal({ ':pk': partitionKey(jobId), ':prefix': prefix }),
  });

  return {
    async insert(job) {
      return conditional(
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshal(jobItem(job, 1, retentionDays)),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    },

    async get(jobId) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: marshal({ pk: partitionKey(jobId), sk: JOB_SORT_KEY }),
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
                Item: marshal(jobItem(job, version + 1, retentionDays)),
                ConditionExpression: 'version = :version',
                ExpressionAttributeValues: marshal({ ':version': version }),
              },
            },
            { Put: { TableName: tableName, Item: marshal(timelineItem(job, entry, retentionDays)) } },
          ],
        }),
      );
      return unlessRaced(conditional(write), false);
    },

    async putArtifact(jobId, artifact) {
      const item = artifactItem(jobId, artifact, retentionDays);
      const write = client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              ConditionCheck: {
                TableName: tableName,
                Key: marshal({ pk: partitionKey(jobId), sk: JOB_SORT_KEY }),
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
            {
              Put: {
                TableName: tableName,
                Item: marshal(item),
                ConditionExpression: 'attribute_not_exists(pk) OR #order <= :order',
                ExpressionAttributeNames: { '#order': 'order' },
                ExpressionAttributeValues: marshal({ ':order': item.order }),
              },
            },
          ],
        }),
      );
      return unlessRaced(conditional(write), 'raced');
    },

    async artifacts(jobId) {
      const found: StoredArtifact[] = [];
      let cursor: string | undefined;
      do {
        const page = await query(below(jobId, artifactPrefix), cursor);
        found.push(...(page.items as unknown as StoredArtifact[]));
        cursor = page.cursor;
      } while (cursor);
      return found;
    },

    async timeline(jobId, cursor) {
      const page = await query({ ...below(jobId, timelinePrefix), ConsistentRead: true }, cursor);
      return { ...page, items: (page.items as unknown as TimelineItem[]).map(entryOf) };
    },

    async listByOwner(owner, limit, cursor) {
      const page = await query(
        {
          IndexName: OWNER_INDEX,
          KeyConditionExpression: 'ownerKey = :owner',
          ExpressionAttributeValues: marshal({ ':owner': owner }),
          ScanIndexForward: false,
          Limit: limit,
        },
        cursor,
      );
      return { ...page, items: (page.items as unknown as JobItem[]).map(jobOf) };
    },

    async due(instant, limit) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await query(
          {
            IndexName: DUE_INDEX,
            KeyConditionExpression: 'dueShard = :shard AND dueAt <= :instant',
            ExpressionAttributeValues: marshal({ ':shard': DUE_SHARD, ':instant': instant }),
            Limit: limit - found.length,
          },
          cursor,
        );
        found.push(...page.items.map(({ pk }) => String(pk).slice(partitionKey('').length)));
        cursor = page.cursor;
      } while (cursor !== undefined && found.length < limit);
      return found;
    },

    erase: (jobId) => eraseItems(client, tableName, jobId),
  };
}

/** Whether a write's condition held; any other failure rejects. */
async function conditional(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || cancelledFor(error, 'ConditionalCheckFailed')) return false;
    throw error;
  }
}

/** What a write gives, or `raced` when another transaction on one of its items was under way. */
const unlessRaced = <T, R>(write: Promise<T>, raced: R): Promise<T | R> =>
  write.catch((error) => {
    if (cancelledFor(error, 'TransactionConflict')) return raced;
    throw error;
  });

const cancelledFor = (error: unknown, code: string): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some((reason) => reason.Code === code);

const encodeCursor = (key: object): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws InvalidCursor for whatever is not the text of a key with these attributes */
function decodeCursor(cursor: string, names: readonly string[]) {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const entries = Object.entries(key as object);
    const isKey = entries.length === names.length && names.every((name) => entries.some(([own]) => own === name));
    if (isKey && entries.every(([, value]) => typeof value === 'string' && value !== '')) return marshal(key as object);
  } catch {
    // No base64 of JSON: refused below.
  }
  throw new InvalidCursor();
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
