import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { keys } from '../../../events';
import { listObjects, readObject } from '../../../lib/aws/s3';
import type { OutputStore } from '../ports';

const TIMEOUT_MS = 5_000;

/** The output of a job in S3. */
export function s3OutputStore(client: S3Client, bucketName: string, jobId: string): OutputStore {
  const bucket = { client, name: bucketName };
  return {
    list: () => listObjects(bucket, keys.output(jobId)),
    read: (key) => readObject(bucket, key),
    async write(key, text) {
      const object = { Bucket: bucketName, Key: key, Body: text, ContentType: 'text/plain; charset=utf-8' };
      await client.send(new PutObjectCommand(object), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    },
  };
}
