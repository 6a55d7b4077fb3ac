import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GenerationDocument, JobDocument, keys, ReportDocument } from '../../../events';
import { awaitedObject, readObject, writeOnce } from '../../../lib/aws/s3';
import { retry } from '../../../lib/retry';
import type { Clock, JobFiles } from '../ports';

/** Makes browsers save artifacts instead of rendering them: a program wrote them. */
const DOWNLOAD = 'attachment';

/** The documents and artifacts of a job in S3. */
export function s3JobFiles(client: S3Client, bucketName: string, jobId: string, clock: Clock): JobFiles {
  const bucket = { client, name: bucketName };

  async function read(key: string): Promise<unknown> {
    const text = await readObject(bucket, key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  const generations = new Map<number, () => Promise<string | undefined>>();

  return {
    async readJob() {
      return JobDocument.parse(await read(keys.job(jobId)));
    },

    async readGeneration(attempt) {
      const readText =
        generations.get(attempt) ?? awaitedObject(bucket, keys.generation(jobId, attempt), () => clock.now().getTime());
      generations.set(attempt, readText);
      const text = await readText();
      return text === undefined ? undefined : GenerationDocument.parse(JSON.parse(text));
    },

    async readReport(attempt) {
      const document = await read(keys.report(jobId, attempt));
      return document === undefined ? undefined : ReportDocument.parse(document);
    },

    async writeReport(report) {
      const key = keys.report(jobId, report.attempt);
      const result = await writeOnce(bucket, key, JSON.stringify(report), 'application/json', clock.sleep);
      return result.written ? report : ReportDocument.parse(JSON.parse(result.existing));
    },

    async writeText(key, text, mediaType) {
      await client.send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: text, ContentType: mediaType }));
    },

    async upload(key, path, mediaType) {
      const { size } = await stat(path);
      const put = async () => {
        // A stream can be read only once, so the client cannot retry.
        const Body = createReadStream(path);
        try {
          const object = { Bucket: bucketName, Key: key, Body, ContentLength: size, ContentType: mediaType };
          await client.send(new PutObjectCommand({ ...object, ContentDisposition: DOWNLOAD }));
        } finally {
          Body.destroy();
        }
      };
      await retry(put, { maxAttempts: 3, delay: () => 500, pause: clock.sleep });
    },
  };
}
