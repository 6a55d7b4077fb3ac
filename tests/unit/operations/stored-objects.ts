import type { S3Client } from '@aws-sdk/client-s3';

interface Command {
  readonly input: { readonly Key?: string; readonly Prefix?: string };
}

/** An S3 client of a bucket with these objects. */
export const storedIn = (objects: Readonly<Record<string, string>>): S3Client =>
  ({
    async send({ input: { Key = '', Prefix } }: Command) {
      if (Prefix !== undefined) {
        const found = Object.keys(objects).filter((key) => key.startsWith(Prefix));
        return { Contents: found.sort().map((key) => ({ Key: key })) };
      }
      const body = objects[Key];
      if (body === undefined) throw Object.assign(new Error('missing'), { name: 'NoSuchKey' });
      return { Body: { transformToString: async () => body } };
    },
  }) as unknown as S3Client;
