import type { S3Client } from '@aws-sdk/client-s3';
import { keys } from '../../../events';
import { type Catalog, CatalogError, readCatalog } from '../../../events/documents/catalog';
import { readText } from './read-text';

/** Reads the catalog. Without one nothing is withheld. Rejects with CatalogError when it cannot be read. */
export async function readS3Catalog(s3: S3Client, bucket: string): Promise<Catalog> {
  let text: string | undefined;
  try {
    text = await readText(s3, bucket, keys.catalog);
  } catch (error) {
    const { name, message } = error as Error;
    throw new CatalogError(`The catalog of the tables cannot be read. ${name}: ${message}`, { cause: error });
  }
  return readCatalog(text);
}
