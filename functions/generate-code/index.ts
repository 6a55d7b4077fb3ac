import { randomUUID } from 'node:crypto';
import { bedrockRuntime, dynamoDB, eventBridge, redshiftData, s3 } from '../shared/clients';
import { now, pause } from '../shared/clock';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { bedrockModel } from '../shared/model/bedrock';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume } from '../shared/queue/batch';
import { redshiftDataWarehouse } from '../shared/warehouse/redshift-data';
import { generateCode } from './handler';
import { tableDirectory } from './schema/directory';

const settings = config(
  'tableName',
  'retentionDays',
  'bucketName',
  'busName',
  'modelId',
  'warehouseWorkgroup',
  'warehouseDatabase',
  'warehouseSchema',
  'warehouseSecretArn',
);

const log = createLog('generate-code');
const objects = s3ObjectStore(s3(), settings.bucketName);
const warehouse = redshiftDataWarehouse(redshiftData(), {
  workgroup: settings.warehouseWorkgroup,
  database: settings.warehouseDatabase,
  secretArn: settings.warehouseSecretArn,
  pause,
});

const generate = generateCode({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, Number(settings.retentionDays)),
  objects,
  bus: eventBridgeBus(eventBridge(), settings.busName),
  model: bedrockModel(bedrockRuntime(), settings.modelId, pause),
  warehouse,
  tables: tableDirectory({ warehouse, objects, schema: settings.warehouseSchema, now }),
  log,
  now,
  newHolder: randomUUID,
});

export const handler = consume(generate, log);
