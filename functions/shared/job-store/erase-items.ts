import { DeleteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { JOB_SORT_KEY, partitionKey } from './items';

const DELETES_AT_ONCE = 25;

/** Deletes every item of a job, the job itself last; returns the number of deleted items. */
export async function eraseItems(client: DynamoDBClient, tableName: string, jobId: string): Promise<number> {
  const pk = partitionKey(jobId);

  /** Sort keys of the job's items, one page. */
  async function remainingKeys(): Promise<string[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': pk }),
        ConsistentRead: true,
        ProjectionExpression: 'sk',
      }),
    );
    return Items.map(({ sk }) => sk?.S ?? '');
  }

  const remove = (sk: string) =>
    client.send(new DeleteItemCommand({ TableName: tableName, Key: marshall({ pk, sk }) }));

  let erased = 0;
  // Repeated until no item remains: items may be written until the job itself is deleted.
  for (let sortKeys = await remainingKeys(); sortKeys.length > 0; sortKeys = await remainingKeys()) {
    const others = sortKeys.filter((sk) => sk !== JOB_SORT_KEY);
    for (let index = 0; index < others.length; index += DELETES_AT_ONCE) {
      await Promise.all(others.slice(index, index + DELETES_AT_ONCE).map(remove));
    }
    // Only the job itself remains.
    if (others.length === 0) await remove(JOB_SORT_KEY);
    erased += others.length || 1;
  }
  return erased;
}
