import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { System } from '../../local/system';

export interface Writes {
  /** Writes to the table by kind of item. */
  readonly jobs: number;
  readonly timeline: number;
  readonly artifacts: number;
  /** Objects below jobs/ and results/. */
  readonly objects: number;
  /** Postponed launches. */
  readonly postponed: number;
}

interface Item {
  readonly sk: string;
  readonly version?: number;
  readonly factId?: string;
}

/** Counts the items and objects of all jobs. A job's item has its number of writes as its version. */
export async function countWrites({ awsUrl, table, bucket }: System): Promise<Writes> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint: awsUrl, region: 'us-east-1', credentials };
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient(settings) }, { TableName: table }))
    items.push(...Items.map((item) => unmarshall(item) as Item));

  let objects = 0;
  const client = new S3Client({ ...settings, forcePathStyle: true });
  for (const Prefix of ['jobs/', 'results/'])
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix }))
      objects += Contents.length;

  const kind = (start: string) => items.filter(({ sk }) => sk.startsWith(start));
  return {
    jobs: kind('JOB').reduce((sum, { version = 0 }) => sum + version, 0),
    timeline: kind('EVT#').length,
    artifacts: kind('ART#').length,
    objects,
    postponed: items.filter(({ factId }) => factId?.startsWith('LaunchPostponed:')).length,
  };
}
