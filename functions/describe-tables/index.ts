import { randomUUID } from 'node:crypto';
import { now, pause } from '../../lib/clock';
import { redshiftData, s3, sqs } from '../shared/clients';
import { config } from '../shared/config';
import { createLog } from '../shared/log';
import { embeddedMetrics } from '../shared/metrics/emf';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume } from '../shared/queue/batch';
import { sqsQueue } from '../shared/queue/sqs';
import { redshiftDataWarehouse } from '../shared/warehouse/redshift-data';
import { describeTables } from './handler';

const settings = config(
  'bucketName',
  'queueUrl',
  'warehouseWorkgroup',
  'warehouseDatabase',
  'warehouseSchema',
  'warehouseSecretArn',
  'metricsNamespace',
);

const log = createLog('describe-tables');

const describe = describeTables({
  warehouse: redshiftDataWarehouse(redshiftData(), {
    workgroup: settings.warehouseWorkgroup,
    database: settings.warehouseDatabase,
    secretArn: settings.warehouseSecretArn,
    pause,
  }),
  objects: s3ObjectStore(s3(), settings.bucketName, pause),
  schema: settings.warehouseSchema,
  metrics: embeddedMetrics(log, settings.metricsNamespace),
  log,
  now,
  newLeaseToken: randomUUID,
});

export const handler = consume(describe, log, () => undefined, sqsQueue(sqs(), settings.queueUrl));
