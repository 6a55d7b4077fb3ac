import { DeleteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { JOB_SORT_KEY, partitionKey } from './items';

const DELETES_AT_ONCE = 25;

/** Deletes every item of a job, the job itself last; how many it were. */
export async function eraseItems(client: DynamoDBClient, tableName: string, jobId: string): Promise<number> {
  const pk = partitionKey(jobId);

  /** Sort keys of the job's items: one page of them. */
  async function found(): Promise<string[]> {
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
  // Asked again until nothing is there: what was written until the job itself was gone is found by the next round.
  for (let sortKeys = await found(); sortKeys.length > 0; sortKeys = await found()) {
    const others = sortKeys.filter((sk) => sk !== JOB_SORT_KEY);
    for (let index = 0; index < others.length; index += DELETES_AT_ONCE) {
      await Promise.all(others.slice(index, index + DELETES_AT_ONCE).map(remove));
    }
    // Alone on a page, it is the last one.
    if (others.length === 0) await remove(JOB_SORT_KEY);
    erased += others.length || 1;
  }
  return erased;
}
