import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { isConflict, isNamed, listKeys, listObjects, readObject, writeOnce } from '../../../lib/aws/s3';
import type { Pause } from '../../../lib/clock';
import type { ObjectStore } from './port';

/** The objects of one bucket. */
export function s3ObjectStore(client: S3Client, bucketName: string, pause?: Pause): ObjectStore {
  const bucket = { client, name: bucketName };
  const object = (key: string) => ({ Bucket: bucketName, Key: key });

  return {
    read: (key) => readObject(bucket, key),

    async write(key, body, mediaType) {
      await client.send(new PutObjectCommand({ ...object(key), Body: body, ContentType: mediaType }));
    },

    writeOnce: (key, body, mediaType) => writeOnce(bucket, key, body, mediaType, pause),

    async replace(key, expected, body, mediaType) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand(object(key)));
        if ((await Body?.transformToString('utf-8')) !== expected) return false;
        const put = { ...object(key), Body: body, ContentType: mediaType, IfMatch: ETag };
        await client.send(new PutObjectCommand(put));
        return true;
      } catch (error) {
        if (isConflict(error) || isNamed(error, 'NoSuchKey')) return false;
        throw error;
      }
    },

    list: (prefix) => listKeys(bucket, prefix),

    listAll: async (prefix) => (await listObjects(bucket, prefix)).map(({ key }) => key),

    async erase(prefix) {
      let erased = 0;
      for (;;) {
        const keys = await listKeys(bucket, prefix);
        if (keys.length === 0) return erased;
        const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
        const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucketName, Delete }));
        const [first] = Errors;
        if (first) {
          const count = Errors.length === 1 ? '1 object' : `${Errors.length} objects`;
          throw new Error(`S3 did not delete ${count} below ${prefix}: ${first.Code}: ${first.Message}`);
        }
        erased += keys.length;
      }
    },

    presign(key, seconds, fileName) {
      const name = encodeURIComponent(fileName).replace(/['()*!]/g, '_');
      const ResponseContentDisposition = `attachment; filename*=UTF-8''${name}`;
      const command = new GetObjectCommand({ ...object(key), ResponseContentDisposition });
      return getSignedUrl(client, command, { expiresIn: seconds });
    },
  };
}
