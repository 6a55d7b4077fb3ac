import type { S3Client } from '@aws-sdk/client-s3';
import { keys, StandbyClaim } from '../../../events';
import { awaitedObject, writeOnce } from '../../../lib/aws/s3';
import type { Clock } from '../ports';
import type { OwnClaim } from '../standby/await-claim';

/** The claim of a standby in S3. */
export function s3StandbyClaim(client: S3Client, bucketName: string, taskArn: string, clock: Clock): OwnClaim {
  const bucket = { client, name: bucketName };
  const key = keys.standbyClaim(taskArn.slice(taskArn.lastIndexOf('/') + 1));
  const read = awaitedObject(bucket, key, () => clock.now().getTime());

  return {
    async read() {
      const text = await read();
      return text === undefined ? undefined : StandbyClaim.parse(JSON.parse(text));
    },

    async retire(reason) {
      const createdAt = clock.now().toISOString();
      const claim: StandbyClaim = { version: 1, taskArn, createdAt, claim: 'retirement', reason };
      const result = await writeOnce(bucket, key, JSON.stringify(claim), 'application/json', clock.sleep);
      return result.written ? claim : StandbyClaim.parse(JSON.parse(result.existing));
    },
  };
}
