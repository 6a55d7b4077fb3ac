import { now } from '../../lib/clock';
import { dynamoDB, eventBridge, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { httpFunction } from '../shared/http/function';
import { authorizationOf } from '../shared/http/owner';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { giveFeedback } from './handler';

const settings = config(
  'tableName',
  'retentionDays',
  'bucketName',
  'busName',
  'warehouseSchema',
  'authorization',
  'iamOwner',
  'curators',
);

const give = giveFeedback({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  objects: s3ObjectStore(s3(), settings.bucketName),
  bus: eventBridgeBus(eventBridge(), settings.busName),
  schema: settings.warehouseSchema,
  now,
});

export const handler = httpFunction(give, authorizationOf(settings), createLog('give-feedback'));
