import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { openObject, readObject } from '../../../lib/aws/s3';
import type { EarlierResults } from '../ports';
import { readS3Catalog } from './withheld-tables';

/** The documents and artifacts of earlier jobs in S3. */
export function s3EarlierResults(client: S3Client, bucketName: string): EarlierResults {
  const bucket = { client, name: bucketName };
  return {
    async readDocument({ key, sha256 }) {
      const text = await readObject(bucket, key);
      return text !== undefined && sha256Of(text) === sha256 ? text : undefined;
    },

    async openArtifact(key) {
      return (await openObject(bucket, key)) as AsyncIterable<Uint8Array> | undefined;
    },

    async readCatalogRules() {
      const { catalog, text = '' } = await readS3Catalog(bucket);
      return { catalogSha256: sha256Of(text), withholdsTables: catalog.withheldTables.length > 0 };
    },
  };
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
