import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GenerationDocument, JobDocument, keys, ReportDocument } from '../../../events';
import type { Clock, JobFiles } from '../ports';
import { hasStatus, readText } from './read-text';

/** Makes browsers save artifacts and not run them: a program wrote them. */
const DOWNLOAD = 'attachment';
const MAX_UPLOADS = 3;
const MAX_WRITES = 5;

/** The documents and artifacts of a job in S3. */
export function s3JobFiles(s3: S3Client, bucket: string, jobId: string, clock: Clock): JobFiles {
  async function read(key: string): Promise<unknown> {
    const text = await readText(s3, bucket, key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async function readReport(attempt: number): Promise<ReportDocument | undefined> {
    const document = await read(keys.report(jobId, attempt));
    return document === undefined ? undefined : ReportDocument.parse(document);
  }

  return {
    readReport,

    async readJob() {
      return JobDocument.parse(await read(keys.job(jobId)));
    },

    async readGeneration(attempt) {
      const document = await read(keys.generation(jobId, attempt));
      return document === undefined ? undefined : GenerationDocument.parse(document);
    },

    async writeReport(report) {
      const Key = keys.report(jobId, report.attempt);
      const Body = JSON.stringify(report);
      const once = { Bucket: bucket, Key, Body, ContentType: 'application/json', IfNoneMatch: '*' };
      for (let remaining = MAX_WRITES; ; remaining -= 1) {
        try {
          await s3.send(new PutObjectCommand(once));
          return report;
        } catch (error) {
          if (!hasStatus(error, 409, 412)) throw error;
          const winner = await readReport(report.attempt);
          if (winner) return winner;
          // 409: another write of this key is in progress and there is nothing to read yet.
          if (remaining === 1) throw error;
          await clock.sleep(200);
        }
      }
    },

    async writeText(key, text, mediaType) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: mediaType }));
    },

    async upload(key, path, mediaType) {
      const { size } = await stat(path);
      for (let remaining = MAX_UPLOADS; ; remaining -= 1) {
        // A stream can be read only once, so the client cannot retry.
        const Body = createReadStream(path);
        try {
          const object = { Bucket: bucket, Key: key, Body, ContentLength: size, ContentType: mediaType };
          await s3.send(new PutObjectCommand({ ...object, ContentDisposition: DOWNLOAD }));
          return;
        } catch (error) {
          Body.destroy();
          if (remaining === 1) throw error;
          await clock.sleep(500);
        }
      }
    },
  };
}
