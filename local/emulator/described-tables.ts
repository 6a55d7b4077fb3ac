import { setTimeout as delay } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { keys } from '../../events/documents/keys';
import { TablesDocument } from '../../events/documents/tables';
import { readObject } from '../../lib/aws/s3';

const TIMEOUT_MS = 90_000;
const POLL_MS = 100;

/** What the description of the tables found wrong, one sentence each. */
export type TableProblems = readonly string[];

/**
 * Stores the catalog and records the load, as an operator and load-data do on AWS, and waits until describe-tables has
 * described the tables.
 */
export async function describeLoadedTables(
  client: S3Client,
  bucketName: string,
  catalog: string | undefined,
): Promise<TableProblems> {
  const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket: bucketName, Key, Body }));
  if (catalog !== undefined) await put(keys.catalog, catalog);
  await put(keys.loaded, JSON.stringify({ loadedAt: new Date().toISOString() }));
  const bucket = { client, name: bucketName };
  for (const startedAt = Date.now(); Date.now() - startedAt < TIMEOUT_MS; await delay(POLL_MS)) {
    const [tables, describing] = await Promise.all([
      readObject(bucket, keys.tables),
      readObject(bucket, keys.describing),
    ]);
    if (tables !== undefined) {
      const { catalogProblems, failed } = TablesDocument.parse(JSON.parse(tables));
      return [
        ...catalogProblems,
        ...failed.map(({ name, reason }) => `The table ${name} was not described: ${reason}`),
      ];
    }
    const { failure } = JSON.parse(describing ?? '{}') as { readonly failure?: { readonly message: string } };
    if (failure) return [`The tables were not described: ${failure.message}`];
  }
  return [`The tables were not described within ${TIMEOUT_MS / 1000} s.`];
}
