import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type Pause, pause } from '../clock';

/** A bucket and the client to reach it. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
}

/** Calls of a conditional write, and the delay between them, while another write of the key is in progress. */
const MAX_ATTEMPTS = 5;
const CONFLICT_DELAY_MS = 200;

/** The object as text, or undefined if there is none. */
export const readObject = async (bucket: Bucket, key: string): Promise<string | undefined> =>
  (await openObject(bucket, key))?.transformToString('utf-8');

/** The content of the object, or undefined if there is none. */
export async function openObject(bucket: Bucket, key: string): Promise<GetObjectCommandOutput['Body']> {
  try {
    const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
    return Body;
  } catch (error) {
    if (isMissingKey(error)) return undefined;
    // S3 returns 403 for a missing key to a role that may list only a prefix of the bucket.
    if (isNamed(error, 'AccessDenied') && !(await listKeys(bucket, key)).includes(key)) return undefined;
    throw error;
  }
}

/** How often the absence of an awaited object is checked by a LIST, which costs as much as twelve reads. */
const ABSENCE_CHECK_MS = 60_000;

/**
 * Reads an object that is expected to be written, again and again: by GET alone. S3 returns 403 for a missing key to a
 * role that may list only a prefix of the bucket, so 403 counts as absent; once a minute a LIST checks that it is.
 * @param now milliseconds
 */
export function awaitedObject(bucket: Bucket, key: string, now: () => number): () => Promise<string | undefined> {
  let checkedAt = now();
  return async () => {
    try {
      const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
      return await Body?.transformToString('utf-8');
    } catch (error) {
      if (isMissingKey(error)) return undefined;
      if (!isNamed(error, 'AccessDenied')) throw error;
      if (now() - checkedAt < ABSENCE_CHECK_MS) return undefined;
      checkedAt = now();
      return readObject(bucket, key);
    }
  };
}

/** Keys with this prefix, at most 1,000, in the order of their bytes. */
export async function listKeys({ client, name }: Bucket, prefix: string): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix }));
  return Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
}

export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** All objects with this prefix, in the order of their keys' bytes. */
export async function listObjects({ client, name }: Bucket, prefix: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix }))
    for (const { Key: key, Size: size = 0 } of Contents) if (key !== undefined) objects.push({ key, size });
  return objects;
}

/** The result of a conditional write: this object is stored, or the `existing` one was before. */
export type WriteResult = { readonly written: true } | { readonly written: false; readonly existing: string };

/** Writes the object unless the key exists (If-None-Match). */
export async function writeOnce(
  bucket: Bucket,
  key: string,
  body: string,
  mediaType: string,
  wait: Pause = pause,
): Promise<WriteResult> {
  const object = { Bucket: bucket.name, Key: key, Body: body, ContentType: mediaType };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await bucket.client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
      return { written: true };
    } catch (error) {
      if (!isConflict(error)) throw error;
      const existing = await readObject(bucket, key);
      if (existing !== undefined) return { written: false, existing };
      // 409: another write of the key is in progress, and nothing can be read yet.
      if (attempt === MAX_ATTEMPTS) throw error;
      await wait(CONFLICT_DELAY_MS);
    }
  }
}

/** A 404 without a body, as of a proxy, has no code to read. */
const isMissingKey = (error: unknown): boolean =>
  isNamed(error, 'NoSuchKey') ||
  (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404 && error.name !== 'NoSuchBucket');

/** 412, or 409 while another conditional write of the key is in progress. */
export const isConflict = (error: unknown): boolean =>
  isNamed(error, 'PreconditionFailed') || isNamed(error, 'ConditionalRequestConflict');

export const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
