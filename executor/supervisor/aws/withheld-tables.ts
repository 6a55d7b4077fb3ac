import type { S3Client } from '@aws-sdk/client-s3';
import { keys, TablesDocument } from '../../../events';
import { type Catalog, CatalogError, readCatalog } from '../../../events/documents/catalog';
import { withheldNames } from '../../../events/documents/catalog-rules';
import { readObject } from '../../../lib/aws/s3';

/**
 * Reads the names of the tables that the catalog withholds; without a catalog none. Rejects with CatalogError when the
 * catalog, or the names of the tables that it applies to, cannot be read.
 */
export async function readWithheldTables(client: S3Client, bucketName: string): Promise<readonly string[]> {
  const bucket = { client, name: bucketName };
  const { catalog } = await readS3Catalog(bucket);
  // A catalog that withholds no table needs no description of them.
  return catalog.withheldTables.length === 0 ? [] : withheldNames(catalog, await readTableNames(bucket));
}

type Bucket = Parameters<typeof readObject>[0];

/** The catalog and its text, which is undefined without one. Rejects with CatalogError. */
export async function readS3Catalog(bucket: Bucket): Promise<{ readonly catalog: Catalog; readonly text?: string }> {
  const read = (key: string) => readOrThrow(bucket, key, 'The catalog of the tables cannot be read.');
  const [text, misnamed] = await Promise.all([read(keys.catalog), read(keys.misnamedCatalog)]);
  return { catalog: readCatalog(text, misnamed), text };
}

async function readTableNames(bucket: Bucket): Promise<readonly string[]> {
  const fault = `The names of the tables cannot be read from ${keys.tables}.`;
  const text = await readOrThrow(bucket, keys.tables, fault);
  try {
    return TablesDocument.parse(JSON.parse(text ?? '')).tableNames;
  } catch (error) {
    throw new CatalogError(`${fault} The next question has it written again.`, { cause: error });
  }
}

async function readOrThrow(bucket: Bucket, key: string, fault: string): Promise<string | undefined> {
  try {
    return await readObject(bucket, key);
  } catch (error) {
    const { name, message } = error as Error;
    throw new CatalogError(`${fault} ${name}: ${message}`, { cause: error });
  }
}
