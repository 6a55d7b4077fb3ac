import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { GenerationDocument, JobDocument, keys, ReportDocument } from '../../../events';
import type { Clock, JobFiles } from '../ports';

/** However an output is fetched, a browser saves it and does not run it: it is the word of a program. */
const DOWNLOAD = 'attachment';
const UPLOAD_TRIES = 3;
const WRITE_ONCE_TRIES = 5;

function hasStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof S3ServiceException && statuses.includes(error.$metadata.httpStatusCode ?? 0);
}

/** The job's documents in the system's bucket. Asking for a key that may not exist needs ListBucket for its prefix. */
export function s3JobFiles(s3: S3Client, bucket: string, jobId: string, clock: Clock): JobFiles {
  async function read(key: string): Promise<unknown> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch (error) {
      if (hasStatus(error, 404) || (hasStatus(error, 403) && !(await isListed(key)))) return undefined;
      throw error;
    }
  }

  // Whoever may list a prefix only, and not the bucket, is told 403 of a key that is not there.
  async function isListed(key: string): Promise<boolean> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key }));
    return Contents.some(({ Key }) => Key === key);
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
      for (let left = WRITE_ONCE_TRIES; ; left -= 1) {
        try {
          await s3.send(new PutObjectCommand(once));
          return report;
        } catch (error) {
          if (!hasStatus(error, 409, 412)) throw error;
          const winner = await readReport(report.attempt);
          if (winner) return winner;
          // 409: another write of this key is under way and nothing can be read yet.
          if (left === 1) throw error;
          await clock.sleep(200);
        }
      }
    },

    async writeText(key, text, mediaType) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: mediaType }));
    },

    async upload(key, path, mediaType) {
      const { size } = await stat(path);
      for (let left = UPLOAD_TRIES; ; left -= 1) {
        // A stream can be read once only, so the client cannot try again by itself.
        const Body = createReadStream(path);
        try {
          const object = { Bucket: bucket, Key: key, Body, ContentLength: size, ContentType: mediaType };
          await s3.send(new PutObjectCommand({ ...object, ContentDisposition: DOWNLOAD }));
          return;
        } catch (error) {
          Body.destroy();
          if (left === 1) throw error;
          await clock.sleep(500);
        }
      }
    },
  };
}
