import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { DUE_INDEX, OWNER_INDEX, toAttributes } from './items';
import { InvalidCursor, type Page } from './port';

const TABLE_KEY = ['pk', 'sk'];
/** Key attributes of each index; a cursor holds them in addition to the table's. */
const INDEX_KEYS: Readonly<Record<string, readonly string[]>> = {
  [OWNER_INDEX]: ['ownerKey', 'acceptedKey'],
  [DUE_INDEX]: ['dueShard', 'dueAt'],
};

export type PageQuery = Omit<QueryCommandInput, 'TableName'>;

/** A page of a query, with the cursor of the next one. A cursor that is not of the queried index is refused. */
export async function queryPage(
  client: DynamoDBClient,
  tableName: string,
  query: PageQuery,
  cursor?: string,
): Promise<Page<Record<string, unknown>>> {
  const names = keyNames(query.IndexName);
  const start = cursor !== undefined && { ExclusiveStartKey: decodeCursor(cursor, names) };
  const input = { TableName: tableName, ...query, ...start };
  const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(input)).catch((error: unknown) => {
    // The rest of the query is valid, so the start key is not of this index.
    if (cursor && isNamed(error, 'ValidationException')) throw new InvalidCursor();
    throw error;
  });
  return {
    items: Items.map((item) => unmarshall(item)),
    ...(LastEvaluatedKey && { cursor: encodeCursor(unmarshall(LastEvaluatedKey)) }),
  };
}

const keyNames = (index = ''): string[] => [...TABLE_KEY, ...(INDEX_KEYS[index] ?? [])];

/** The cursor of the page that begins after an item. */
export const cursorOf = (item: object, index: string): string =>
  encodeCursor(Object.fromEntries(keyNames(index).map((name) => [name, (item as Record<string, unknown>)[name]])));

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
