import * as z from 'zod/mini';

/**
 * The fields of an S3 "Object Created" event that functions read. The key is not URL-encoded.
 * Source: Amazon S3 user guide, "Using EventBridge".
 */
export const S3ObjectCreated = {
  source: 'aws.s3',
  detailType: 'Object Created',
  schema: z.looseObject({
    time: z.string(),
    detail: z.looseObject({
      bucket: z.looseObject({ name: z.string() }),
      object: z.looseObject({
        key: z.string(),
        size: z.optional(z.int()),
        etag: z.optional(z.string()),
        'version-id': z.optional(z.string()),
        /** Orders the events of one key: hexadecimal, compared after padding the shorter with zeros on its right. */
        sequencer: z.optional(z.string()),
      }),
    }),
  }),
};
