import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ObjectStore } from './port';

const TRIES = 4;

/** Objects of one bucket. */
export function s3ObjectStore(client: S3Client, bucket: string): ObjectStore {
  const object = (key: string) => ({ Bucket: bucket, Key: key });

  async function read(key: string): Promise<string | undefined> {
    try {
      const { Body } = await client.send(new GetObjectCommand(object(key)));
      return await Body?.transformToString('utf-8');
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return undefined;
      if (nameOf(error) === 'AccessDenied' && !(await list(key)).includes(key)) return undefined;
      throw error;
    }
  }

  // Whoever may list a prefix only, and not the bucket, is told 403 of a key that is not there.
  async function list(prefix: string): Promise<string[]> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    return Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
  }

  return {
    read,

    async write(key, body, mediaType) {
      await client.send(new PutObjectCommand({ ...object(key), Body: body, ContentType: mediaType }));
    },

    async writeOnce(key, body, mediaType) {
      const put = { ...object(key), Body: body, ContentType: mediaType, IfNoneMatch: '*' };
      for (let attempt = 1; ; attempt++) {
        try {
          await client.send(new PutObjectCommand(put));
          return { written: true };
        } catch (error) {
          if (!isTaken(error)) throw error;
          const existing = await read(key);
          if (existing !== undefined) return { written: false, existing };
          // 409: another write of the key was under way, and it came to nothing.
          if (attempt === TRIES) throw error;
        }
      }
    },

    async replace(key, expected, body, mediaType) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand(object(key)));
        if ((await Body?.transformToString('utf-8')) !== expected) return false;
        const put = { ...object(key), Body: body, ContentType: mediaType, IfMatch: ETag };
        await client.send(new PutObjectCommand(put));
        return true;
      } catch (error) {
        if (isTaken(error) || nameOf(error) === 'NoSuchKey') return false;
        throw error;
      }
    },

    list,

    async erase(prefix) {
      let erased = 0;
      for (let found = await list(prefix); found.length > 0; found = await list(prefix)) {
        const Delete = { Objects: found.map((Key) => ({ Key })), Quiet: true };
        const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
        const [first] = Errors;
        if (first) throw new Error(`${Errors.length} objects below ${prefix} stay: ${first.Code}: ${first.Message}`);
        erased += found.length;
      }
      return erased;
    },

    presign(key, seconds, fileName) {
      const name = encodeURIComponent(fileName).replace(/['()*!]/g, '_');
      const ResponseContentDisposition = `attachment; filename*=UTF-8''${name}`;
      const command = new GetObjectCommand({ ...object(key), ResponseContentDisposition });
      return getSignedUrl(client, command, { expiresIn: seconds });
    },
  };
}

const isTaken = (error: unknown): boolean =>
  ['PreconditionFailed', 'ConditionalRequestConflict'].includes(nameOf(error) ?? '');

const nameOf = (error: unknown): string | undefined => (error instanceof Error ? error.name : undefined);
