import { randomUUID } from 'node:crypto';
import { now, pause } from '../../lib/clock';
import { bedrockRuntime, dynamoDB, eventBridge, redshiftData, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { embeddedMetrics } from '../shared/metrics/emf';
import { bedrockModel } from '../shared/model/bedrock';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume } from '../shared/queue/batch';
import { redshiftDataWarehouse } from '../shared/warehouse/redshift-data';
import { logContextOfRequest } from './generation-request';
import { generateCode } from './handler';
import { measuredModel } from './measured-model';
import { tableDirectory } from './tables/directory';

const settings = config(
  'tableName',
  'retentionDays',
  'bucketName',
  'busName',
  'modelId',
  'foundationModelId',
  'thinking',
  'effort',
  'maxLooks',
  'warehouseWorkgroup',
  'warehouseDatabase',
  'warehouseSchema',
  'warehouseSecretArn',
  'metricsNamespace',
);

const log = createLog('generate-code');
const metrics = embeddedMetrics(log, settings.metricsNamespace);
const objects = s3ObjectStore(s3(), settings.bucketName);
const generate = generateCode({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  objects,
  bus: eventBridgeBus(eventBridge(), settings.busName),
  model: measuredModel(bedrockModel(bedrockRuntime(), settings.modelId, pause, settings), metrics, Date.now),
  tables: tableDirectory({ objects, schema: settings.warehouseSchema, now, pause }),
  warehouse: redshiftDataWarehouse(redshiftData(), {
    workgroup: settings.warehouseWorkgroup,
    database: settings.warehouseDatabase,
    secretArn: settings.warehouseSecretArn,
    pause,
  }),
  maxLooks: settings.maxLooks,
  now,
  pause,
  log,
  newLeaseToken: randomUUID,
});

export const handler = consume(generate, log, logContextOfRequest);
